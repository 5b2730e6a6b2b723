// Which commands fit what is typed above the list of keys: by their words, their group and their keys. Pure.
import type { BoundKeys } from '../../shared/bound-keys.ts';
import { COMMAND_IDS, type CommandId, type Os } from '../../shared/command-keys.ts';
import { COMMAND_GROUPS, COMMANDS, type CommandGroup } from '../commands/command-list.ts';
import { keyText } from '../commands/key-match.ts';

export interface KeyGroup {
  readonly group: CommandGroup;
  readonly ids: readonly CommandId[];
}

/** Every word must be found; groups without a command are left out. */
export function keyGroups(query: string, bound: BoundKeys, os: Os): readonly KeyGroup[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  const fits = (id: CommandId): boolean => {
    const { label, group } = COMMANDS[id];
    const text = [label, group, ...bound[id].map((key) => keyText(key, os))].join(' ').toLowerCase();
    return words.every((word) => text.includes(word));
  };
  const fitting = COMMAND_IDS.filter(fits);
  return COMMAND_GROUPS.map((group) => ({
    group,
    ids: fitting.filter((id) => COMMANDS[id].group === group),
  })).filter(({ ids }) => ids.length > 0);
}
