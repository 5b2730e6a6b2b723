import { expect, it } from 'vitest';
import { DropGrants } from './drop-grants.ts';

function grants() {
  let count = 0;
  return new DropGrants(() => `g${(count += 1)}`);
}

it('gives what was dropped once, and nothing for a word that it did not give', () => {
  const made = grants();
  const grant = made.give(['/home/anna/a', '/home/anna/b']) ?? '';
  expect(() => made.take('g2')).toThrow(/dropped/);
  expect(made.take(grant)).toEqual(['/home/anna/a', '/home/anna/b']);
  expect(() => made.take(grant)).toThrow(expect.objectContaining({ code: 'ipc/refused' }) as Error);
});

it.each([null, [], ['notes.txt'], ['/ok', '../etc/passwd'], [1], '/etc/passwd', ['']])(
  'refuses %j',
  (paths) => {
    expect(grants().give(paths)).toBeNull();
  },
);

it('forgets what nobody took', () => {
  const made = grants();
  const first = made.give(['/a']) ?? '';
  for (let index = 0; index < 8; index += 1) made.give(['/b']);
  expect(() => made.take(first)).toThrow();
  expect(made.take('g9')).toEqual(['/b']);
});
