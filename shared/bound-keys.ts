// Which keys each command has: what was chosen goes before what is given, and no key means two things. Pure.
import { COMMAND_IDS, COMMAND_KEYS, scopeOf, type CommandId, type Os } from './command-keys.ts';
import { keyRefusal, scopesClash } from './key-rules.ts';
import { meansSame, parseShortcut } from './shortcut.ts';

/** What somebody chose instead of the given keys; an empty list: no key. */
export type KeyChanges = Readonly<Partial<Record<CommandId, readonly string[]>>>;
export type BoundKeys = Readonly<Record<CommandId, readonly string[]>>;

/** More for one command is no shortcut any more. */
export const MAX_KEYS_OF_COMMAND = 4;

export function givenKeys(id: CommandId, os: Os): readonly string[] {
  return COMMAND_KEYS[id].keys[os];
}

/** A test holds them to the rules, so that no start has to. */
const GIVEN: Readonly<Record<Os, BoundKeys>> = {
  linux: givenOn('linux'),
  windows: givenOn('windows'),
  macos: givenOn('macos'),
};

function givenOn(os: Os): BoundKeys {
  return Object.fromEntries(COMMAND_IDS.map((id) => [id, givenKeys(id, os)])) as unknown as BoundKeys;
}

/** Nothing else ends it, so it always has a key. */
export function needsKey(id: CommandId): boolean {
  return id === 'pass-keys';
}

/** Keys that the rules refuse are passed over, wherever they come from. */
export function boundKeys(changes: KeyChanges, os: Os): BoundKeys {
  if (Object.keys(changes).length === 0) return GIVEN[os];
  const bound = new Map<CommandId, readonly string[]>();
  const isAllowed = (id: CommandId, key: string): boolean => keyRefusal(key, scopeOf(id), os) === null;
  const give = (id: CommandId, wanted: readonly string[]): void => {
    if (bound.has(id)) return;
    const keys: string[] = [];
    for (const key of wanted)
      if (isAllowed(id, key) && !keys.includes(key) && ownerIn(bound, key, id) === null) keys.push(key);
    bound.set(id, keys);
  };
  for (const id of COMMAND_IDS) {
    if (!needsKey(id)) continue;
    const chosen = changes[id]?.some((key) => isAllowed(id, key)) === true;
    give(id, (chosen ? changes[id] : null) ?? givenKeys(id, os));
  }
  for (const id of COMMAND_IDS) if (changes[id] !== undefined) give(id, changes[id]);
  for (const id of COMMAND_IDS) give(id, givenKeys(id, os));
  return Object.fromEntries(bound) as unknown as BoundKeys;
}

/** The other command that has this key where `id` would be heard; null: it is free. */
export function ownerOf(bound: BoundKeys, key: string, id: CommandId): CommandId | null {
  return ownerIn(new Map(Object.entries(bound) as [CommandId, readonly string[]][]), key, id);
}

function ownerIn(
  bound: ReadonlyMap<CommandId, readonly string[]>,
  key: string,
  id: CommandId,
): CommandId | null {
  for (const [other, keys] of bound)
    if (other !== id && keys.some((each) => meansSame(each, key)) && scopesClash(scopeOf(other), scopeOf(id)))
      return other;
  return null;
}

/** The change that gives `id` this key alone, taken from whoever has it. */
export function keyTaken(bound: BoundKeys, key: string, id: CommandId): KeyChanges {
  const owner = ownerOf(bound, key, id);
  return {
    ...(owner === null ? {} : { [owner]: bound[owner].filter((each) => !meansSame(each, key)) }),
    [id]: [key],
  };
}

/** What somebody wants changed about the changes; null: the given keys again. */
export type KeyWishes = { readonly [Id in CommandId]?: readonly string[] | null };

export function mergeKeyChanges(before: KeyChanges, wishes: KeyWishes): KeyChanges {
  const all = Object.entries({ ...before, ...wishes });
  return Object.fromEntries(all.filter(([, keys]) => keys !== null));
}

/** Of what a file or a page says: known commands, and keys written as they must be. */
export function pickKeyChanges(raw: Readonly<Record<string, unknown>>): KeyChanges {
  const picked: Partial<Record<CommandId, readonly string[]>> = {};
  for (const id of COMMAND_IDS) {
    const keys = Object.hasOwn(raw, id) ? raw[id] : undefined;
    if (!Array.isArray(keys)) continue;
    picked[id] = keys.slice(0, MAX_KEYS_OF_COMMAND).filter(isShortcut);
  }
  return picked;
}

function isShortcut(key: unknown): key is string {
  return typeof key === 'string' && parseShortcut(key) !== null;
}
