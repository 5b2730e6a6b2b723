// Replica of the settings. Written by bridge/replica.ts only; changes go to main and come back as an event.
import { createStore } from 'zustand/vanilla';
import { useStore } from 'zustand';
import { settingsSchema } from '../../shared/settings.ts';
import type { Settings } from '../../shared/settings.ts';

export const DEFAULT_SETTINGS: Settings = settingsSchema.parse({});

export const settingsStore = createStore<Settings>(() => DEFAULT_SETTINGS);

export function useSettings<T>(select: (settings: Settings) => T): T {
  return useStore(settingsStore, select);
}
