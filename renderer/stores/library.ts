// Replica of the saved connections. Written by bridge/replica.ts only.
import { createStore } from 'zustand/vanilla';
import { useStore } from 'zustand';
import type { LibrarySnapshot } from '../../shared/library-calls.ts';

export const libraryStore = createStore<LibrarySnapshot>(() => ({
  revision: -1,
  connections: [],
  notice: null,
}));

export function useLibrary(): LibrarySnapshot {
  return useStore(libraryStore);
}
