// The only writer of the replica stores: whole state first, then main's changes in the order they came.
import type { EventName, EventPayload } from '../../shared/contract.ts';
import type { InventoryUpdate } from '../../shared/inventory.ts';
import { applyConnectionsUpdate, connectionsStore, NO_CONNECTIONS } from '../stores/connections.ts';
import { appStartStore } from '../stores/app-start.ts';
import { applyInventoryUpdates, targetsStore } from '../stores/targets.ts';
import { applyDesktopsUpdate, desktopsStore } from '../stores/desktops.ts';
import { libraryStore } from '../stores/library.ts';
import { promptsStore } from '../stores/prompts.ts';
import { dragStore } from '../stores/drag.ts';
import { editsStore } from '../stores/edits.ts';
import { applyTransfersUpdate, transfersStore } from '../stores/transfers.ts';
import { applyTunnelsUpdate, tunnelsStore } from '../stores/tunnels.ts';
import { settingsStore } from '../stores/settings.ts';
import { signInsStore } from '../stores/sign-ins.ts';
import { call } from './client.ts';
import { windowBridge } from './window-bridge.ts';

/** Pages of a large inventory come faster than frames: they are applied together, at most once in this time. */
const INVENTORY_BATCH_MS = 32;

/**
 * Subscribes before it asks, and holds what arrives meanwhile: an event is never lost, and the last word about an
 * entity is always the newest. Rejects with AppError when a snapshot is refused.
 */
export async function startReplica(): Promise<void> {
  const connections = heldUntilReady('connections.update', (update) => {
    connectionsStore.setState((state) => applyConnectionsUpdate(state, update));
  });
  const desktops = heldUntilReady('desktops.update', (update) => {
    desktopsStore.setState((state) => applyDesktopsUpdate(state, update));
  });
  const library = heldUntilReady('library.update', (snapshot) => {
    libraryStore.setState((state) => (snapshot.revision < state.revision ? state : snapshot));
  });
  const settings = heldUntilReady('settings.update', (value) => {
    settingsStore.setState(value, true);
  });
  const prompts = heldUntilReady('prompts.update', (list) => {
    promptsStore.setState({ prompts: list });
  });
  const tunnels = heldUntilReady('tunnels.update', (update) => {
    tunnelsStore.setState((state) => applyTunnelsUpdate(state, update));
  });
  const transfers = heldUntilReady('transfers.update', (update) => {
    transfersStore.setState((state) => applyTransfersUpdate(state, update));
  });
  const edits = heldUntilReady('edits.update', (list) => {
    editsStore.setState({ edits: list });
  });
  const drag = heldUntilReady('drags.update', (current) => {
    dragStore.setState({ drag: current });
  });
  const signIns = heldUntilReady('sign-ins.update', (list) => {
    signInsStore.setState({ signIns: list });
  });
  followInventory();

  const [
    facts,
    connectionsNow,
    desktopsNow,
    libraryNow,
    tunnelsNow,
    transfersNow,
    editsNow,
    dragNow,
    settingsNow,
    promptsNow,
    signInsNow,
  ] = await Promise.all([
    call('app.facts', null),
    call('connections.snapshot', null),
    call('desktops.snapshot', null),
    call('library.snapshot', null),
    call('tunnels.snapshot', null),
    call('transfers.snapshot', null),
    call('edits.list', null),
    call('drags.current', null),
    call('settings.get', null),
    call('prompts.list', null),
    call('sign-ins.list', null),
  ]);
  connectionsStore.setState(applyConnectionsUpdate(NO_CONNECTIONS, connectionsNow));
  desktopsStore.setState(applyDesktopsUpdate({ byId: new Map() }, desktopsNow));
  libraryStore.setState(libraryNow);
  tunnelsStore.setState(applyTunnelsUpdate({ byId: new Map(), paused: [] }, tunnelsNow));
  transfersStore.setState(applyTransfersUpdate({ byId: new Map() }, transfersNow));
  editsStore.setState({ edits: editsNow });
  dragStore.setState({ drag: dragNow });
  settingsStore.setState(settingsNow, true);
  promptsStore.setState({ prompts: promptsNow });
  signInsStore.setState({ signIns: signInsNow });
  const questions = [prompts, signIns];
  for (const release of [
    connections,
    desktops,
    library,
    tunnels,
    transfers,
    edits,
    drag,
    settings,
    ...questions,
  ])
    release();
  appStartStore.setState({ start: { kind: 'ready', facts } });
}

function heldUntilReady<N extends EventName>(name: N, apply: (payload: EventPayload<N>) => void): () => void {
  let held: EventPayload<N>[] | null = [];
  windowBridge().on(name, (payload) => {
    if (held === null) apply(payload);
    else held.push(payload);
  });
  return () => {
    const late = held ?? [];
    held = null;
    for (const payload of late) apply(payload);
  };
}

function followInventory(): void {
  let batch: InventoryUpdate[] = [];
  windowBridge().on('inventory.update', (update) => {
    batch.push(update);
    if (batch.length > 1) return;
    setTimeout(() => {
      const updates = batch;
      batch = [];
      targetsStore.setState((state) => applyInventoryUpdates(state, updates));
    }, INVENTORY_BATCH_MS);
  });
}
