// A session bus of its own with a real, open GNOME keyring on it, as a desktop has after sign-in.
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { expect } from '@playwright/test';
import type { Home } from './app-process.ts';

export interface Keyring {
  readonly busAddress: string;
  close(): Promise<void>;
}

/** What makes Chromium use it: there is no desktop environment here to tell. */
export const KEYRING_ARGUMENT = '--password-store=gnome-libsecret';

const LIMIT = { timeout: 180_000, killSignal: 'SIGKILL' } as const;

export async function startKeyring(home: Home): Promise<Keyring> {
  const bus = spawn('dbus-daemon', ['--session', '--nofork', '--nopidfile', '--print-address'], {
    stdio: ['ignore', 'pipe', 'ignore'],
    ...LIMIT,
  });
  const [line] = (await once(bus.stdout, 'data')) as [Buffer];
  const busAddress = line.toString('utf8').trim();
  const env = { PATH: process.env['PATH'] ?? '', HOME: home.dir, DBUS_SESSION_BUS_ADDRESS: busAddress };
  const keyring = spawn('gnome-keyring-daemon', ['--unlock', '--components=secrets', '--foreground'], {
    env,
    stdio: ['pipe', 'pipe', 'ignore'],
    ...LIMIT,
  });
  // The password of the keyring itself; an empty one would leave it without encryption.
  keyring.stdin.end('keyring password');
  let said = '';
  keyring.stdout.on('data', (chunk: Buffer) => (said += chunk.toString('utf8')));
  await expect.poll(() => said, { message: 'the keyring is open' }).toContain('GNOME_KEYRING_CONTROL');
  return {
    busAddress,
    async close() {
      await Promise.all([end(keyring), end(bus)]);
    },
  };
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
}
