// Files that programs of the machines read at any moment.
import { closeSync, openSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { LoginRoom } from './login-room.ts';

test('who reads a file that is being written anew has all of what it was, never a part', () => {
  const room = new LoginRoom();
  try {
    const file = path.join(room.dir, 'pushed-keys');
    room.write(file, 'ssh-ed25519 one\n');
    const reader = openSync(file, 'r');
    room.write(file, 'ssh-ed25519 one\nssh-ed25519 two\n');
    expect(readFileSync(reader, 'utf8')).toBe('ssh-ed25519 one\n');
    closeSync(reader);
    expect(readFileSync(file, 'utf8')).toBe('ssh-ed25519 one\nssh-ed25519 two\n');
    const { mode, uid } = statSync(file);
    expect([mode & 0o777, uid]).toEqual([0o600, room.owner?.uid ?? process.getuid?.()]);
    expect(readdirSync(room.dir)).toEqual(['pushed-keys']);
  } finally {
    room.remove();
  }
});
