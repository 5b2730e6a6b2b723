import { expect, it } from 'vitest';
import { boundKeys } from '../../shared/bound-keys.ts';
import { COMMAND_IDS } from '../../shared/command-keys.ts';
import { keyGroups } from './keyboard-filter.ts';

const bound = boundKeys({ reconnect: ['F6'] }, 'linux');
const found = (query: string) => keyGroups(query, bound, 'linux').flatMap(({ ids }) => ids);

it('shows all of them by group, each once', () => {
  expect(found(' ')).toHaveLength(COMMAND_IDS.length);
  expect(new Set(found('')).size).toBe(COMMAND_IDS.length);
});

it('finds by words, group and keys', () => {
  expect(found('tab left')).toEqual(['move-tab-left']);
  expect(found('ctrl+shift+f')).toEqual(['find']);
  expect(found('f6')).toEqual(['reconnect']);
  expect(found('tunnels')).toEqual(['show-tunnels', 'new-tunnel', 'pause-tunnels', 'resume-tunnels']);
  expect(found('nothing like it')).toEqual([]);
});
