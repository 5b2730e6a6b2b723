import { describe, expect, it } from 'vitest';
import { boundKeys } from '../../shared/bound-keys.ts';
import { press } from '../commands/fixtures/key-press.ts';
import { recordKeys } from './record-keys.ts';

const linux = boundKeys({}, 'linux');
const mac = boundKeys({}, 'macos');

describe('recordKeys', () => {
  it('keys that are free', () => {
    expect(recordKeys(press('G', 'CS'), 'new-tunnel', linux, 'linux')).toEqual({
      kind: 'free',
      keys: 'Ctrl+Shift+G',
    });
    // Its own keys are no conflict; a sign is the same with Shift and without.
    expect(recordKeys(press('F', 'CS'), 'find', linux, 'linux').kind).toBe('free');
    expect(recordKeys(press('*', 'CS'), 'find', linux, 'linux')).toEqual({ kind: 'free', keys: 'Ctrl+*' });
    expect(recordKeys(press('∂', 'MA', 'KeyD'), 'find', mac, 'macos')).toEqual({
      kind: 'free',
      keys: 'Cmd+Alt+D',
    });
  });

  it('names the command that has them', () => {
    expect(recordKeys(press('F', 'CS'), 'new-tunnel', linux, 'linux')).toEqual({
      kind: 'taken',
      keys: 'Ctrl+Shift+F',
      owner: 'find',
    });
  });

  it('says why the shell keeps a key', () => {
    expect(recordKeys(press('c', 'C'), 'find', linux, 'linux')).toEqual({
      kind: 'refused',
      keys: 'Ctrl+C',
      why: 'Shells need Ctrl with a letter: add Shift.',
    });
    expect(recordKeys(press('c'), 'find', linux, 'linux')).toMatchObject({ kind: 'refused', keys: 'C' });
    expect(recordKeys(press('@', 'CAG', 'KeyQ'), 'find', linux, 'windows')).toMatchObject({
      kind: 'refused',
    });
    expect(recordKeys(press('Dead', 'C'), 'find', linux, 'linux')).toMatchObject({
      kind: 'refused',
      keys: null,
    });
  });

  it('waits while only modifiers are held, leaves by Esc, takes the key away by Backspace', () => {
    expect(recordKeys(press('Shift', 'CS'), 'find', linux, 'linux')).toEqual({
      kind: 'held',
      modifiers: ['Ctrl', 'Shift'],
    });
    expect(recordKeys(press('Escape'), 'find', linux, 'linux').kind).toBe('leave');
    expect(recordKeys(press('Backspace'), 'find', linux, 'linux').kind).toBe('none');
  });

  it('never leaves the shell with all the keys and no way back', () => {
    expect(recordKeys(press('Backspace'), 'pass-keys', linux, 'linux').kind).toBe('refused');
    expect(recordKeys(press('Backspace', 'CS'), 'find', linux, 'linux')).toMatchObject({
      kind: 'refused',
      why: '“Pass all keys to the shell” has it, and needs a key.',
    });
  });
});
