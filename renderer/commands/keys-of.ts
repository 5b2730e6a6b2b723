// Which keys the commands have now, for whoever shows or hears them.
import { boundKeys, type BoundKeys, type KeyChanges } from '../../shared/bound-keys.ts';
import type { CommandId } from '../../shared/command-keys.ts';
import { operatingSystem } from '../stores/app-start.ts';
import { settingsStore, useSettings } from '../stores/settings.ts';
import { keyText } from './key-match.ts';

let last: { readonly changes: KeyChanges; readonly os: string; readonly bound: BoundKeys } | null = null;

function bind(changes: KeyChanges): BoundKeys {
  const os = operatingSystem();
  if (last?.changes !== changes || last.os !== os) last = { changes, os, bound: boundKeys(changes, os) };
  return last.bound;
}

export function keysNow(): BoundKeys {
  return bind(settingsStore.getState().keys);
}

export function useKeys(): BoundKeys {
  return bind(useSettings((settings) => settings.keys));
}

/** As people of this system read it; empty: it has no key. */
export function keyHint(id: CommandId, bound = keysNow()): string {
  const [first] = bound[id];
  return first === undefined ? '' : keyText(first, operatingSystem());
}

export function useKeyHint(id: CommandId): string {
  return keyHint(id, useKeys());
}

/** "Find (Ctrl+Shift+F)". */
export function withKeys(label: string, keys: string): string {
  return keys === '' ? label : `${label} (${keys})`;
}
