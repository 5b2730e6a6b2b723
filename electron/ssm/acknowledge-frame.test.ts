// The short way of acks against the long one: JSON and zod. What the short way reads, the long way reads alike.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { AppError } from '../../shared/app-error.ts';
import { acknowledgeFrame, readAcknowledgeFrame } from './acknowledge-frame.ts';
import {
  decodeClientMessage,
  encodeClientMessage,
  HEAD_BYTES,
  MESSAGE_FLAGS,
  MESSAGE_TYPE,
} from './client-message.ts';
import { readRecording, RECORDINGS } from './fixtures/recording.ts';
import { acknowledgeOf, acknowledgeSchema, encodeJsonPayload, parseJsonPayload } from './payloads.ts';

const STREAMS = [MESSAGE_TYPE.input, MESSAGE_TYPE.output] as const;
const acknowledged = fc.record({
  messageType: fc.constantFrom(...STREAMS),
  messageId: fc.uuid(),
  sequenceNumber: fc.oneof(fc.nat(), fc.maxSafeNat()),
});
const createdAt = fc.oneof({ weight: 4, arbitrary: fc.constant(1_764_000_000_000) }, fc.maxSafeNat());

/** The long way; null when it refuses. */
function parsed(frame: Buffer): number | null {
  try {
    const message = decodeClientMessage(frame);
    if (message.messageType !== MESSAGE_TYPE.acknowledge) return null;
    return parseJsonPayload(acknowledgeSchema, message.payload).AcknowledgedMessageSequenceNumber;
  } catch (error) {
    if (error instanceof AppError && error.code === 'ssm/protocol-violation') return null;
    throw error;
  }
}

function carrying(payload: Uint8Array, at: number): Buffer {
  return encodeClientMessage({
    ...{ messageType: MESSAGE_TYPE.acknowledge, createdAt: at, sequenceNumber: 0 },
    ...{ flags: MESSAGE_FLAGS.synFin, payloadType: 0, payload },
  });
}

describe.each(RECORDINGS)('recorded session %s', (name) => {
  test('every ack of AWS is read the short way, and ours are the same bytes', () => {
    let count = 0;
    for (const frame of readRecording(name)) {
      if (frame.kind !== 'binary') continue;
      const message = decodeClientMessage(frame.bytes);
      if (message.messageType !== MESSAGE_TYPE.acknowledge) continue;
      count += 1;
      const { AcknowledgedMessageType, AcknowledgedMessageId, AcknowledgedMessageSequenceNumber } =
        parseJsonPayload(acknowledgeSchema, message.payload);
      const stream = frame.from === 'agent' ? MESSAGE_TYPE.input : MESSAGE_TYPE.output;
      expect(readAcknowledgeFrame(frame.bytes, stream)).toBe(AcknowledgedMessageSequenceNumber);
      const ours = acknowledgeFrame(
        {
          messageType: AcknowledgedMessageType,
          messageId: AcknowledgedMessageId,
          sequenceNumber: AcknowledgedMessageSequenceNumber,
        },
        message.createdAt,
      );
      // All but the ack's own random id.
      frame.bytes.copy(ours, 64, 64, 80);
      expect(ours.toString('hex')).toBe(frame.bytes.toString('hex'));
    }
    expect(count).toBeGreaterThan(1);
  });
});

test('an ack has the bytes that JSON would give it, and is read back', () => {
  fc.assert(
    fc.property(acknowledged, createdAt, (message, at) => {
      const frame = acknowledgeFrame(message, at);
      const expected = encodeJsonPayload(acknowledgeOf(message)).toString();
      expect(frame.subarray(HEAD_BYTES).toString()).toBe(expected);
      const id = decodeIdOf(frame);
      expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
      const [same, other] =
        message.messageType === MESSAGE_TYPE.input ? STREAMS : ([STREAMS[1], STREAMS[0]] as const);
      expect(readAcknowledgeFrame(frame, other)).toBe(null);
      const isUsual = at > 0xffff_ffff && at < 2 ** 48 && message.sequenceNumber < 1e15;
      if (isUsual) expect(readAcknowledgeFrame(frame, same)).toBe(message.sequenceNumber);
      if (at > 0) expect(parsed(frame)).toBe(message.sequenceNumber);
    }),
  );
});

