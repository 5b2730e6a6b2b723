// A transfer brings a lost connection back by itself; what a person ended or has to mend stays as it is.
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { AppError, type AppErrorCode } from '../../shared/app-error.ts';
import { connectionIdSchema, targetIdSchema } from '../../shared/ids.ts';
import { DEFAULT_CONNECT } from '../../shared/route-defaults.ts';
import { systemClock } from '../base/clock.ts';
import { silentLog } from '../base/log.ts';
import { COMPANY } from '../sandbox/company/company.ts';
import { type Sandbox, startSandbox } from '../sandbox/sandbox.ts';
import { Connections } from './connections.ts';
import { setUpConnections, turn } from './fixtures/fake-shells.ts';
import { accessTo, sandboxCloud } from './fixtures/sandbox-cloud.ts';
import { whenOpenAgain } from './revive.ts';

const never = new AbortController().signal;
const id = connectionIdSchema.parse('c1');
let sandbox: Sandbox;
let connections: Connections;
beforeAll(async () => {
  sandbox = await startSandbox({ habits: { pauseMs: 0 } });
});
afterEach(async () => {
  await connections.closeAll();
  sandbox.faults.reset();
});
afterAll(() => sandbox.close());

async function connected(): Promise<void> {
  connections = new Connections({
    openShell: sandboxCloud(sandbox).openShell,
    makeView: () => ({
      opening: () => undefined,
      opened: (shell) => shell.stream.resume(),
      ended: () => undefined,
    }),
    onForgotten: () => undefined,
    newId: () => id,
    clock: systemClock,
    log: silentLog,
  });
  connections.open(
    {
      ...{ access: accessTo(sandbox), targetId: targetIdSchema.parse(COMPANY.buildRunner) },
      ...{ title: 'build', savedConnectionId: null, how: DEFAULT_CONNECT },
    },
    { cols: 80, rows: 24 },
  );
  await connections.when(id, ({ phase }) => phase.kind === 'open', never);
}

const isEnded = () => connections.when(id, ({ phase }) => phase.kind === 'ended', never);

it('opens again what was lost', async () => {
  await connected();
  sandbox.instanceConnect.faults.cutTunnels();
  await isEnded();
  await whenOpenAgain(connections, id, systemClock, never);
  expect(connections.find(id)?.phase.kind).toBe('open');
});

it('leaves what a person closed to the person', async () => {
  await connected();
  await connections.close(id);
  const stop = new AbortController();
  const waiting = whenOpenAgain(connections, id, systemClock, stop.signal);
  setTimeout(() => {
    stop.abort();
  }, 1_500);
  await expect(waiting).rejects.toMatchObject({ code: 'cancelled' });
  expect(connections.find(id)?.phase.kind).toBe('ended');
});

it.each<[AppErrorCode, number]>([
  ['ssh/timeout', 2],
  ['target/not-connected', 2],
  ['aws/sign-in-required', 1],
  ['aws/login-required', 1],
  ['aws/credentials-expired', 1],
  ['aws/access-denied', 1],
])('%s: opened %i times', async (code, times) => {
  const { connections: fake, open, clock, requests } = setUpConnections();
  const opened = open();
  const retryable = code !== 'aws/access-denied';
  requests[0]?.reject(new AppError(code, 'No.', { retryable }));
  await turn();
  const stop = new AbortController();
  const waiting = whenOpenAgain(fake, opened, clock, stop.signal);
  await turn();
  clock.advance(1_000);
  await turn();
  expect(requests).toHaveLength(times);
  stop.abort();
  await expect(waiting).rejects.toMatchObject({ code: 'cancelled' });
});
