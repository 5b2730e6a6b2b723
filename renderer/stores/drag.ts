// Replica of the files that are dragged out of the window. Written by bridge/replica.ts only.
import { createStore } from 'zustand/vanilla';
import { useStore } from 'zustand';
import type { DragSnapshot } from '../../shared/drags.ts';

export const dragStore = createStore<{ readonly drag: DragSnapshot | null }>(() => ({ drag: null }));

export function useDrag(): DragSnapshot | null {
  return useStore(dragStore, (state) => state.drag);
}