test('no two acks share an id', () => {
  const message = { messageType: MESSAGE_TYPE.output, messageId: '', sequenceNumber: 1 };
  const ids = Array.from({ length: 2000 }, () => decodeIdOf(acknowledgeFrame(message, 1)));
  expect(new Set(ids).size).toBe(2000);
});

/** JSON that means an ack, or nearly: other order, spaces, escapes, other types, numbers that are none. */
const nearAck = fc
  .record({
    AcknowledgedMessageType: fc.oneof(fc.constantFrom(...STREAMS), fc.string()),
    AcknowledgedMessageId: fc.oneof(fc.uuid(), fc.string({ minLength: 36, maxLength: 36 }), fc.string()),
    AcknowledgedMessageSequenceNumber: fc.oneof(
      fc.nat(),
      fc.maxSafeNat(),
      fc.double(),
      fc.integer({ min: -9, max: -1 }),
      fc.bigInt({ min: 0n, max: 1n << 70n }).map(Number),
      fc.string(),
    ),
    IsSequentialMessage: fc.oneof(fc.boolean(), fc.string()),
  })
  .chain((ack) =>
    fc.constantFrom(
      JSON.stringify(ack),
      JSON.stringify(ack, null, 1),
      JSON.stringify(Object.fromEntries(Object.entries(ack).reverse())),
      JSON.stringify(ack).replace('Number":', 'Number":0'),
      `${JSON.stringify(ack)} `,
    ),
  )
  .map((text) => Buffer.from(text));

test('whatever the short way reads, the long way reads alike', () => {
  const usual = fc.tuple(acknowledged, createdAt).map(([message, at]) => acknowledgeFrame(message, at));
  const near = fc.tuple(nearAck, createdAt).map(([payload, at]) => carrying(payload, at));
  let read = 0;
  fc.assert(
    fc.property(
      fc.oneof(usual, near),
      fc.constantFrom(...STREAMS),
      fc.oneof(
        fc.constant([]),
        fc.array(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 })), { maxLength: 2 }),
      ),
      fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, fc.nat({ max: 3 })),
      fc.boolean(),
      (frame, stream, changes, cutOff, isDigestRight) => {
        for (const [where, value] of changes) frame[where % frame.length] = value;
        let bytes = frame.subarray(0, Math.max(0, frame.length - cutOff));
        // With a digest that fits what was changed, or nothing but it would ever be looked at.
        if (isDigestRight && bytes.length > HEAD_BYTES) {
          const again = carrying(bytes.subarray(HEAD_BYTES), 1);
          again.copy(bytes, 80, 80, 112);
          bytes = Buffer.from(bytes);
        }
        const short = readAcknowledgeFrame(bytes, stream);
        if (short === null) return;
        read += 1;
        expect(parsed(bytes)).toBe(short);
      },
    ),
    { numRuns: 5000 },
  );
  expect(read).toBeGreaterThan(200);
});

test.each([
  ['a number with a zero before it', (text: string) => text.replace('Number":12', 'Number":012')],
  ['no number', (text: string) => text.replace('Number":12', 'Number":')],
  ['more digits than are exact', (text: string) => text.replace('Number":12', 'Number":1234567890123456')],
  ['an id with a quote', (text: string) => text.replace('Id":"2df9', 'Id":"\\"f9')],
  ['something behind it', (text: string) => `${text} `],
  ['nothing behind the number', (text: string) => text.slice(0, text.indexOf(',"IsSeq'))],
])('%s is left to the long way', (_what, change) => {
  const messageId = '2df9529d-8829-4467-b319-0b21ae005c0a';
  const usual = acknowledgeOf({ messageType: MESSAGE_TYPE.input, messageId, sequenceNumber: 12 });
  const text = encodeJsonPayload(usual).toString();
  const at = 1_764_000_000_000;
  expect(readAcknowledgeFrame(carrying(Buffer.from(text), at), MESSAGE_TYPE.input)).toBe(12);
  expect(change(text)).not.toBe(text);
  expect(readAcknowledgeFrame(carrying(Buffer.from(change(text)), at), MESSAGE_TYPE.input)).toBe(null);
});

function decodeIdOf(frame: Buffer): string {
  const hex = frame.toString('hex', 64, 80);
  const uuid = hex.slice(16) + hex.slice(0, 16);
  return uuid.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
