import { afterAll, beforeAll, expect, test } from 'vitest';
import type { OpenSshServer } from './fixtures/open-ssh-server.ts';
import { startOpenSshServer } from './fixtures/open-ssh-server.ts';
import { signInAs } from './fixtures/sign-in-as.ts';
import { textOf } from './fixtures/stream-text.ts';
import { ephemeralIdentity } from './identity.ts';
import type { HostKeyCheck } from './open-ssh-client.ts';

let server: OpenSshServer;
const signal = new AbortController().signal;

beforeAll(async () => {
  server = await startOpenSshServer();
});
afterAll(async () => {
  await server.close();
});

test('a one-time key signs in: phases in order, the key is pushed once, after the host key was seen', async () => {
  const phases: string[] = [];
  const identity = await ephemeralIdentity();
  const pushed: string[] = [];
  let check: HostKeyCheck | null = null;
  const client = await signInAs(server, {
    identities: [identity],
    onPhase: (phase) => phases.push(phase),
    hostKey: async (offered) => {
      check = offered;
      expect(pushed).toEqual([]);
      return 'accept';
    },
    beforeAuth: async (line) => {
      pushed.push(line);
      await server.authorize(line);
    },
  });
  expect(phases).toEqual(['exchanging-keys', 'checking-host-key', 'sending-key', 'signing-in']);
  expect(pushed).toEqual([identity.publicKeyLine]);
  expect(check).toMatchObject({ type: 'ssh-ed25519', fingerprintSha256: server.fingerprint });
  expect(client.peer).toMatchObject({
    user: server.user,
    fingerprint: server.fingerprint,
    cipher: 'aes128-gcm@openssh.com',
  });
  expect(client.peer.software).toMatch(/^OpenSSH_/);
  const exec = await client.exec('echo "$SSH_CONNECTION" | wc -w; exit 7', signal);
  exec.stream.end();
  exec.stderr.resume();
  expect((await textOf(exec.stream)).trim()).toBe('4');
  expect(await exec.ending).toEqual({ kind: 'exited', exitCode: 7, signal: null });
  await client.close();
  expect(await client.ended).toEqual({ kind: 'normal', reason: null });
});
