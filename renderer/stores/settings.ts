// Replica of the settings. Written by bridge/replica.ts only; changes go to main and come back as an event.
import { createStore } from 'zustand/vanilla';
import { useStore } from 'zustand';
import { DEFAULT_SETTINGS } from '../../shared/settings-defaults.ts';
import type { Settings } from '../../shared/settings.ts';

export const settingsStore = createStore<Settings>(() => DEFAULT_SETTINGS);

export function useSettings<T>(select: (settings: Settings) => T): T {
  return useStore(settingsStore, select);
}
