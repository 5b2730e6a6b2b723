import { expect, it } from 'vitest';
import type { Question } from '../connection/prompts.ts';
import { KnownAnswers } from './known-answers.ts';

const { signal } = new AbortController();
const PASSPHRASE: Question = { kind: 'passphrase', question: 'Passphrase of the private key /k' };
const CODE: Question = { kind: 'ssh-question', question: 'Code' };

function typing(...answers: string[]) {
  return () => Promise.resolve(answers.shift() ?? Promise.reject(new Error('asked')));
}

it('answers again with what has worked, once for a sign-in, and asks when it was wrong', async () => {
  const answers = new KnownAnswers();
  const failed = answers.begin(typing('wrong'));
  await failed.ask(PASSPHRASE, signal);
  const first = answers.begin(typing('worng', 'right', '111'));
  for (const question of [PASSPHRASE, PASSPHRASE, CODE]) await first.ask(question, signal);
  first.worked();
  const second = answers.begin(typing('222', 'newer'));
  expect(await second.ask(PASSPHRASE, signal)).toBe('right');
  // A code is good once.
  expect(await second.ask(CODE, signal)).toBe('222');
  // It has been changed.
  expect(await second.ask(PASSPHRASE, signal)).toBe('newer');
  second.worked();
  expect(await answers.begin(typing()).ask(PASSPHRASE, signal)).toBe('newer');
});
