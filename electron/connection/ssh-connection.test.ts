// A connection over SSH as the window sees it: phases, the way, what is asked, the end, and Enter.
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { connectionSnapshotSchema, type ConnectionSnapshot } from '../../shared/connection.ts';
import { connectionIdSchema, targetIdSchema } from '../../shared/ids.ts';
import { DEFAULT_CONNECT } from '../../shared/route-defaults.ts';
import { systemClock } from '../base/clock.ts';
import { silentLog } from '../base/log.ts';
import { COMPANY } from '../sandbox/company/company.ts';
import { startSandbox, type Sandbox } from '../sandbox/sandbox.ts';
import { Connections } from './connections.ts';
import { accessTo, sandboxCloud, say } from './fixtures/sandbox-cloud.ts';
import type { RoutedShell } from './shell-route.ts';

const SIZE = { cols: 90, rows: 20 };
let sandbox: Sandbox;
const closing: (() => Promise<void>)[] = [];
beforeAll(async () => {
  sandbox = await startSandbox({ habits: { pauseMs: 0 } });
});
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
  sandbox.faults.reset();
});
afterAll(async () => {
  await sandbox.close();
});

function connectTo(target: string) {
  const shells: RoutedShell[] = [];
  const kinds: string[] = [];
  const cloud = sandboxCloud(sandbox);
  const connections = new Connections({
    openShell: cloud.openShell,
    makeView: () => ({
      opening: () => undefined,
      opened: (shell) => shells.push(shell),
      ended: () => undefined,
    }),
    onForgotten: () => undefined,
    newId: () => connectionIdSchema.parse('c1'),
    clock: systemClock,
    log: silentLog,
  });
  connections.onUpdate(({ upserts }) => {
    for (const each of upserts) {
      const { phase } = connectionSnapshotSchema.parse(each);
      if (kinds.at(-1) !== phase.kind) kinds.push(phase.kind);
    }
  });
  closing.push(() => connections.closeAll());
  const id = connections.open(
    {
      access: accessTo(sandbox),
      targetId: targetIdSchema.parse(target),
      title: target,
      savedConnectionId: null,
      how: DEFAULT_CONNECT,
    },
    SIZE,
  );
  const snapshot = (): ConnectionSnapshot => {
    const found = connections.find(id);
    if (found === null) throw new Error('gone');
    return found;
  };
  const until = (kind: ConnectionSnapshot['phase']['kind']) =>
    expect.poll(() => snapshot().phase.kind, { interval: 5 }).toBe(kind);
  const reopen = (): void => {
    connections.reopen(id, SIZE);
  };
  return { shells, kinds, snapshot, until, reopen };
}

const pushes = (): number => sandbox.stats().calls['ec2-instance-connect:SendSSHPublicKey'] ?? 0;

it('opens by an endpoint, is lost, says so, and is signed in anew with another key by Enter', async () => {
  const { shells, snapshot, until, reopen } = connectTo(COMPANY.buildRunner);
  await until('open');
  expect(snapshot()).toMatchObject({ route: 'eice', shell: 'ssh', user: 'ubuntu', encrypted: false });
  const before = pushes();
  shells[0]?.stream.resume();
  sandbox.instanceConnect.faults.cutTunnels();
  await until('ended');
  expect(snapshot().phase).toMatchObject({ ending: { kind: 'failed', error: { code: 'eice/lost' } } });
  reopen();
  await until('open');
  expect(pushes()).toBe(before + 1);
  const [, second] = shells;
  if (second === undefined) throw new Error('no second shell');
  expect(await say(second, 'echo again')).toContain('again');
  // What worked comes first the next time; why nothing better did is said again.
  const used = snapshot().routeReasons.find(({ verdict }) => verdict === 'used');
  expect(used).toMatchObject({ route: 'eice', why: 'it worked the last time' });
  expect(snapshot().routeNote).toMatch(/^via EICE; SSM not used: agent offline since /);
});

it('shows every step in order', async () => {
  const { kinds, until } = connectTo(COMPANY.web);
  await until('open');
  const order = [
    'getting-credentials',
    'choosing-route',
    'starting-session',
    'opening-channel',
    'waiting-for-agent',
    'exchanging-keys',
    'checking-host-key',
    'sending-key',
    'signing-in',
    'opening-shell',
    'open',
  ];
  // Quick steps of one turn are told as one; none comes out of its order.
  expect(kinds).toEqual(order.filter((kind) => kinds.includes(kind)));
  expect(kinds).toContain('signing-in');
});

it('an SSH server that goes away is a loss, not an end', async () => {
  const { shells, snapshot, until } = connectTo(COMPANY.web);
  await until('open');
  shells[0]?.stream.resume();
  sandbox.instanceConnect.faults.cutSsh(COMPANY.web);
  await until('ended');
  expect(snapshot().phase).toMatchObject({ ending: { kind: 'failed' } });
});
