// The frame codec against recorded sessions, at random with random borders, and against hostile bytes.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { AppError } from '../../shared/app-error.ts';
import { decodeClientMessage, MESSAGE_TYPE } from './client-message.ts';
import { readRecording } from './fixtures/recording.ts';
import { PAYLOAD_TYPE } from './payloads.ts';
import { encodeSmuxFrame, SMUX_COMMAND, SMUX_HEAD_BYTES, SmuxFrameParser } from './smux-frame.ts';

type Event = { command: number; streamId: number; data: string };

const anyFrame = fc.oneof(
  fc.record({
    command: fc.constantFrom(SMUX_COMMAND.open, SMUX_COMMAND.finish, SMUX_COMMAND.keepAlive),
    streamId: fc.integer({ min: 0, max: 0xffff_ffff }),
    data: fc.constant(new Uint8Array()),
  }),
  fc.record({
    command: fc.constant(SMUX_COMMAND.data),
    streamId: fc.integer({ min: 0, max: 0xffff_ffff }),
    data: fc.uint8Array({ maxLength: 300 }),
  }),
);

/** Pieces of one data frame joined; empty data frames leave no trace. */
function parse(pieces: readonly Uint8Array[]): Event[] {
  const events: Event[] = [];
  const parser = new SmuxFrameParser({
    onCommand: (command, streamId) => events.push({ command, streamId, data: '' }),
    onData: (streamId, bytes) =>
      events.push({ command: SMUX_COMMAND.data, streamId, data: Buffer.from(bytes).toString('hex') }),
  });
  for (const piece of pieces) parser.push(piece);
  return events;
}

function joined(events: readonly Event[]): Event[] {
  const result: Event[] = [];
  for (const event of events) {
    const last = result.at(-1);
    if (
      event.command === SMUX_COMMAND.data &&
      last?.command === event.command &&
      last.streamId === event.streamId
    )
      last.data += event.data;
    else if (event.command !== SMUX_COMMAND.data || event.data !== '') result.push({ ...event });
  }
  return result;
}

test('frames come back as they were, wherever the stream of bytes is cut', () => {
  fc.assert(
    fc.property(
      fc.array(anyFrame, { maxLength: 20 }),
      fc.array(fc.integer({ min: 1, max: 40 })),
      (frames, cuts) => {
        const bytes = Buffer.concat(frames.map((f) => encodeSmuxFrame(f.command, f.streamId, f.data)));
        const pieces: Buffer[] = [];
        for (let at = 0, i = 0; at < bytes.length; i++) {
          const size = cuts.length === 0 ? bytes.length : (cuts[i % cuts.length] ?? 1);
          pieces.push(bytes.subarray(at, at + size));
          at += size;
        }
        const expected = frames.map((f) => ({ ...f, data: Buffer.from(f.data).toString('hex') }));
        expect(joined(parse(pieces))).toEqual(joined(expected));
      },
    ),
  );
});

test.each(['port-mux-echo', 'port-mux-refused'] as const)(
  'recorded %s is read, and written alike',
  (name) => {
    for (const from of ['client', 'agent'] as const) {
      const payloads = readRecording(name)
        .filter((frame) => frame.from === from && frame.kind === 'binary')
        .map((frame) => decodeClientMessage((frame as { bytes: Buffer }).bytes))
        .filter((m) => m.messageType !== MESSAGE_TYPE.acknowledge && m.payloadType === PAYLOAD_TYPE.output)
        .map((m) => m.payload);
      const events = parse(payloads);
      expect(new Set(events.map((event) => event.streamId))).toEqual(new Set([3]));
      expect(events.at(-1)?.command).toBe(SMUX_COMMAND.finish);
      const written = events.map((event) =>
        encodeSmuxFrame(event.command as 0 | 1 | 2 | 3, event.streamId, Buffer.from(event.data, 'hex')),
      );
      expect(Buffer.concat(written).equals(Buffer.concat(payloads))).toBe(true);
    }
  },
);

test('hostile bytes are refused as protocol violations, never otherwise, and never held', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: SMUX_HEAD_BYTES, maxLength: 100 }), (bytes) => {
      try {
        parse([bytes]);
        expect(bytes[0]).toBe(1);
      } catch (error) {
        expect(error).toMatchObject({ code: 'ssm/protocol-violation' });
        expect(error).toBeInstanceOf(AppError);
      }
    }),
  );
  expect(() => parse([Buffer.from('0201000003000000', 'hex')])).toThrow(AppError);
  expect(() => parse([Buffer.from('0104000003000000', 'hex')])).toThrow(AppError);
  expect(() => parse([Buffer.from('0100010003000000', 'hex')])).toThrow(AppError);
});
