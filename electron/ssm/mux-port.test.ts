// Message sizes of a multiplexed session: small until a larger one has arrived.
import { expect, test } from 'vitest';
import { ManualClock } from '../base/manual-clock.ts';
import { MuxPort } from './mux-port.ts';
import type { PortChannel } from './port-channel.ts';
import type { SizeProbe } from './send-window.ts';
import { SmuxFrameParser } from './smux-frame.ts';

function setUp(payloadBytes: number) {
  const sent: Uint8Array[] = [];
  let probe: SizeProbe | null = null;
  const channel: PortChannel = {
    hasRoom: true,
    isPeerAway: false,
    stats: {
      ...{ roundTripMs: null, bytesDown: 0, bytesUp: 0, resent: 0 },
      ...{ unacknowledged: 0, acknowledged: 0, stuckBytes: 0 },
    },
    send: (_type, payload, asked) => {
      sent.push(payload);
      if (asked !== undefined && asked !== null) probe = asked;
    },
    hold: () => undefined,
    release: () => undefined,
    probe: () => undefined,
  };
  const mux = new MuxPort({
    channel,
    clock: new ManualClock(),
    agentVersion: '3.3.987.0',
    quietMs: 1000,
    keepAwakeMs: null,
    isConnected: () => true,
    onDead: () => undefined,
  });
  mux.probeSize(payloadBytes);
  const largestOf = async (bytes: number) => {
    sent.length = 0;
    const stream = await mux.dial(new AbortController().signal);
    stream.write(Buffer.alloc(bytes));
    await new Promise((resolve) => setImmediate(resolve));
    return Math.max(...sent.map((payload) => payload.length));
  };
  return {
    sent,
    largestOf,
    answer: (arrived: 'large' | 'small') => probe?.onAnswer(arrived),
    probed: () => probe,
  };
}

test('a larger size is used once a message of it has arrived, and that message means nothing', async () => {
  const { sent, largestOf, answer } = setUp(1536);
  const frames: string[] = [];
  const parser = new SmuxFrameParser({
    onCommand: (command, id) => frames.push(`${command} ${id}`),
    onData: () => frames.push('data'),
  });
  expect(sent[0]?.length).toBe(1536);
  parser.push(sent[0] ?? Buffer.alloc(0));
  expect(new Set(frames)).toEqual(new Set(['3 0']));
  expect(await largestOf(10_000)).toBe(1024);
  answer('large');
  expect(await largestOf(10_000)).toBe(1536);
});

test('a size that did not arrive is never used; one that AWS uses needs no trying', async () => {
  const refused = setUp(16_384);
  refused.answer('small');
  expect(await refused.largestOf(100_000)).toBe(1024);
  const plain = setUp(1024);
  expect(plain.probed()).toBeNull();
  expect(await plain.largestOf(10_000)).toBe(1024);
});
