// Everything that can keep a shell from starting: each has its code, its words, and leaves nothing behind.
import { createServer } from 'node:net';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { AppError } from '../../shared/app-error.ts';
import { loopRounds } from '../base/fixtures/loop-rounds.ts';
import { ManualClock } from '../base/manual-clock.ts';
import { Secret } from '../base/secret.ts';
import { closeFarSides, openShell, until } from './fixtures/open-shell.ts';
import { PAYLOAD_TYPE } from './payloads.ts';

closeFarSides();

const KMS = { ActionType: 'KMSEncryption', ActionParameters: { KMSKeyId: 'arn:aws:kms:k' } };
const SHELL = { ActionType: 'SessionType', ActionParameters: { SessionType: 'Standard_Stream' } };

function request(...RequestedClientActions: object[]) {
  return { AgentVersion: '3.3.987.0', RequestedClientActions };
}

test('no key from KMS: the agent is told, the error says why, the session is terminated', async () => {
  const { far, shell } = await openShell();
  const denied = new AppError('aws/access-denied', 'Not allowed.', { detail: 'kms:GenerateDataKey on k' });
  far.makeKey = () => Promise.reject(denied);
  await until(() => far.socket !== null);
  far.send(PAYLOAD_TYPE.handshakeRequest, request(SHELL, KMS));
  await expect(shell).rejects.toMatchObject({
    code: 'ssm/encryption-failed',
    detail: 'arn:aws:kms:k: Not allowed. kms:GenerateDataKey on k',
  });
  expect(JSON.parse(far.inputs[0]?.payload.toString() ?? '')).toMatchObject({
    ProcessedClientActions: [
      { ActionType: 'SessionType', ActionStatus: 1 },
      {
        ActionType: 'KMSEncryption',
        ActionStatus: 2,
        Error: 'Failed to process action KMSEncryption: arn:aws:kms:k: Not allowed. kms:GenerateDataKey on k',
      },
    ],
  });
  expect(far.calls.at(-1)).toBe('terminate');
});

test.each([
  ['an unknown session type', [{ ActionType: 'SessionType', ActionParameters: { SessionType: 'Port' } }], 2],
  ['an unknown action', [SHELL, { ActionType: 'Dance' }], 3],
  ['no session type', [], null],
])('%s is answered as failed', async (_what, actions, status) => {
  const { far, shell } = await openShell();
  await until(() => far.socket !== null);
  far.send(PAYLOAD_TYPE.handshakeRequest, request(...actions));
  await expect(shell).rejects.toMatchObject({ code: 'ssm/handshake-failed' });
  const response = JSON.parse(far.inputs[0]?.payload.toString() ?? '') as {
    ProcessedClientActions: { ActionStatus: number }[];
  };
  if (status !== null) expect(response.ProcessedClientActions.at(-1)?.ActionStatus).toBe(status);
  expect(far.calls).toEqual(['terminate']);
});

test('an agent that never answers', async () => {
  const { far, phases, shell } = await openShell({ connectTimeoutMs: 80 });
  await expect(shell).rejects.toMatchObject({ code: 'ssm/handshake-timeout', retryable: true });
  expect(far.calls).toEqual(['terminate']);
  expect(phases.map(({ kind }) => kind)).toEqual(['opening-channel', 'waiting-for-agent']);
});

test('an agent that is there and prints nothing is a shell, one that went away again is not', async () => {
  const clock = new ManualClock();
  const silent = await openShell({ clock });
  await until(() => silent.phases.at(-1)?.kind === 'waiting-for-agent' && silent.far.socket !== null);
  await loopRounds();
  clock.advance(10_000);
  const live = await silent.shell;
  live.stream.write('read by a silent program\r');
  await until(() => silent.far.typed.toString() === 'read by a silent program\r');
  await live.close();
  expect(clock.pending, 'timers left').toBe(0);

  const away = await openShell({ clock });
  await until(() => away.phases.at(-1)?.kind === 'waiting-for-agent' && away.far.socket !== null);
  away.far.pause();
  await loopRounds();
  clock.advance(10_000);
  expect(away.phases.at(-1)?.kind).toBe('waiting-for-agent');
  clock.advance(20_000);
  await expect(away.shell).rejects.toMatchObject({ code: 'ssm/handshake-timeout' });
});

