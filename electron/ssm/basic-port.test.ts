// When an agent that does not multiplex counts as gone: silence counts only while we read.
import { expect, test } from 'vitest';
import { ManualClock } from '../base/manual-clock.ts';
import { BasicPort } from './basic-port.ts';
import { PAYLOAD_TYPE } from './payloads.ts';
import type { PortChannel } from './port-channel.ts';
import { PAUSE_ALONE_BYTES } from './stall-rule.ts';

const MINUTE_MS = 60_000;
const turn = () => new Promise((resolve) => setImmediate(resolve));

async function setUp() {
  const clock = new ManualClock();
  const dead: string[] = [];
  let reading: 'held' | 'on' = 'on';
  const stats = {
    ...{ roundTripMs: null, bytesDown: 0, bytesUp: 0, resent: 0 },
    ...{ unacknowledged: 0, acknowledged: 0, stuckBytes: 0 },
  };
  const channel: PortChannel = {
    hasRoom: true,
    isPeerAway: false,
    stats,
    send: () => {
      stats.unacknowledged += 1;
    },
    hold: () => (reading = 'held'),
    release: () => (reading = 'on'),
    probe: () => undefined,
  };
  const port = new BasicPort({
    ...{ channel, clock, quietMs: 1000, payloadBytes: 1024, isStdio: false },
    isConnected: () => true,
    onDead: (error) => dead.push(error.message),
    onDone: () => undefined,
  });
  const stream = await port.dial(new AbortController().signal);
  const flood = (bytes: number) => {
    port.onMessage(PAYLOAD_TYPE.output, Buffer.alloc(bytes));
  };
  return { clock, dead, port, stream, flood, reading: () => reading };
}

test('a slow program of ours that stops the reading does not make the agent count as gone', async () => {
  const { clock, dead, stream, flood, reading } = await setUp();
  flood(PAUSE_ALONE_BYTES);
  expect(reading()).toBe('held');
  stream.write('more');
  await turn();
  clock.advance(12 * MINUTE_MS);
  expect(dead).toEqual([]);
  stream.resume();
  await turn();
  clock.advance(1_000);
  expect(reading()).toBe('on');
  // From here on it could be heard.
  clock.advance(4 * MINUTE_MS);
  expect(dead).toEqual([]);
  clock.advance(MINUTE_MS);
  expect(dead).toEqual(['The agent stopped answering.']);
});
