import { describe, expect, it } from 'vitest';
import { boundKeys, keyTaken, ownerOf, pickKeyChanges } from './bound-keys.ts';
import { COMMAND_IDS, COMMAND_KEYS, scopeOf } from './command-keys.ts';
import { scopesClash } from './key-rules.ts';

const systems = ['linux', 'windows', 'macos'] as const;

describe.each(systems)('on %s', (os) => {
  it('nothing chosen: every command has its given keys', () => {
    const bound = boundKeys({}, os);
    for (const id of COMMAND_IDS) expect(bound[id], id).toEqual(COMMAND_KEYS[id].keys[os]);
    // The given keys fit the rules and each other.
    expect(boundKeys({ reconnect: [] }, os)).toEqual(bound);
  });

  it('no key means two things where both could be heard, whatever the file says', () => {
    const all = Object.fromEntries(
      COMMAND_IDS.map((id) => [id, ['F6', 'Ctrl+Shift+P', 'Cmd+Shift+P', 'Ctrl+C']]),
    );
    const bound = boundKeys(all, os);
    for (const a of COMMAND_IDS)
      for (const b of COMMAND_IDS)
        if (a !== b && scopesClash(scopeOf(a), scopeOf(b)))
          expect(
            bound[a].filter((key) => bound[b].includes(key)),
            `${a}, ${b}`,
          ).toEqual([]);
    for (const id of COMMAND_IDS)
      if (scopeOf(id) === 'everywhere' || scopeOf(id) === 'in-terminal')
        expect(bound[id], id).not.toContain('Ctrl+C');
  });

  it('what passes keys to the shell is never without a key', () => {
    for (const keys of [[], ['Ctrl+C'], ['A']])
      expect(boundKeys({ 'pass-keys': keys }, os)['pass-keys']).toEqual(COMMAND_KEYS['pass-keys'].keys[os]);
    expect(boundKeys({ find: ['F9'], 'pass-keys': ['F9'] }, os)).toMatchObject({
      'pass-keys': ['F9'],
      find: [],
    });
  });
});

describe('what was chosen', () => {
  it('goes before what is given, also where the file does not say so', () => {
    const bound = boundKeys({ find: ['Ctrl+Shift+P'] }, 'linux');
    expect(bound.find).toEqual(['Ctrl+Shift+P']);
    expect(bound['go-to']).toEqual(['Ctrl+Shift+K']);
  });

  it('may be nothing', () => {
    expect(boundKeys({ find: [] }, 'linux').find).toEqual([]);
  });

  it('names who has a key, and takes it from there', () => {
    const bound = boundKeys({}, 'linux');
    expect(ownerOf(bound, 'Ctrl+Shift+F', 'new-tunnel')).toBe('find');
    expect(ownerOf(bound, 'Ctrl+Shift+F', 'find')).toBeNull();
    // In a list the list hears it first.
    expect(ownerOf(bound, 'F2', 'rename-selected')).toBeNull();
    const after = boundKeys(keyTaken(bound, 'Ctrl+Shift+K', 'new-tunnel'), 'linux');
    expect(after['new-tunnel']).toEqual(['Ctrl+Shift+K']);
    expect(after['go-to']).toEqual(['Ctrl+Shift+P']);
  });

  it('a sign is the same key with Shift and without', () => {
    expect(ownerOf(boundKeys({}, 'macos'), 'Cmd+]', 'find')).toBe('next-tab');
  });
});

describe('what a file says', () => {
  it('unknown commands and what is no shortcut are passed over', () => {
    const raw: unknown = JSON.parse(
      '{"find":["Ctrl+Shift+G",5,"ctrl+g","Hyper+X",null],"nonsense":["F6"],"__proto__":["F6"],"copy":"F6","paste":{}}',
    );
    expect(pickKeyChanges(raw as Record<string, unknown>)).toEqual({ find: ['Ctrl+Shift+G'] });
  });

  it('a thousand keys are four', () => {
    const many = Array.from({ length: 1000 }, (_, index) => `F${(index % 12) + 1}`);
    expect(pickKeyChanges({ find: many }).find).toHaveLength(4);
  });
});
