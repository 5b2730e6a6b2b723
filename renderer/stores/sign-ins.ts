// Replica of the sign-ins under way. Written by bridge/replica.ts only.
import { createStore } from 'zustand/vanilla';
import { useStore } from 'zustand';
import type { SignInSnapshot } from '../../shared/sign-in.ts';

export const signInsStore = createStore<{ readonly signIns: readonly SignInSnapshot[] }>(() => ({
  signIns: [],
}));

export function useFirstSignIn(): SignInSnapshot | null {
  return useStore(signInsStore, (state) => state.signIns[0] ?? null);
}
