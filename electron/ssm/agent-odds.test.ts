// Agents and gateways that do things a little differently: over real sockets.
import { afterEach, expect, test } from 'vitest';
import { systemClock } from '../base/clock.ts';
import { loopRounds } from '../base/fixtures/loop-rounds.ts';
import { Secret } from '../base/secret.ts';
import { FarSide } from './fixtures/far-side.ts';
import { openPort } from './fixtures/open-port.ts';
import { closeFarSides, openPlainShell, openShell, until } from './fixtures/open-shell.ts';
import { PAYLOAD_TYPE } from './payloads.ts';

closeFarSides();
const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});
const never = new AbortController().signal;

async function startFar(): Promise<FarSide> {
  const far = await FarSide.start();
  closers.push(() => far.close());
  return far;
}

test('nothing is lost when the agent opens its gate a moment after it said that the handshake is complete', async () => {
  const far = await startFar();
  const session = await openPort(far, systemClock, { gateMs: 4 });
  closers.unshift(() => session.close());
  const stream = await session.dial(never);
  stream.write('first words');
  await until(() => far.typed.includes('first words'));
  // SYN of the first stream: version 1, command 0, no length, id 3.
  expect(far.typed.includes(Buffer.from([1, 0, 0, 0, 3, 0, 0, 0]))).toBe(true);
  stream.destroy();
});

test.each([{ portNumber: '22' }, { portNumber: '22', type: 'SSH' }, { portNumber: '22', type: null }])(
  'properties %j mean one plain stream to the agent, so also here',
  async (properties) => {
    const far = await startFar();
    const session = await openPort(far, systemClock, { properties });
    closers.unshift(() => session.close());
    expect(session.mode).toBe('stdio');
    const stream = await session.dial(never);
    stream.write('SSH-2.0-x\r\n');
    await until(() => far.typed.toString() === 'SSH-2.0-x\r\n');
    stream.destroy();
  },
);

test('a resume that names no address goes on with the one from the start', async () => {
  const { far, phases, live } = await openPlainShell();
  far.resume = (sessionId) =>
    Promise.resolve({ sessionId, tokenValue: new Secret('token-again'), streamUrl: null });
  far.socket?.terminate();
  await until(() => far.openings.some(({ tokenValue }) => tokenValue === 'token-again'));
  live.stream.write('back');
  await until(() => far.typed.toString() === 'back');
  expect(phases.at(-1)?.kind).toBe('open');
  await live.close();
});

test('a command that has told its exit code ended by itself, also when nobody says that the session closed', async () => {
  const { far, shell } = await openShell();
  await until(() => far.socket !== null);
  const type = {
    ActionType: 'SessionType',
    ActionParameters: { SessionType: 'NonInteractiveCommands', Properties: null },
  };
  far.onInput = ({ payloadType }) => {
    if (payloadType === PAYLOAD_TYPE.handshakeResponse) far.send(PAYLOAD_TYPE.handshakeComplete, {});
  };
  far.send(PAYLOAD_TYPE.handshakeRequest, { AgentVersion: '3.3.987.0', RequestedClientActions: [type] });
  const live = await shell;
  far.send(PAYLOAD_TYPE.exitCode, 'EXIT_CODE: 7');
  await until(() => far.unacknowledgedCount === 0);
  far.resume = () => Promise.resolve(null);
  far.socket?.close(1000, 'Bye');
  expect(await live.ending).toEqual({ kind: 'exited', exitCode: 7, reason: null });
});

test('while losses show every ack goes twice, and once again when they are over', async () => {
  let later = 0;
  const clock = { ...systemClock, now: () => Date.now() + later };
  const { far, live } = await openPlainShell({ clock });
  let frames = 0;
  far.loses = (direction) => direction === 'down' && ++frames === 1;
  far.output('lost at first');
  far.output('early');
  await until(() => far.unacknowledgedCount === 0);
  const counts = () => far.acknowledged.filter((number) => number === far.acknowledged.at(-1)).length;
  far.output('in turn');
  await until(() => far.acknowledged.includes(3));
  await until(() => counts() === 2);
  later = 10_000;
  far.output('later');
  await until(() => far.acknowledged.includes(4));
  await loopRounds();
  expect(counts()).toBe(1);
  await live.close();
});

test('acks that were lost with their socket go again on the next one, so that the agent repeats nothing', async () => {
  const { far, live } = await openPlainShell();
  far.loses = (direction) => direction === 'up';
  for (let count = 0; count < 60; count++) far.output('x');
  await until(() => live.stats().bytesDown >= 62);
  far.loses = () => false;
  const before = far.resentCount;
  far.socket?.terminate();
  await until(() => far.unacknowledgedCount === 0);
  // It repeats one a tick, until the next socket is there.
  expect(far.resentCount - before).toBeLessThan(30);
  await live.close();
});

test('sockets that are cut again and again are replaced at once as long as they carry something', async () => {
  const { far, phases, live } = await openPlainShell({ random: () => 0 });
  for (let cut = 1; cut <= 8; cut++) {
    await until(() => phases.at(-1)?.kind === 'open');
    await new Promise((resolve) => setTimeout(resolve, 150));
    const before = far.typed.length;
    live.stream.write('x');
    await until(() => far.typed.length > before && live.stats().unacknowledged === 0);
    const opened = far.openings.length;
    far.socket?.terminate();
    await until(() => far.openings.length > opened);
  }
  expect(phases.some((phase) => phase.kind === 'reconnecting' && phase.nextTryAt !== null)).toBe(false);
  await live.close();
});
