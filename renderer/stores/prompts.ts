// Replica of the questions main waits for. Written by bridge/replica.ts only.
import { createStore } from 'zustand/vanilla';
import { useStore } from 'zustand';
import type { Prompt } from '../../shared/prompt.ts';

export const promptsStore = createStore<{ readonly prompts: readonly Prompt[] }>(() => ({ prompts: [] }));

export function useFirstPrompt(): Prompt | null {
  return useStore(promptsStore, (state) => state.prompts[0] ?? null);
}
