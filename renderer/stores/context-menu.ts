// The one menu that may be open: a context menu or a button's menu.
import { createStore } from 'zustand/vanilla';
import { useStore } from 'zustand';

export type MenuEntry =
  | { readonly kind: 'separator' }
  | {
      readonly kind: 'item';
      readonly label: string;
      readonly keys?: string;
      readonly tone?: 'normal' | 'danger';
      /** Why it cannot be chosen now; null when it can. */
      readonly disabled?: boolean;
      readonly run: () => void;
    };

export interface OpenMenu {
  readonly x: number;
  readonly y: number;
  readonly label: string;
  readonly entries: readonly MenuEntry[];
}

export const contextMenuStore = createStore<{ readonly menu: OpenMenu | null }>(() => ({ menu: null }));

export function openMenu(menu: OpenMenu): void {
  contextMenuStore.setState({ menu });
}

export function closeMenu(): void {
  contextMenuStore.setState({ menu: null });
}

export function useOpenMenu(): OpenMenu | null {
  return useStore(contextMenuStore, (state) => state.menu);
}
