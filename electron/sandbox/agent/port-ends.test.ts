// How connections of a port session end at the agent: what the far end said last comes before its end, and smux
// keep-alive counts as the real one does.
import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import { afterEach, expect, test, vi } from 'vitest';
import type { ClientMessage } from '../../ssm/client-message.ts';
import { PAYLOAD_TYPE } from '../../ssm/payloads.ts';
import { encodeSmuxFrame, SMUX_COMMAND, SmuxFrameParser } from '../../ssm/smux-frame.ts';
import { until } from '../fixtures/sandbox-harness.ts';
import { REAL_AGENT_HABITS } from './agent-habits.ts';
import { runBasicPort } from './port-basic.ts';
import type { Address } from './port-map.ts';
import { runMuxPort } from './port-mux.ts';
import type { SessionChannel } from './session-channel.ts';

/** More than fits into the pipe to the client and into the kernel's buffers with it. */
const MUCH = Buffer.alloc(1_500_000, 'last words ');
const STREAM = 3;

let server: Server | null = null;
afterEach(() => {
  vi.useRealTimers();
  server?.close();
  server = null;
});

/** A far end that says much and closes at once, as a web server after `Connection: close`. */
async function talker(): Promise<Address> {
  server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.end(MUCH);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return { host: '127.0.0.1', port: address.port };
}

/** A client that takes its time, so that the pipe to it is full when the far end closes. */
class SlowClient implements SessionChannel {
  readonly habits = { ...REAL_AGENT_HABITS, pauseMs: 0 };
  readonly stopping = new AbortController();
  readonly signal = this.stopping.signal;
  readonly taken: Buffer[] = [];
  #handler: ((message: ClientMessage) => Promise<void> | void) | null = null;

  readonly send = async (_: number, payload: Uint8Array): Promise<void> => {
    this.taken.push(Buffer.from(payload));
    await new Promise((resolve) => setImmediate(resolve));
  };

  readonly accept = (handler: (message: ClientMessage) => Promise<void> | void): void => {
    this.#handler = handler;
  };

  async say(payload: Buffer): Promise<void> {
    await until(() => this.#handler !== null);
    await this.#handler?.({
      messageType: 'input_stream_data',
      createdAt: 1,
      sequenceNumber: 0,
      flags: 0,
      messageId: '00000000-0000-4000-8000-000000000000',
      payloadType: PAYLOAD_TYPE.output,
      payload,
    });
  }
}

test('multiplexed: FIN comes behind the last byte', async () => {
  const client = new SlowClient();
  const over = runMuxPort([await talker()], false, client);
  await client.say(encodeSmuxFrame(SMUX_COMMAND.open, STREAM));
  const pieces: Uint8Array[] = [];
  let lengthAtFinish = -1;
  let read = 0;
  const lengthOf = (): number => pieces.reduce((sum, { length }) => sum + length, 0);
  const parser = new SmuxFrameParser({
    onCommand: (command) => {
      if (command === SMUX_COMMAND.finish) lengthAtFinish = lengthOf();
    },
    onData: (_, bytes) => pieces.push(Buffer.from(bytes)),
  });
  await until(() => {
    for (; read < client.taken.length; read += 1) parser.push(client.taken[read] ?? new Uint8Array());
    return lengthAtFinish !== -1;
  });
  expect(lengthAtFinish).toBe(MUCH.length);
  expect(Buffer.concat(pieces).equals(MUCH)).toBe(true);
  client.stopping.abort();
  await over;
});

test('without a forwarding type (SSH): the session ends behind the last byte', async () => {
  const client = new SlowClient();
  await runBasicPort([await talker()], false, client);
  expect(Buffer.concat(client.taken).equals(MUCH)).toBe(true);
});

test.each([
  ['a client that never said a word ends after 30 s', null, 30_000],
  ['one word keeps the session until the next look, 30 s later', 5000, 60_000],
])('keep-alive: %s', async (_, wordAtMs, endMs) => {
  const client = new SlowClient();
  vi.useFakeTimers();
  let isOver = false;
  const over = runMuxPort([], true, client).then(() => (isOver = true));
  if (wordAtMs !== null) {
    await vi.advanceTimersByTimeAsync(wordAtMs);
    await client.say(encodeSmuxFrame(SMUX_COMMAND.keepAlive, 0));
  }
  await vi.advanceTimersByTimeAsync(endMs - (wordAtMs ?? 0) - 100);
  expect(isOver).toBe(false);
  await vi.advanceTimersByTimeAsync(200);
  await over;
  expect(client.taken[0]).toEqual(encodeSmuxFrame(SMUX_COMMAND.keepAlive, 0));
});
