// Replica of the transfers of files. Written by bridge/replica.ts only.
import { createStore } from 'zustand/vanilla';
import { useStore } from 'zustand';
import type { TransfersUpdate, TransferSnapshot } from '../../shared/files.ts';
import type { TransferId } from '../../shared/ids.ts';

export interface TransfersState {
  /** In the order in which they were begun. */
  readonly byId: ReadonlyMap<TransferId, TransferSnapshot>;
}

export const transfersStore = createStore<TransfersState>(() => ({ byId: new Map() }));

export function applyTransfersUpdate(state: TransfersState, update: TransfersUpdate): TransfersState {
  const byId = new Map(state.byId);
  for (const transfer of update.upserts) byId.set(transfer.id, transfer);
  for (const id of update.removes) byId.delete(id);
  return { byId };
}

export function useTransfers(): TransfersState['byId'] {
  return useStore(transfersStore, (state) => state.byId);
}
