// Whether all keys go to the shell in front. Changed by commands/pass-keys.ts only.
import { createStore } from 'zustand/vanilla';
import { useStore } from 'zustand';

interface PassedKeys {
  readonly to: 'window' | 'shell';
}

export const passedKeysStore = createStore<PassedKeys>(() => ({ to: 'window' }));

export function usePassedKeys(): PassedKeys['to'] {
  return useStore(passedKeysStore, ({ to }) => to);
}
