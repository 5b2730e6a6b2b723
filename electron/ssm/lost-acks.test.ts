// Acks that are lost, from an agent that acknowledges no message twice: over real sockets, in fast time.
import { createHash, randomBytes } from 'node:crypto';
import { afterEach, expect, test } from 'vitest';
import { ManualClock } from '../base/manual-clock.ts';
import { FarSide } from './fixtures/far-side.ts';
import { openPort } from './fixtures/open-port.ts';
import { closeFarSides, openPlainShell, until } from './fixtures/open-shell.ts';
import { PAYLOAD_TYPE } from './payloads.ts';
import { SMUX_COMMAND, SmuxFrameParser } from './smux-frame.ts';

closeFarSides();
const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});
const never = new AbortController().signal;

async function setUp() {
  const clock = new ManualClock();
  const speed = { stepMs: 20 };
  const timer = setInterval(() => {
    clock.advance(speed.stepMs);
  }, 2);
  const far = await FarSide.start();
  closers.push(
    () => far.close(),
    () => {
      clearInterval(timer);
    },
  );
  far.isForgetful = true;
  const session = await openPort(far, clock);
  closers.unshift(() => session.close());
  return { far, session, clock, speed };
}

/** What the streams have carried to the far side, and whether one was finished. */
function readingOf(far: FarSide) {
  const pieces: Buffer[] = [];
  let bytes = 0;
  let finished = false;
  let at = 0;
  const parser = new SmuxFrameParser({
    onCommand: (command) => (finished ||= command === SMUX_COMMAND.finish),
    onData: (_id, piece) => {
      pieces.push(Buffer.from(piece));
      bytes += piece.length;
    },
  });
  const read = () => {
    for (const { payloadType, payload } of far.inputs.slice(at))
      if (payloadType === PAYLOAD_TYPE.output) parser.push(payload);
    at = far.inputs.length;
  };
  return {
    bytes: () => (read(), bytes),
    isFinished: () => (read(), finished),
    digest: () => createHash('sha256').update(Buffer.concat(pieces)).digest('hex'),
  };
}

test(
  'a transfer goes on over dozens of lost acks, and the session is not given up',
  { timeout: 120_000 },
  async () => {
    const { far, session, clock, speed } = await setUp();
    const stream = await session.dial(never);
    const reading = readingOf(far);
    const bytes = randomBytes(400_000);
    let acks = 0;
    far.losesAck = () => ++acks % 5 === 0;
    stream.write(bytes);
    await until(() => reading.bytes() === bytes.length);
    expect(reading.digest()).toBe(createHash('sha256').update(bytes).digest('hex'));
    far.losesAck = () => false;
    speed.stepMs = 200;
    const end = clock.now() + 400_000;
    await until(() => clock.now() > end);
    expect(session.isOver, 'an idle connection lives on').toBe(false);
    stream.write('still here');
    await until(() => reading.bytes() === bytes.length + 10);
    stream.destroy();
  },
);

test('a connection that has ended is closed at the far side although an ack of it is missing', async () => {
  const { far, session } = await setUp();
  const stream = await session.dial(never);
  const reading = readingOf(far);
  far.losesAck = () => true;
  stream.end('the last words');
  await until(() => reading.bytes() === 14);
  far.losesAck = () => false;
  await until(reading.isFinished);
});

test('a shell takes input again after all acks of a full window were lost at once', async () => {
  const { far, live } = await openPlainShell();
  far.isForgetful = true;
  let lost = 0;
  far.losesAck = () => ++lost > 0;
  const typed = 'x'.repeat(20_000);
  live.stream.write(typed);
  await until(() => live.stats().unacknowledged >= 8 && lost >= 8);
  await new Promise((resolve) => setTimeout(resolve, 300));
  far.losesAck = () => false;
  await until(() => far.typed.length === typed.length);
  await live.close();
});
