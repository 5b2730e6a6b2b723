// Everything on the far side of the benchmark "ssh", and the two clients of it: the app's own routes, and OpenSSH.
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import net from 'node:net';
import { targetIdSchema } from '../shared/ids.ts';
import { DEFAULT_CONNECT } from '../shared/route-defaults.ts';
import { accessTo, sandboxCloud, type SandboxCloud } from '../electron/connection/fixtures/sandbox-cloud.ts';
import { newKey, OpenSshHome } from '../electron/sandbox/fixtures/plain-ssh.ts';
import { ephemeralIdentity } from '../electron/ssh/identity.ts';
import { openSshClient, type OpenSshClientOptions } from '../electron/ssh/open-ssh-client.ts';
import type { SshClient } from '../electron/ssh/ssh-client.ts';
import { startBenchChild } from './child-process.ts';
import { MACHINES } from './ssh-machines.ts';
import type { SshSandboxAnswer, SshSandboxPlace, SshSandboxQuestion } from './ssh-sandbox.ts';
import type { EndsAnswer, EndsQuestion } from './tunnel-ends.ts';

const never = new AbortController().signal;
export const EICE_ONLY = { ...DEFAULT_CONNECT, route: { kind: 'eice', endpointId: null } } as const;
export const SSH_TARGET = targetIdSchema.parse(MACHINES.ssh.id);

export interface SshFar {
  readonly place: SshSandboxPlace;
  readonly cloud: SandboxCloud;
  readonly home: OpenSshHome;
  /** Our own client over the endpoint, signed in. */
  ours(): Promise<SshClient>;
  /** Our own client by plain TCP, as OpenSSH's programs come. */
  oursByTcp(): Promise<SshClient>;
  /** A program of OpenSSH with the same sshd by plain TCP, our cipher, and a key that was pushed just now. */
  openSsh(program: 'ssh' | 'sftp', ...args: string[]): Promise<ChildProcessWithoutNullStreams>;
  close(): Promise<void>;
}

export async function startSshFar(): Promise<SshFar> {
  const sandbox = startBenchChild<SshSandboxQuestion, SshSandboxAnswer>('ssh-sandbox');
  const ends = startBenchChild<EndsQuestion, EndsAnswer>('tunnel-ends');
  const key = newKey();
  const home = new OpenSshHome(key);
  const closers: (() => void | Promise<void>)[] = [
    () => {
      home.remove();
    },
    () => ends.close(),
    async () => {
      await sandbox.ask({ kind: 'stop' });
      await sandbox.close();
    },
  ];
  const close = async (): Promise<void> => {
    for (const each of closers.splice(0).reverse()) await each();
  };
  try {
    const [bytesPort = 0] = await ends.ask({ kind: 'server' });
    const place = await sandbox.ask({ kind: 'start', bytesPort });
    if (place === null) throw new Error('the sandbox did not say where it is');
    const cloud = sandboxCloud(place);
    closers.push(() => {
      cloud.close();
    });
    return {
      ...{ place, cloud, home, close },
      ours: () => signInOver(cloud, place),
      oursByTcp: () => signInByTcp(place, (publicKeyLine) => sandbox.ask({ kind: 'push', publicKeyLine })),
      async openSsh(program, ...args) {
        await sandbox.ask({ kind: 'push', publicKeyLine: key.publicLine });
        const to = [
          ...home.options,
          '-c',
          OUR_CIPHER,
          program === 'ssh' ? '-p' : '-P',
          String(place.sshPort),
        ];
        const who = `${MACHINES.ssh.user}@127.0.0.1`;
        const words = program === 'ssh' ? [...to, who, ...args] : [...to, ...args, who];
        return spawn(program, words, { cwd: home.dir });
      },
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** The first that electron/ssh/algorithms.ts offers; OpenSSH's own first one, chacha20-poly1305, is slower. */
const OUR_CIPHER = 'aes128-gcm@openssh.com';

async function signInOver(cloud: SandboxCloud, place: SshSandboxPlace): Promise<SshClient> {
  const path = await cloud.openSshPath({
    access: accessTo(place),
    targetId: SSH_TARGET,
    how: EICE_ONLY,
    savedConnectionId: null,
    signal: never,
    onPhase: () => undefined,
    onTry: () => undefined,
  });
  return await signIn({
    transport: path.transport,
    hostKey: (offered, signal) => path.checkHostKey(offered, signal),
    beforeAuth: (line, signal) => path.push(MACHINES.ssh.user, line, signal),
  });
}

async function signInByTcp(
  place: SshSandboxPlace,
  push: (publicKeyLine: string) => Promise<unknown>,
): Promise<SshClient> {
  const transport = net.connect({ host: '127.0.0.1', port: place.sshPort, noDelay: true });
  await once(transport, 'connect');
  return await signIn({
    transport,
    hostKey: async () => 'accept',
    beforeAuth: async (line) => {
      await push(line);
    },
  });
}

async function signIn(
  how: Pick<OpenSshClientOptions, 'transport' | 'hostKey' | 'beforeAuth'>,
): Promise<SshClient> {
  return await openSshClient({
    ...how,
    user: MACHINES.ssh.user,
    identities: [await ephemeralIdentity()],
    ask: () => Promise.reject(new Error('nothing was to be asked')),
    signal: never,
    onPhase: () => undefined,
  });
}
