// Prompts: one answer each, a deadline, and nobody waits for ever.
import { expect, it } from 'vitest';
import { promptIdSchema } from '../../shared/ids.ts';
import type { Prompt } from '../../shared/prompt.ts';
import { ManualClock } from '../base/manual-clock.ts';
import { Prompts } from './prompts.ts';

function setUp() {
  const clock = new ManualClock();
  let count = 0;
  const prompts = new Prompts({ clock, newId: () => promptIdSchema.parse(`p${String((count += 1))}`) });
  const told: number[] = [];
  prompts.onChange((list) => {
    told.push(list.length);
  });
  const ask = (signal = new AbortController().signal) =>
    prompts.ask({ kind: 'mfa-code', question: 'MFA code for anna' }, signal);
  const first = (): Prompt => {
    const prompt = prompts.list()[0];
    if (prompt === undefined) throw new Error('no prompt');
    return prompt;
  };
  return { clock, prompts, told, ask, first };
}

it('is answered', async () => {
  const { prompts, told, ask, first, clock } = setUp();
  const answer = ask();
  expect(first()).toMatchObject({ kind: 'mfa-code', deadlineAt: clock.now() + 120_000 });
  prompts.answer(first().id, '123456');
  expect(await answer).toBe('123456');
  expect(prompts.list()).toEqual([]);
  expect(told).toEqual([1, 0]);
  expect(clock.pending).toBe(0);
});

it('is refused by the user, or given up by whoever asked', async () => {
  const { prompts, ask, first, clock } = setUp();
  const refused = ask();
  prompts.answer(first().id, null);
  await expect(refused).rejects.toMatchObject({ code: 'cancelled' });
  const controller = new AbortController();
  const given = ask(controller.signal);
  controller.abort();
  await expect(given).rejects.toMatchObject({ code: 'cancelled' });
  await expect(ask(controller.signal)).rejects.toMatchObject({ code: 'cancelled' });
  expect(prompts.list()).toEqual([]);
  expect(clock.pending).toBe(0);
});

it('expires, and a late answer is refused', async () => {
  const { prompts, ask, first, clock } = setUp();
  const answer = ask();
  const { id } = first();
  clock.advance(120_000);
  await expect(answer).rejects.toMatchObject({ code: 'prompt/expired' });
  expect(() => {
    prompts.answer(id, '1');
  }).toThrowError(/no longer open/);
});
