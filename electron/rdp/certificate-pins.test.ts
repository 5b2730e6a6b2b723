import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { systemClock } from '../base/clock.ts';
import { openCertificatePins } from './certificate-pins.ts';

it('keeps what the app and the command line pin at once', async () => {
  const dir = await mkdtemp(path.join(tmpdir(), 'sallyport-pins-'));
  onTestFinished(() => rm(dir, { recursive: true }));
  const open = () => openCertificatePins(path.join(dir, 'pins.json'), systemClock);
  const [app, commandLine] = [await open(), await open()];
  await app.pin('i-1', 'a'.repeat(64));
  await Promise.all([app.pin('i-2', 'b'.repeat(64)), commandLine.pin('i-3', 'c'.repeat(64))]);
  await commandLine.forget('i-2');
  const stored = await open();
  expect(['i-1', 'i-2', 'i-3'].map((id) => stored.find(id)?.[0] ?? null)).toEqual(['a', null, 'c']);
});
