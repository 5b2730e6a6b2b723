// Streams an inventory as main would, by scenario: slow, large, partial, failing, empty.
import { AppError } from '../../shared/app-error.ts';
import type { AwsAccess, Target } from '../../shared/aws.ts';
import type { EventPayload } from '../../shared/contract.ts';
import type { InventoryPhase } from '../../shared/inventory.ts';
import { company, fleet } from './fake-targets.ts';

type Emit = (name: 'inventory.update', payload: EventPayload<'inventory.update'>) => void;

const DENIED = new AppError('aws/access-denied', 'The AWS profile acme-prod may not list instances.', {
  detail:
    'UnauthorizedOperation: user arn:aws:sts::111122223333:assumed-role/dev/anna is not authorized to perform ec2:DescribeInstances. Request id 5f0e7c11.',
}).toData();

export async function fakeInventory(
  scenario: string,
  access: AwsAccess,
  signal: AbortSignal,
  emit: Emit,
): Promise<null> {
  let revision = 0;
  const send = (upserts: Target[], phase: InventoryPhase, reset = false): void => {
    revision += 1;
    emit('inventory.update', { access, revision, reset, upserts, removes: [], phase });
  };
  const wait = (ms: number): Promise<unknown> => new Promise((resolve) => setTimeout(resolve, ms));
  const startedAt = Date.now();
  const loading = (loadedCount: number): InventoryPhase => ({ kind: 'loading', loadedCount, startedAt });
  send([], loading(0), true);
  switch (scenario) {
    case 'loading':
      await wait(600_000);
      return null;
    case 'denied':
      send([], { kind: 'failed', at: Date.now(), error: DENIED });
      return null;
    case 'empty':
      send([], { kind: 'ready', at: Date.now(), partial: null });
      return null;
    case 'cancelled':
      send(company().slice(0, 4), { kind: 'cancelled', at: Date.now() });
      return null;
    case 'many':
    case 'streaming': {
      const all = fleet(10_000);
      for (let at = 0; at < all.length; at += 500) {
        if (signal.aborted || (scenario === 'streaming' && at === 3000)) {
          if (scenario === 'streaming') await wait(600_000);
          send([], { kind: 'cancelled', at: Date.now() });
          return null;
        }
        send(all.slice(at, at + 500), loading(at + 500));
        await wait(5);
      }
      break;
    }
    default:
      await wait(40);
      send(company(), loading(10));
  }
  send([], { kind: 'ready', at: Date.now(), partial: scenario === 'partial' ? DENIED : null });
  return null;
}
