import fc from 'fast-check';
import { expect, test } from 'vitest';
import { plainLine, plainLines } from './plain-text.ts';
import { remoteEntry, remoteFile } from './remote-file.ts';

const attrs = { mode: 0o100644, uid: 1000, gid: 1000, size: 5, atime: 1, mtime: 2 };
const entry = (filename: string, longname = '') => remoteEntry({ filename, longname, attrs });

test('a name that would lead out of its folder is no entry', () => {
  for (const name of ['', '.', '..', '../x', '/etc/passwd', 'a/b', 'a\0b']) expect(entry(name)).toBeNull();
  for (const name of ['...', '.bashrc', 'a b', '-rf', 'ä']) expect(entry(name)?.name).toBe(name);
  fc.assert(
    fc.property(fc.string(), (name) => {
      const found = entry(name);
      if (found !== null) expect(found.name).not.toMatch(/^\.{0,2}$|[/\0]/);
    }),
  );
});

test('owner and group come from the long name, where it is one', () => {
  const longname = '-rw-r--r--    1 anna     staff        5 Nov 21 08:00 notes';
  expect(entry('notes', longname)).toMatchObject({ owner: 'anna', group: 'staff' });
  expect(entry('notes', 'notes')).toMatchObject({ owner: null, group: null });
});

test('what a server does not tell, or tells wrong, is taken with care', () => {
  expect(remoteFile({})).toEqual({ kind: 'other', size: 0, mode: 0, modifiedAt: null, uid: null, gid: null });
  expect(remoteFile({ size: 2 ** 60 }).size).toBe(0);
  expect(remoteFile({ mode: 0o040755 })).toMatchObject({ kind: 'folder', mode: 0o755 });
  expect(remoteFile({ mode: 0o120777 }).kind).toBe('link');
  expect(remoteFile({ mode: 0o010644 }).kind).toBe('other');
});

test('words of the far side are one line, or a few, without control characters', () => {
  expect(plainLine('a\u001b[31mb\r\nc\u202ed')).toBe('a [31mb c d');
  expect(plainLines('\n\nWelcome\u0007\n\nto it\n\n')).toBe('Welcome\n\nto it');
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 2000 }), (text) => {
      expect(plainLine(text)).not.toMatch(/\p{Cc}/u);
      expect(plainLine(text).length).toBeLessThanOrEqual(301);
      expect(plainLines(text)).not.toMatch(/[^\P{Cc}\n]/u);
    }),
  );
});