test.each([
  ['', 'ssm/session-failed', null],
  [
    '----------ERROR-------\nUnable to start command: failed to start pty since RunAs user anna does not exist\n',
    'ssm/session-failed',
    'Unable to start command: failed to start pty since RunAs user anna does not exist',
  ],
  [
    'Fetching data key failed: Unable to retrieve data key',
    'ssm/encryption-failed',
    'Fetching data key failed: Unable to retrieve data key',
  ],
  ['Something else \u001b[31m', 'ssm/session-failed', 'Something else  [31m'],
])('channel_closed before the start with %j', async (output, code, detail) => {
  const { far, shell } = await openShell();
  await until(() => far.socket !== null);
  far.closeChannel(output);
  await expect(shell).rejects.toMatchObject({ code, detail });
  expect(far.calls).toEqual([]);
});

test.each(['-', '\n', ' '])('a channel_closed full of %j holds nobody up', async (letter) => {
  const { far, shell } = await openShell();
  await until(() => far.socket !== null);
  const before = process.cpuUsage();
  far.closeChannel(letter.repeat(200_000 / (letter === '\n' ? 2 : 1)));
  await expect(shell).rejects.toMatchObject({ code: 'ssm/session-failed' });
  // What it takes of the processor, in microseconds: others may have that too.
  expect(process.cpuUsage(before).user).toBeLessThan(2_000_000);
});

test('a StreamUrl of a stranger is refused before anything is sent', async () => {
  const { far, shell } = await openShell({
    streamUrlPolicy: { region: 'eu-west-1', endpointOverrides: [] },
  });
  await expect(shell).rejects.toMatchObject({ code: 'ssm/stream-url-refused' });
  expect(far.openings).toEqual([]);
  expect(far.calls).toEqual(['terminate']);
});

test('a gateway that is not there, or refuses', async () => {
  const refusing = createServer((socket) => {
    socket.end('HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n\r\nno');
    socket.on('error', () => undefined);
  });
  refusing.listen(0, '127.0.0.1');
  await once(refusing, 'listening');
  const { port } = refusing.address() as AddressInfo;
  const grantAt = (where: string) => ({
    grant: { sessionId: 's-1', tokenValue: new Secret('t'), streamUrl: `ws://127.0.0.1:${where}/x` },
    random: () => 1,
  });
  const refused = await openShell(grantAt(String(port)));
  await expect(refused.shell).rejects.toMatchObject({
    code: 'ssm/gateway-refused',
    retryable: false,
    detail: `127.0.0.1:${port}: HTTP 403 · no`,
  });
  refusing.close();
  const missing = await openShell(grantAt('1'));
  await expect(missing.shell).rejects.toMatchObject({ code: 'ssm/gateway-unreachable', retryable: true });
});

test('cancelling: before, while opening, while waiting; the session is terminated each time', async () => {
  const before = new AbortController();
  before.abort();
  const first = await openShell({ signal: before.signal });
  await expect(first.shell).rejects.toMatchObject({ code: 'cancelled' });
  expect(first.far.calls).toEqual(['terminate']);

  const opening = new AbortController();
  const second = await openShell({ signal: opening.signal });
  opening.abort();
  await expect(second.shell).rejects.toMatchObject({ code: 'cancelled' });
  expect(second.far.calls).toEqual(['terminate']);

  const waiting = new AbortController();
  const clock = new ManualClock();
  const third = await openShell({ signal: waiting.signal, clock });
  await until(() => third.far.socket !== null);
  third.far.terminate = () => new Promise(() => undefined); // AWS does not answer: bounded all the same
  waiting.abort();
  await until(() => third.far.calls.includes('terminate'));
  clock.advance(4_000);
  await expect(third.shell).rejects.toMatchObject({ code: 'cancelled' });
  expect(third.far.calls).toEqual(['terminate']);
});
