// A command that has ended before whoever asked for it is told that it runs.
import { expect, test } from 'vitest';
import { ephemeralIdentity } from './identity.ts';
import { fakeSshServer } from './fixtures/fake-ssh-server.ts';
import { textOf } from './fixtures/stream-text.ts';
import { openSshClient } from './open-ssh-client.ts';

test('its exit code and its output are there all the same', async () => {
  const { transport } = fakeSshServer((attempt) => {
    attempt.accept();
  }, {
    onConnection: (connection) => {
      connection.on('session', (accept) => {
        accept().on('exec', (acceptExec) => {
          // All in one turn: success, output, exit status, close.
          const channel = acceptExec();
          channel.write('quick\n');
          channel.exit(7);
          channel.end();
        });
      });
    },
  }); // prettier-ignore
  const { signal } = new AbortController();
  const client = await openSshClient({
    transport,
    user: 'anna',
    identities: [await ephemeralIdentity()],
    hostKey: () => Promise.resolve('accept'),
    ask: () => Promise.reject(new Error('nobody is asked')),
    signal,
    onPhase: () => undefined,
  });
  for (let round = 0; round < 20; round += 1) {
    const exec = await client.exec('quick', signal);
    exec.stderr.resume();
    expect(await textOf(exec.stream)).toBe('quick\n');
    expect(await exec.ending).toEqual({ kind: 'exited', exitCode: 7, signal: null });
  }
  await client.close();
});
