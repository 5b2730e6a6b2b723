// Where starting the sandbox stands: first run shows it in place.
import { createStore } from 'zustand/vanilla';
import { useStore } from 'zustand';
import type { AppErrorData } from '../../shared/app-error.ts';

type SandboxStart =
  | { readonly kind: 'idle' }
  | { readonly kind: 'starting' }
  | { readonly kind: 'failed'; readonly error: AppErrorData };

export const sandboxStartStore = createStore<SandboxStart>(() => ({ kind: 'idle' }));

export function useSandboxStart(): SandboxStart {
  return useStore(sandboxStartStore);
}
