// The engine against the sandbox: real programs in real PTYs, real signatures, a bad network, sockets that go.
import { createHash, randomBytes } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { startSandbox, type Sandbox } from '../sandbox/sandbox.ts';
import { until } from './fixtures/open-shell.ts';
import { interactive, sandboxUser, type SandboxUser } from './fixtures/sandbox-shell.ts';

let sandbox: Sandbox;
let user: SandboxUser;
let idleSockets = 0;
let handlesBefore = 0;

/** Sockets, servers, PTYs, child processes and timers that keep this process awake. */
function openHandles(): number {
  return process.getActiveResourcesInfo().filter((name) => /^(TCP|TLS|TTY|Pipe|Process|Timeout)/.test(name))
    .length;
}

beforeAll(async () => {
  handlesBefore = openHandles();
  sandbox = await startSandbox({
    // All else as the real agent: its pace and its repair of one message a tick decide how long losses last.
    habits: { shellStartDelayMs: 0 },
    gateway: { requiresClientSignature: true },
  });
  user = sandboxUser(sandbox);
  idleSockets = sandbox.stats().openSocketCount;
});
afterEach(async () => {
  // Nothing leaked: no session, socket or program is left when a test has closed its shells.
  sandbox.faults.shapeNetwork(null, {});
  await until(() => sandbox.stats().sessions.length === 0);
  await until(() => sandbox.stats().openSocketCount === idleSockets);
  await until(() => sandbox.stats().runningProgramCount === 0);
  sandbox.faults.reset();
});
afterAll(async () => {
  user.close();
  await sandbox.close();
  await until(() => openHandles() <= handlesBefore);
});

/** Seven-bit text of `lines` lines, as `seq` prints it in a PTY. */
function seq(lines: number): string {
  return Array.from({ length: lines }, (_, index) => `${index + 1}\r\n`).join('');
}

describe.each([{ kms: false }, { kms: true }])('with KMS: $kms', ({ kms }) => {
  test('a shell: size first, what is typed comes back, resize, Ctrl-C, exit', async () => {
    sandbox.faults.setEncryption(kms);
    const { shell, phases, text } = await user.open();
    expect(shell.encrypted).toBe(kms);
    expect(phases.map(({ kind }) => kind)).toEqual(
      kms
        ? ['opening-channel', 'waiting-for-agent', 'securing', 'open']
        : ['opening-channel', 'waiting-for-agent', 'open'],
    );
    shell.stream.write('stty size\r');
    await until(() => text().includes('43 132'));
    shell.resize({ cols: 90, rows: 30 });
    shell.stream.write('until [ "$(stty size)" = "30 90" ]; do sleep 0.1; done; echo resized-$((40+2))\r');
    await until(() => text().includes('resized-42'));
    // Said by the program itself: bash that has not yet handed the terminal over to it would take the signal.
    shell.stream.write("sh -c 'echo asleep-$((40+2)); exec sleep 300'; echo not-reached-$((1+1))\r");
    await until(() => text().includes('asleep-42'));
    shell.stream.write('\u0003');
    shell.stream.write('echo alive-$((40+2))\r');
    await until(() => text().includes('alive-42'));
    expect(text()).not.toContain('not-reached-2');
    expect(shell.stats().roundTripMs).not.toBeNull();
    shell.stream.write('exit\r');
    expect(await shell.ending).toMatchObject({ kind: 'exited' });
    await shell.close();
  });

  test(
    'down: identical bytes with 1 % loss, doubles, disorder, a close 1000 and a cut in the middle',
    { timeout: 180_000 },
    async () => {
      sandbox.faults.setEncryption(kms);
      const { shell, phases, text } = await user.open(
        // Waits for a line at the end: an agent that has ended repairs losses for 2 s only, one message a tick.
        interactive('stty -echo; seq 1 40000; echo END; read line'),
      );
      sandbox.faults.shapeNetwork(null, {
        delayMs: 5,
        jitterMs: 5,
        lossRatio: 0.01,
        duplicateRatio: 0.01,
        reorderRatio: 0.01,
      });
      await until(() => text().length > 40_000);
      expect(sandbox.faults.closeSockets({ side: 'client' })).toBe(1);
      await until(() => text().length > 100_000);
      expect(sandbox.faults.dropSockets({ side: 'client' })).toBe(1);
      await until(() => text().length > 180_000);
      sandbox.faults.closeSockets({ side: 'agent' });
      await until(() => text().endsWith('END\r\n'));
      expect(text() === `${seq(40_000)}END\r\n`).toBe(true);
      shell.stream.write('\r');
      expect(await shell.ending).toMatchObject({ kind: 'exited' });
      expect(phases.filter(({ kind }) => kind === 'reconnecting').length).toBeGreaterThanOrEqual(2);
      await shell.close();
    },
  );

  test('up: identical bytes with 1 % loss and closes in the middle', { timeout: 180_000 }, async () => {
    sandbox.faults.setEncryption(kms);
    const { shell, text } = await user.open(
      interactive('stty raw -echo; echo READY; head -c 300000 | sha256sum'),
    );
    await until(() => text().includes('READY'));
    sandbox.faults.shapeNetwork(null, { delayMs: 2, lossRatio: 0.01, duplicateRatio: 0.01 });
    // Letters: bytes that no terminal line discipline or UTF-8 handling looks at.
    const bytes = Buffer.from(randomBytes(300_000).toString('base64').slice(0, 300_000));
    shell.stream.write(bytes);
    for (const mark of [60_000, 160_000]) {
      await until(() => shell.stats().bytesUp > mark);
      sandbox.faults.closeSockets({ side: 'client' });
    }
    expect(await shell.ending).toMatchObject({ kind: 'exited' });
    await until(() => text().includes(createHash('sha256').update(bytes).digest('hex')));
    expect(shell.stats().resent).toBeGreaterThan(0);
    await shell.close();
  });
});

