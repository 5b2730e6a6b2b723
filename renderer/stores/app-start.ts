// Where the window's own start stands: nothing is drawn from the replica before it is there.
import { createStore } from 'zustand/vanilla';
import { useStore } from 'zustand';
import type { AppErrorData } from '../../shared/app-error.ts';
import type { AppFacts } from '../../shared/contract.ts';

export type AppStart =
  | { readonly kind: 'starting' }
  | { readonly kind: 'ready'; readonly facts: AppFacts }
  | { readonly kind: 'failed'; readonly error: AppErrorData };

export const appStartStore = createStore<{ readonly start: AppStart }>(() => ({
  start: { kind: 'starting' },
}));

export function useAppStart(): AppStart {
  return useStore(appStartStore, (state) => state.start);
}

/** The operating system decides keys and right click; before the start is over the page's own guess serves. */
export function operatingSystem(): AppFacts['operatingSystem'] {
  const { start } = appStartStore.getState();
  if (start.kind === 'ready') return start.facts.operatingSystem;
  return navigator.userAgent.includes('Mac')
    ? 'macos'
    : navigator.userAgent.includes('Win')
      ? 'windows'
      : 'linux';
}
