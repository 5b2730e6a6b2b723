import fc from 'fast-check';
import { expect, test } from 'vitest';
import { freeName, localNameProblem, nameKey, numberedName, remoteNameProblem } from './file-name.ts';

test.each(['con', 'AUX.txt', 'com1', 'LPT³.log', 'nul .x', 'a?', 'tab\t', 'x.', 'x ', 'a\\b', 'a:b'])(
  'Windows does not get %j, others do',
  (name) => {
    expect(localNameProblem(name, 'win32')).not.toBeNull();
    expect(localNameProblem(name, 'linux')).toBeNull();
  },
);

test.each(['', '.', '..', 'a/b', 'a\0', 'x'.repeat(256), 'bad \ufffd'])('nobody gets %j', (name) => {
  expect(localNameProblem(name, 'linux')).not.toBeNull();
  expect(localNameProblem(name, 'win32')).not.toBeNull();
});

test.each(['console', 'com10', 'auxiliary', '.hidden', 'ä b', 'nulls.txt'])('%j is a good name', (name) => {
  expect(localNameProblem(name, 'win32')).toBeNull();
  expect(remoteNameProblem(name)).toBeNull();
});

test('names that one system takes for the same are the same', () => {
  expect(nameKey('Ä.TXT', 'win32')).toBe(nameKey('a\u0308.txt', 'darwin'));
  expect(nameKey('A', 'linux')).not.toBe(nameKey('a', 'linux'));
});

test('a numbered name keeps its ending and stays a name', () => {
  expect(numberedName('notes.txt', 2)).toBe('notes (2).txt');
  expect(numberedName('.profile', 3)).toBe('.profile (3)');
  const names = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 300 });
  fc.assert(
    fc.property(names, fc.integer({ min: 2, max: 999 }), (name, number) => {
      expect(Buffer.byteLength(numberedName(name, number))).toBeLessThanOrEqual(Math.max(255, 0));
    }),
  );
});

test('the first free name is taken, and the search ends', async () => {
  const taken =
    (...names: readonly string[]) =>
    (name: string) =>
      Promise.resolve(!names.includes(name));
  expect(await freeName('a.txt', 1, taken())).toBe('a.txt');
  expect(await freeName('a.txt', 2, taken())).toBe('a (2).txt');
  expect(await freeName('a.txt', 1, taken('a.txt', 'a (2).txt'))).toBe('a (3).txt');
  await expect(freeName('a.txt', 1, () => Promise.resolve(false))).rejects.toMatchObject({
    code: 'files/exists',
  });
});
