// The clipboard as the page has it: text, but no secret of ours, and nothing behind its back.
import { beforeEach, expect, it } from 'vitest';
import { silentLog } from '../base/log.ts';
import { ManualClock } from '../base/manual-clock.ts';
import { Secret } from '../base/secret.ts';
import { SecretClipboard } from './secret-clipboard.ts';

let now: { text: string; isFocused: boolean };
let clock: ManualClock;
let clipboard: SecretClipboard;
beforeEach(() => {
  now = { text: '', isFocused: true };
  clock = new ManualClock();
  clipboard = new SecretClipboard({
    system: {
      readText: () => now.text,
      writeText: (text) => {
        now.text = text;
      },
    },
    isFocused: () => now.isFocused,
    clock,
    log: silentLog,
  });
});
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

it('gives the page what others copied, and what the page copied', async () => {
  now.text = 'from elsewhere';
  expect(await clipboard.readText()).toBe('from elsewhere');
  await clipboard.writeText('from a terminal');
  expect(now.text).toBe('from a terminal');
  expect(await clipboard.readText()).toBe('from a terminal');
});

it('gives the page nothing while nobody works in its window', async () => {
  now = { text: 'password of a password manager', isFocused: false };
  expect(await clipboard.readText()).toBe('');
});

it('gives the page no secret that was put there, an older one neither', async () => {
  await clipboard.writeSecret(new Secret('first'), null);
  expect(now.text).toBe('first');
  expect(await clipboard.readText()).toBe('');
  await clipboard.writeSecret(new Secret('second'), null);
  now.text = 'first';
  expect(await clipboard.readText()).toBe('');
  now.text = 'something else';
  expect(await clipboard.readText()).toBe('something else');
});

it('takes a secret back after its time, and nothing that came after it', async () => {
  await clipboard.writeSecret(new Secret('first'), 30_000);
  clock.advance(29_000);
  await turn();
  expect(now.text).toBe('first');
  clock.advance(1_000);
  await turn();
  expect(now.text).toBe('');
  await clipboard.writeSecret(new Secret('second'), 30_000);
  now.text = 'something else by now';
  clock.advance(30_000);
  await turn();
  expect(now.text).toBe('something else by now');
});

it('takes it back at once when the app ends, and leaves what was to stay', async () => {
  await clipboard.writeSecret(new Secret('password'), 30_000);
  await clipboard.close();
  expect(now.text).toBe('');
  expect(clock.pending).toBe(0);
  await clipboard.writeSecret(new Secret('https://sign-in.example'), null);
  await clipboard.close();
  expect(now.text).toBe('https://sign-in.example');
});
