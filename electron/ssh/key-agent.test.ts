import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ManualClock } from '../base/manual-clock.ts';
import { startOpenSshServer, type OpenSshServer } from './fixtures/open-ssh-server.ts';
import { signInAs } from './fixtures/sign-in-as.ts';
import { findKeyAgent, keyAgentAt } from './key-agent.ts';

const run = promisify(execFile);
const { signal } = new AbortController();
let server: OpenSshServer;
let folder: string;
let agent: ChildProcess;
let socket: string;

const lineOf = async (name: string): Promise<string> => {
  const [type, body] = (await readFile(path.join(folder, `${name}.pub`), 'utf8')).split(' ');
  return `${type ?? ''} ${body ?? ''}`;
};

beforeAll(async () => {
  server = await startOpenSshServer(['MaxAuthTries 3']);
  folder = await mkdtemp(path.join(tmpdir(), 'sallyport-agent-'));
  socket = path.join(folder, 'agent');
  const started = spawn('timeout', ['-k', '1', '600', 'ssh-agent', '-D', '-a', socket], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  agent = started;
  // It says where it listens once it does.
  await once(started.stdout, 'data');
  for (const [name, type] of [
    ['ed', 'ed25519'],
    ['rsa', 'rsa'],
    ['ec', 'ecdsa'],
    ['last', 'ed25519'],
  ] as const) {
    await run('ssh-keygen', ['-q', '-t', type, '-N', '', '-f', path.join(folder, name)]);
    await run('ssh-add', ['-q', path.join(folder, name)], { env: { ...process.env, SSH_AUTH_SOCK: socket } });
  }
});
afterAll(async () => {
  agent.kill();
  await server.close();
  await rm(folder, { recursive: true, force: true });
});

test('its keys are listed as the target would know them', async () => {
  const keys = await keyAgentAt(socket).keys(signal);
  expect(keys.map(({ publicKeyLine }) => publicKeyLine)).toEqual(
    await Promise.all(['ed', 'rsa', 'ec', 'last'].map(lineOf)),
  );
  const printed = (await run('ssh-keygen', ['-lf', path.join(folder, 'ed.pub')])).stdout.split(' ')[1];
  expect(keys[0]?.fingerprint).toBe(printed);
});

test.each(['ed', 'rsa', 'ec'])('a key of the agent signs in: %s', async (name) => {
  await server.authorize(await lineOf(name));
  const identity = { kind: 'key-agent', agent: keyAgentAt(socket), only: null, push: false } as const;
  const client = await signInAs(server, { identities: [identity] });
  await client.close();
});

test('more keys than the target takes: it says so, and one of them alone signs in', async () => {
  await server.authorize(await lineOf('last'));
  const all = { kind: 'key-agent', agent: keyAgentAt(socket), only: null, push: false } as const;
  await expect(signInAs(server, { identities: [all] })).rejects.toMatchObject({
    code: 'ssh/too-many-attempts',
    detail: expect.stringMatching(/^Tried: the key SHA256:.*Offer one identity only\.$/) as string,
  });
  const [, , , last] = await keyAgentAt(socket).keys(signal);
  const client = await signInAs(server, { identities: [{ ...all, only: last?.fingerprint ?? '' }] });
  await client.close();
});

test('an agent that is not there, and one that does not answer', async () => {
  const nowhere = keyAgentAt(path.join(folder, 'nowhere'));
  await expect(nowhere.keys(signal)).rejects.toMatchObject({ code: 'ssh/no-identity', retryable: true });
  const silent = createServer(() => undefined);
  const at = path.join(folder, 'silent');
  await new Promise<void>((resolve) => silent.listen(at, resolve));
  const clock = new ManualClock();
  const asked = keyAgentAt(at, clock).keys(signal);
  await expect.poll(() => clock.pending).toBe(1);
  clock.advance(10_000);
  await expect(asked).rejects.toMatchObject({ detail: 'It did not answer.' });
  silent.close();
});

test('where an agent is found', async () => {
  const pipes =
    (...names: string[]) =>
    async () =>
      names;
  expect(await findKeyAgent({ SSH_AUTH_SOCK: '/run/agent' }, 'linux')).toBe('/run/agent');
  expect(await findKeyAgent({ SSH_AUTH_SOCK: 'not-absolute' }, 'linux')).toBeNull();
  expect(await findKeyAgent({}, 'darwin')).toBeNull();
  const system = String.raw`\\.\pipe\openssh-ssh-agent`;
  expect(await findKeyAgent({}, 'win32', pipes('openssh-ssh-agent', 'pageant.anna.12'))).toBe(system);
  expect(await findKeyAgent({}, 'win32', pipes('other', 'pageant.anna.12'))).toBe(
    String.raw`\\.\pipe\pageant.anna.12`,
  );
  expect(await findKeyAgent({}, 'win32', pipes('other'))).toBeNull();
  expect(await findKeyAgent({}, 'win32', () => Promise.reject(new Error('no')))).toBe(system);
});
