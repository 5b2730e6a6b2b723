// Keys that somebody chose, sent to main; those that are given anyway are no choice.
import { givenKeys, type KeyWishes } from '../../shared/bound-keys.ts';
import type { CommandId } from '../../shared/command-keys.ts';
import { operatingSystem } from '../stores/app-start.ts';
import { changeSettings } from './setting-change.ts';

export function changeKeys(wishes: KeyWishes): void {
  const os = operatingSystem();
  const entries = (Object.entries(wishes) as [CommandId, readonly string[] | null][]).map(
    ([id, keys]) => [id, keys?.join(' ') === givenKeys(id, os).join(' ') ? null : keys] as const,
  );
  changeSettings({ keys: Object.fromEntries(entries) });
}
