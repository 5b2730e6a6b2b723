import type { Connection, ServerChannel } from 'ssh2';
import { expect, test } from 'vitest';
import { fakeSshServer } from './fixtures/fake-ssh-server.ts';
import { ephemeralIdentity } from './identity.ts';
import { openSshClient } from './open-ssh-client.ts';

const identity = await ephemeralIdentity();

/** A far side that runs any command and hands its channel, and the connection, to the test. */
async function openExec() {
  let connection: Connection | null = null;
  let channel: ServerChannel | null = null;
  const { transport } = fakeSshServer(
    (attempt) => {
      attempt.accept();
    },
    {
      onConnection: (opened) => {
        connection = opened;
        opened.on('session', (accept) => {
          accept().on('exec', (acceptExec) => {
            channel = acceptExec();
          });
        });
      },
    },
  );
  const client = await openSshClient({
    transport,
    user: 'anna',
    identities: [identity],
    hostKey: async () => 'accept',
    ask: () => Promise.reject(new Error('Nothing was to be asked.')),
    signal: new AbortController().signal,
    onPhase: () => undefined,
  });
  const exec = await client.exec('anything', new AbortController().signal);
  if (channel === null || connection === null) throw new Error('No channel.');
  return { client, exec, channel: channel as ServerChannel };
}

test.each(['output', 'errors'])('a far side that floods %s beyond its window is cut off', async (what) => {
  const { client, channel } = await openExec();
  // What a far side would do that takes no notice of windows.
  (channel as unknown as { outgoing: { window: number } }).outgoing.window = Number.MAX_SAFE_INTEGER;
  const stream = what === 'output' ? channel : channel.stderr;
  // Not a part of the window: when that is used up exactly, ssh2 drops what comes.
  const block = Buffer.alloc(30_011);
  let isOver = false;
  void client.ended.then(() => (isOver = true));
  for (let sent = 0; sent < 600 && !isOver; sent += 1) {
    stream.write(block);
    await new Promise((resolve) => setImmediate(resolve));
  }
  expect(await client.ended).toMatchObject({
    kind: 'failed',
    error: { code: 'ssh/lost', detail: 'The far side sent more than it was allowed to.' },
  });
});

test('a far side that keeps within its window is not', async () => {
  const { client, exec, channel } = await openExec();
  channel.write(Buffer.alloc(20 * 1024 * 1024));
  channel.exit(0);
  channel.end();
  await new Promise((resolve) => setTimeout(resolve, 300));
  let received = 0;
  exec.stream.on('data', (chunk: Buffer) => (received += chunk.length));
  exec.stderr.resume();
  expect(await exec.ending).toMatchObject({ exitCode: 0 });
  expect(received).toBe(20 * 1024 * 1024);
  await client.close();
});
