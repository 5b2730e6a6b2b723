// Replica of the files that are edited in programs of this computer. Written by bridge/replica.ts only.
import { createStore } from 'zustand/vanilla';
import { useStore } from 'zustand';
import type { EditSnapshot } from '../../shared/edits.ts';

export const editsStore = createStore<{ readonly edits: readonly EditSnapshot[] }>(() => ({ edits: [] }));

export function useEdits(): readonly EditSnapshot[] {
  return useStore(editsStore, (state) => state.edits);
}
