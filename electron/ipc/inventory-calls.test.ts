// Loading: what the window is told while pages come, when a load is replaced, cancelled or fails.
import { expect, it } from 'vitest';
import { AppError } from '../../shared/app-error.ts';
import type { Target } from '../../shared/aws.ts';
import { EVENTS } from '../../shared/contract.ts';
import { awsProfileIdSchema, targetIdSchema } from '../../shared/ids.ts';
import type { InventoryUpdate } from '../../shared/inventory.ts';
import { ManualClock } from '../base/manual-clock.ts';
import type { Cloud } from '../connection/cloud.ts';
import { inventoryCalls } from './inventory-calls.ts';
import type { Publish } from './publisher.ts';

const access = { profileId: awsProfileIdSchema.parse('profile:prod'), region: 'eu-west-1' };

function target(id: string): Target {
  const nothing = {
    name: null, operatingSystem: null, privateAddress: null, publicAddress: null, ipv6Address: null,
    instanceType: null, architecture: null, zone: null, vpcId: null, subnetId: null, imageId: null,
    keyName: null, roleName: null, launchedAt: null,
  }; // prettier-ignore
  return {
    ...nothing,
    id: targetIdSchema.parse(id),
    kind: 'instance',
    state: 'running',
    platform: 'linux',
    tags: {},
    ssm: { status: 'unmanaged' },
  };
}

function setUp(load: Cloud['loadInventory']) {
  const updates: InventoryUpdate[] = [];
  const publish: Publish = (name, payload) => {
    updates.push(EVENTS[name].parse(payload) as InventoryUpdate);
  };
  const state = { load };
  const calls = inventoryCalls({
    cloud: () => Promise.resolve({ loadInventory: (...args) => state.load(...args) }),
    publish,
    clock: new ManualClock(),
  });
  const start = (signal = new AbortController().signal) => calls['inventory.load']({ access }, { signal });
  return { updates, start, state };
}

const pages =
  (...ids: string[]): Cloud['loadInventory'] =>
  (_access, _signal, onTargets) => {
    for (const id of ids) onTargets([target(id)]);
    return Promise.resolve(null);
  };

it('streams pages, then says ready, with revisions in a row', async () => {
  const { updates, start } = setUp(pages('i-1', 'i-2', 'i-1'));
  await start();
  expect(updates.map((update) => update.revision)).toEqual([1, 2, 3, 4, 5]);
  expect(updates.map((update) => update.reset)).toEqual([true, false, false, false, false]);
  expect(updates.map((update) => update.phase.kind)).toEqual([
    'loading',
    'loading',
    'loading',
    'loading',
    'ready',
  ]);
  expect(updates[3]?.phase).toMatchObject({ loadedCount: 2 });
});

it('a reload removes at its end what is gone, unless a source was missing', async () => {
  const { updates, start, state } = setUp(pages('i-1', 'i-2'));
  await start();
  state.load = () => Promise.resolve(new AppError('aws/access-denied', 'No.'));
  await start();
  expect(updates.at(-1)).toMatchObject({
    removes: [],
    phase: { kind: 'ready', partial: { code: 'aws/access-denied' } },
  });
  state.load = pages('i-2');
  await start();
  expect(updates.at(-1)).toMatchObject({ removes: ['i-1'], phase: { kind: 'ready', partial: null } });
});

it('a second load replaces the first, which keeps silent', async () => {
  const { updates, start, state } = setUp((_access, signal, onTargets) => {
    onTargets([target('i-old')]);
    return new Promise((_resolve, reject) => {
      signal.addEventListener('abort', () => {
        onTargets([target('i-late')]);
        reject(new AppError('cancelled', 'Cancelled.'));
      });
    });
  });
  const first = start();
  await new Promise((resolve) => setImmediate(resolve));
  state.load = pages('i-new');
  await start();
  await expect(Promise.resolve(first)).rejects.toMatchObject({ code: 'cancelled' });
  expect(updates.flatMap((update) => update.upserts.map((each) => each.id))).toEqual(['i-old', 'i-new']);
  expect(updates.at(-1)).toMatchObject({ removes: ['i-old'], phase: { kind: 'ready' } });
  expect(updates.map((update) => update.phase.kind)).not.toContain('cancelled');
});

it('says cancelled, or failed with the reason, and rejects', async () => {
  const { updates, start, state } = setUp(() => Promise.reject(new AppError('aws/throttled', 'Slow down.')));
  await expect(Promise.resolve(start())).rejects.toMatchObject({ code: 'aws/throttled' });
  expect(updates.at(-1)?.phase).toMatchObject({ kind: 'failed', error: { code: 'aws/throttled' } });
  state.load = (_access, signal) =>
    signal.aborted ? Promise.reject(new AppError('cancelled', 'Cancelled.')) : Promise.resolve(null);
  const controller = new AbortController();
  controller.abort();
  await expect(Promise.resolve(start(controller.signal))).rejects.toMatchObject({ code: 'cancelled' });
  expect(updates.at(-1)?.phase.kind).toBe('cancelled');
});
