// The calls' side of AWS against the real sandbox: its API, gateway and agent, in plain Node.
import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Target } from '../../shared/aws.ts';
import { awsProfileIdSchema, targetIdSchema } from '../../shared/ids.ts';
import { DEFAULT_CONNECT } from '../../shared/route-defaults.ts';
import { SANDBOX_PROFILE_ID } from '../../shared/profile-ids.ts';
import { systemClock } from '../base/clock.ts';
import { silentLog } from '../base/log.ts';
import type { Sandbox } from '../sandbox/sandbox.ts';
import { startSandbox } from '../sandbox/sandbox.ts';
import type { Cloud } from './cloud.ts';
import { makeCloud } from './cloud.ts';
import { memoryKnownTargets } from './known-targets.ts';
import type { RoutedShell, ShellRequest } from './shell-route.ts';

const LINUX = targetIdSchema.parse('i-0a1b2c3d4e5f60718');
const STOPPED = targetIdSchema.parse('i-0d2e8b5c7f1a36940');
const MISSING = targetIdSchema.parse('i-00000000000000000');

let sandbox: Sandbox;
let cloud: Cloud;
beforeAll(async () => {
  sandbox = await startSandbox({ habits: {} });
  const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN } = sandbox.env;
  cloud = makeCloud({
    env: { AWS_CONFIG_FILE: '/nonexistent/config', AWS_SHARED_CREDENTIALS_FILE: '/nonexistent/credentials' },
    askMfaCode: () => Promise.reject(new Error('nobody asks here')),
    sandbox: () => ({
      endpointUrl: sandbox.endpointUrl,
      credentials: {
        accessKeyId: AWS_ACCESS_KEY_ID ?? '',
        secretAccessKey: AWS_SECRET_ACCESS_KEY ?? '',
        ...(AWS_SESSION_TOKEN === undefined ? {} : { sessionToken: AWS_SESSION_TOKEN }),
      },
    }),
    startSandbox: () => Promise.resolve({ region: sandbox.region }),
    knownTargets: memoryKnownTargets(),
    newShells: () => 'automatic',
    findSaved: () => null,
    ask: () => Promise.reject(new Error('nobody asks here')),
    clock: systemClock,
    random: Math.random,
    log: silentLog,
  });
});
afterAll(async () => {
  cloud.close();
  await sandbox.close();
});

const access = () => ({ profileId: SANDBOX_PROFILE_ID, region: sandbox.region });

function open(targetId = LINUX, signal = new AbortController().signal) {
  const phases: string[] = [];
  const request: ShellRequest = {
    access: access(),
    targetId,
    how: { ...DEFAULT_CONNECT, shell: 'session-manager' },
    savedConnectionId: null,
    onWay: () => undefined,
    size: { cols: 90, rows: 20 },
    signal,
    onCredentials: () => phases.push('credentials'),
    onPhase: ({ kind }) => phases.push(kind),
    onSessionId: (id) => phases.push(id === '' ? 'no id' : 'session'),
  };
  return { phases, shell: cloud.openShell(request) };
}

async function readUntil(shell: RoutedShell, pattern: RegExp): Promise<string> {
  let text = '';
  while (!pattern.test(text)) {
    const chunk = shell.stream.read() as Buffer | null;
    if (chunk === null) await once(shell.stream, 'readable');
    else text += chunk.toString();
  }
  return text;
}

describe('cloud', () => {
  it('lists the sandbox as one of the AWS profiles, with its one region', async () => {
    const { profiles } = await cloud.profiles();
    expect(profiles.map((profile) => profile.kind)).toEqual(['sandbox']);
    expect(await cloud.regions(SANDBOX_PROFILE_ID, new AbortController().signal)).toEqual([sandbox.region]);
  });

  it('offers regions even for an AWS profile that cannot be used', async () => {
    const gone = awsProfileIdSchema.parse('profile:gone');
    const regions = await cloud.regions(gone, new AbortController().signal);
    expect(regions).toContain('eu-central-1');
  });

  it('loads the inventory', async () => {
    const found = new Map<string, Target>();
    const partial = await cloud.loadInventory(access(), new AbortController().signal, (targets) => {
      for (const target of targets) found.set(target.id, target);
    });
    expect(partial).toBeNull();
    expect(found.get(LINUX)?.ssm.status).toBe('online');
    expect(found.get(STOPPED)?.state).toBe('stopped');
  });

  it('opens a shell with the right size, runs a command, and leaves no session behind', async () => {
    const { phases, shell: opening } = open();
    const shell = await opening;
    expect(phases).toEqual(['credentials', 'session', 'opening-channel', 'waiting-for-agent', 'open']);
    shell.stream.write('stty size; echo do""ne\r');
    expect(await readUntil(shell, /\ndone/)).toMatch(/20 90/);
    expect(shell.stats().downBytes).toBeGreaterThan(10);
    await shell.close();
    expect(await shell.ending).toMatchObject({ kind: 'exited' });
    await expect.poll(() => sandbox.stats().sessions).toEqual([]);
  });

  it.each([
    [STOPPED, 'target/not-running'],
    [MISSING, 'target/not-found'],
  ])('says why %s cannot be reached: %s', async (target, code) => {
    await expect(open(target).shell).rejects.toMatchObject({ code });
  });

  it('says what is not allowed', async () => {
    sandbox.faults.denyAction('ssm:StartSession');
    await expect(open().shell).rejects.toMatchObject({ code: 'aws/access-denied' });
    sandbox.faults.allowAction('ssm:StartSession');
  });

  it('a cancel during StartSession takes the session back', async () => {
    const calls = (action: string): number => sandbox.stats().calls[action] ?? 0;
    const [started, ended] = [calls('ssm:StartSession'), calls('ssm:TerminateSession')];
    sandbox.faults.delayAction('ssm:StartSession', 300);
    const controller = new AbortController();
    const { shell } = open(LINUX, controller.signal);
    shell.catch(() => undefined);
    await expect.poll(() => calls('ssm:StartSession'), { interval: 5 }).toBeGreaterThan(started);
    controller.abort();
    await expect(shell).rejects.toMatchObject({ code: 'cancelled' });
    sandbox.faults.delayAction('ssm:StartSession', 0);
    expect(calls('ssm:TerminateSession')).toBe(ended + 1);
    await expect.poll(() => sandbox.stats().sessions).toEqual([]);
  });
});
