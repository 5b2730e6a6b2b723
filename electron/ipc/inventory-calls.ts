// Loading of targets: one load an access at a time, its pages published as they come. What a reload no longer finds
// is removed at its end, so that the list never flashes empty.
import { AppError } from '../../shared/app-error.ts';
import type { AwsAccess } from '../../shared/aws.ts';
import type { TargetId } from '../../shared/ids.ts';
import type { InventoryPhase, InventoryUpdate } from '../../shared/inventory.ts';
import { onAbort } from '../base/abort.ts';
import type { Clock } from '../base/clock.ts';
import type { Cloud } from '../connection/cloud.ts';
import type { Publish } from './publisher.ts';
import type { HandlersOf } from './router.ts';

interface Inventory {
  revision: number;
  /** What the window was told of and not told to remove. */
  known: Set<TargetId>;
  loading: AbortController | null;
}

export interface InventoryParts {
  readonly cloud: () => Promise<Pick<Cloud, 'loadInventory'>>;
  readonly publish: Publish;
  readonly clock: Clock;
}

export function inventoryCalls(parts: InventoryParts): HandlersOf<'inventory.load'> {
  const inventories = new Map<string, Inventory>();
  return {
    'inventory.load': async ({ access }, { signal }) => {
      const key = `${access.region} ${access.profileId}`;
      const inventory = inventories.get(key) ?? { revision: 0, known: new Set(), loading: null };
      inventories.set(key, inventory);
      const controller = new AbortController();
      const replaced = inventory.loading;
      inventory.loading = controller;
      replaced?.abort();
      const stopListening = onAbort(signal, () => {
        controller.abort();
      });
      try {
        await load(parts, access, inventory, controller);
        return null;
      } finally {
        stopListening();
        if (inventory.loading === controller) inventory.loading = null;
      }
    },
  };
}

async function load(
  { cloud, publish, clock }: InventoryParts,
  access: AwsAccess,
  inventory: Inventory,
  controller: AbortController,
): Promise<void> {
  const startedAt = clock.now();
  const found = new Set<TargetId>();
  const tell = (
    phase: InventoryPhase,
    change: Partial<Pick<InventoryUpdate, 'reset' | 'upserts' | 'removes'>> = {},
  ): void => {
    // A load that was replaced keeps silent; its successor speaks for the access.
    if (inventory.loading !== controller) return;
    inventory.revision += 1;
    const { revision } = inventory;
    publish('inventory.update', {
      access,
      revision,
      reset: false,
      upserts: [],
      removes: [],
      ...change,
      phase,
    });
  };
  tell({ kind: 'loading', loadedCount: 0, startedAt }, { reset: inventory.known.size === 0 });
  try {
    const partial = await (
      await cloud()
    ).loadInventory(access, controller.signal, (upserts) => {
      if (inventory.loading !== controller) return;
      for (const target of upserts) {
        found.add(target.id);
        inventory.known.add(target.id);
      }
      tell({ kind: 'loading', loadedCount: found.size, startedAt }, { upserts });
    });
    // With one source missing, what it alone knows has not gone.
    const removes = partial === null ? [...inventory.known].filter((id) => !found.has(id)) : [];
    for (const id of removes) inventory.known.delete(id);
    tell({ kind: 'ready', at: clock.now(), partial: partial?.toData() ?? null }, { removes });
  } catch (error) {
    const at = clock.now();
    if (controller.signal.aborted) tell({ kind: 'cancelled', at });
    else tell({ kind: 'failed', at, error: toAppError(error).toData() });
    throw error;
  }
}

function toAppError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  return new AppError('internal', 'Something in Sallyport went wrong while loading instances.', {
    cause: error,
  });
}