test('credentials expired at resume: says so, keeps trying, goes on when they are renewed', async () => {
  const { shell, phases, text } = await user.open();
  await until(() => text().length > 0);
  sandbox.faults.expireCredentials();
  sandbox.faults.closeSockets({ side: 'client' });
  await until(() => phases.some((phase) => phase.kind === 'reconnecting' && phase.attempt > 1));
  const waiting = phases.find((phase) => phase.kind === 'reconnecting' && phase.attempt > 1);
  expect(JSON.stringify(waiting)).toMatch(/expired/i);
  shell.stream.write('echo back-$((40+2))\r');
  sandbox.faults.renewCredentials();
  shell.probe();
  await until(() => text().includes('back-42'));
  expect(phases.at(-1)?.kind).toBe('open');
  await shell.close();
  expect(await shell.ending).toMatchObject({ kind: 'exited' });
});

test('a resume that is refused ends with "session gone"', async () => {
  const { shell, text } = await user.open();
  await until(() => text().length > 0);
  sandbox.faults.refuseResume();
  sandbox.faults.dropSockets({ side: 'client' });
  expect(await shell.ending).toMatchObject({ kind: 'failed', error: { code: 'ssm/session-gone' } });
  await shell.close();
  sandbox.faults.reset();
});

test('a command with separate output: StdErr apart, exit code', async () => {
  const errors: Buffer[] = [];
  const { shell, text } = await user.open(
    {
      documentName: 'AWS-StartNonInteractiveCommand',
      parameters: {
        command: ["sh -c 'echo to-err >&2; echo to-out; exit 7'"],
        separateOutputStream: ['true'],
      },
    },
    {
      onStdErr: (bytes) => {
        errors.push(Buffer.from(bytes));
        return Promise.resolve();
      },
    },
  );
  expect(await shell.ending).toMatchObject({ kind: 'exited', exitCode: 7 });
  await until(() => text().includes('to-out'));
  await until(() => Buffer.concat(errors).toString().includes('to-err'));
  expect(text()).not.toContain('to-err');
});

test('KMS denied: the error names KMS, nothing is left', async () => {
  sandbox.faults.setEncryption(true);
  sandbox.faults.denyAction('kms:GenerateDataKey');
  await expect(user.open()).rejects.toMatchObject({ code: 'ssm/encryption-failed' });
});

test('cancelled while the agent starts: the session is terminated', async () => {
  const cancel = new AbortController();
  const opening = user.open(
    {},
    {
      signal: cancel.signal,
      onPhase: ({ kind }) => {
        if (kind === 'waiting-for-agent') cancel.abort();
      },
    },
  );
  await expect(opening).rejects.toMatchObject({ code: 'cancelled' });
});

test('closing terminates the session at AWS', async () => {
  const { shell, text } = await user.open();
  await until(() => text().length > 0);
  await shell.close();
  await until(() => sandbox.stats().sessions.length === 0);
});
