// The gate before what only a person may let happen: asked once, kept, and shut whenever nobody said yes.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { systemClock } from '../base/clock.ts';
import { silentLog } from '../base/log.ts';
import { ManualClock } from '../base/manual-clock.ts';
import { openSavedConsents } from '../library/saved-consents.ts';
import { type AskConsent, makeConsents } from './consents.ts';
import { runForEditing, runForTunnel } from './deeds.ts';

const DEED = runForEditing('code --wait');
const OTHER = runForTunnel('code --wait', null);
const { signal } = new AbortController();

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(path.join(os.tmpdir(), 'sallyport-consents-'));
});
afterEach(async () => {
  await rm(dir, { recursive: true, force: true });
});
const file = (): string => path.join(dir, 'consents.json');

/** The app starts; `asked` are the dialogs that came up, to be answered or left open. */
async function start(clock = systemClock) {
  const asked: {
    readonly message: string;
    readonly signal: AbortSignal;
    readonly answer: (agrees: boolean) => void;
  }[] = [];
  const ask: AskConsent = ({ message }, closed) =>
    new Promise((resolve) => asked.push({ message, signal: closed, answer: resolve }));
  const saved = await openSavedConsents({ file: file(), clock });
  return { saved, asked, agree: makeConsents({ saved, ask, clock, log: silentLog }) };
}

it('asks, goes on when somebody agreed, and never asks that again', async () => {
  const { agree, asked } = await start();
  const waiting = agree(DEED, signal);
  await expect.poll(() => asked).toHaveLength(1);
  asked[0]?.answer(true);
  await waiting;
  await agree(DEED, signal);
  const again = await start();
  await again.agree(DEED, signal);
  expect([...asked, ...again.asked]).toHaveLength(1);
  // Enough to know it again, nothing to read.
  expect(await readFile(file(), 'utf8')).not.toContain('code');
});

it('is shut after a no, and asks the next time', async () => {
  const { agree, asked } = await start();
  for (const times of [1, 2]) {
    const waiting = agree(DEED, signal);
    await expect.poll(() => asked).toHaveLength(times);
    asked.at(-1)?.answer(false);
    await expect(waiting).rejects.toMatchObject({
      code: 'consent/refused',
      message: 'The program was not started.',
      detail: 'You did not agree to it.',
    });
  }
});

it('does not take the consent to one use for that to another', async () => {
  const { agree, asked } = await start();
  const waiting = agree(DEED, signal);
  await expect.poll(() => asked).toHaveLength(1);
  asked[0]?.answer(true);
  await waiting;
  const other = agree(OTHER, signal);
  await expect.poll(() => asked).toHaveLength(2);
  asked[1]?.answer(false);
  await expect(other).rejects.toMatchObject({ code: 'consent/refused' });
});

it('asks one thing at a time, and the same only once', async () => {
  const { agree, asked } = await start();
  const both = [agree(DEED, signal), agree(DEED, signal)];
  const other = agree(OTHER, signal);
  await expect.poll(() => asked).toHaveLength(1);
  await new Promise((resolve) => setTimeout(resolve, 10));
  expect(asked).toHaveLength(1);
  asked[0]?.answer(true);
  await Promise.all(both);
  await expect.poll(() => asked).toHaveLength(2);
  asked[1]?.answer(true);
  await other;
});

it('takes the question away with who wanted to know, and asks the next one', async () => {
  const { agree, asked } = await start();
  const [first, second] = [new AbortController(), new AbortController()];
  const one = agree(DEED, first.signal);
  const two = agree(DEED, second.signal);
  const other = agree(OTHER, signal);
  await expect.poll(() => asked).toHaveLength(1);
  first.abort();
  await expect(one).rejects.toMatchObject({ code: 'cancelled' });
  expect(asked[0]?.signal.aborted).toBe(false);
  second.abort();
  await expect(two).rejects.toMatchObject({ code: 'cancelled' });
  expect(asked[0]?.signal.aborted).toBe(true);
  // What the closed dialog still says is nobody's consent.
  asked[0]?.answer(true);
  await expect.poll(() => asked).toHaveLength(2);
  asked[1]?.answer(true);
  await other;
  const again = agree(DEED, signal);
  await expect.poll(() => asked).toHaveLength(3);
  asked[2]?.answer(true);
  await again;
});

it('does not wait for ever', async () => {
  const clock = new ManualClock();
  const { agree, asked } = await start(clock);
  const waiting = agree(DEED, signal);
  await expect.poll(() => asked).toHaveLength(1);
  clock.advance(5 * 60_000);
  await expect(waiting).rejects.toMatchObject({
    code: 'consent/refused',
    detail: 'Nobody answered in time.',
  });
  expect(asked[0]?.signal.aborted).toBe(true);
});

it('holds for this run where it cannot be stored', async () => {
  await writeFile(file(), '{"version":99,"data":{}}');
  const { agree, asked, saved } = await start();
  expect(saved.notice?.kind).toBe('newer-version');
  const waiting = agree(DEED, signal);
  await expect.poll(() => asked).toHaveLength(1);
  asked[0]?.answer(true);
  await waiting;
  await agree(DEED, signal);
  expect(asked).toHaveLength(1);
});

it('takes a file that is not its own for no consent at all', async () => {
  await writeFile(file(), '{"version":1,"data":{"agreed":[{"fingerprint":"*","at":0}]}}');
  const { agree, asked, saved } = await start();
  expect(saved.notice?.kind).toBe('damaged-kept-aside');
  void agree(DEED, signal).catch(() => undefined);
  await expect.poll(() => asked).toHaveLength(1);
  asked[0]?.answer(false);
});
