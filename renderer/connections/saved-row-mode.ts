// Which saved connection is being renamed or asked about in its row; the list of instances begins it too.
import { createStore } from 'zustand/vanilla';
import { useStore } from 'zustand';
import type { SavedConnectionId } from '../../shared/ids.ts';
import { showView } from '../stores/workspace.ts';
import { focusAfter } from '../ui/focus-after.ts';

interface RowMode {
  readonly kind: 'plain' | 'renaming' | 'deleting';
  readonly id: SavedConnectionId | null;
}
const PLAIN: RowMode = { kind: 'plain', id: null };

const rowModeStore = createStore<RowMode>(() => PLAIN);

export function useRowMode(id: SavedConnectionId): RowMode['kind'] {
  return useStore(rowModeStore, (mode) => (mode.id === id ? mode.kind : 'plain'));
}

/** What appears takes the keys by itself. */
export function askInRow(id: SavedConnectionId, kind: 'renaming' | 'deleting'): void {
  focusAfter(
    () => {
      rowModeStore.setState({ id, kind });
      showView('saved');
    },
    () => null,
  );
}

/** `keys`: whether the row has them then; whoever clicked elsewhere has taken them there. */
export function endRowMode(id: SavedConnectionId, keys: 'to-row' | 'stay'): void {
  focusAfter(
    () => {
      rowModeStore.setState(PLAIN);
    },
    () => (keys === 'to-row' ? document.getElementById(savedRowId(id)) : null),
  );
}

export function savedRowId(id: SavedConnectionId): string {
  return `saved-${id}`;
}
