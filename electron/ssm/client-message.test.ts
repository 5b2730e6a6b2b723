// The codec against recorded sessions of AWS's own programs, at random, and against hostile frames.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { AppError } from '../../shared/app-error.ts';
import { decodeClientMessage, encodeClientMessage, HEAD_BYTES, MESSAGE_TYPE } from './client-message.ts';
import { readRecording, RECORDINGS } from './fixtures/recording.ts';

const uint53 = fc.maxSafeNat();
const message = fc.record({
  messageType: fc.constantFrom(...Object.values(MESSAGE_TYPE)),
  createdAt: fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }),
  sequenceNumber: uint53,
  flags: fc.integer({ min: 0, max: 3 }),
  messageId: fc.uuid(),
  payloadType: fc.integer({ min: 0, max: 0xffff_ffff }),
  payload: fc.uint8Array({ maxLength: 3000 }),
});

describe.each(RECORDINGS)('recorded session %s', (name) => {
  test('decodes, and encodes again to the same bytes', () => {
    const frames = readRecording(name).filter((frame) => frame.kind === 'binary');
    expect(frames.length).toBeGreaterThan(5);
    for (const { bytes } of frames)
      expect(encodeClientMessage(decodeClientMessage(bytes)).toString('hex')).toBe(bytes.toString('hex'));
  });
});

test('any message comes back as it was', () => {
  fc.assert(
    fc.property(message, (original) => {
      const decoded = decodeClientMessage(encodeClientMessage(original));
      expect({ ...decoded, payload: new Uint8Array(decoded.payload) }).toEqual({
        ...original,
        payload: new Uint8Array(original.payload),
      });
    }),
  );
});

test('the id in an ack is the id in the acknowledged head, halves swapped back', () => {
  const [output, ack] = readRecording('shell')
    .filter((frame) => frame.kind === 'binary')
    .slice(1, 3)
    .map((frame) => decodeClientMessage(frame.bytes));
  expect(Buffer.from(ack?.payload ?? []).toString()).toContain(output?.messageId);
});

test('hostile bytes are refused as protocol violations, never otherwise', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
      expect(violates(bytes)).not.toBe('another error');
    }),
  );
});

test('one changed byte in payload or digest is noticed', () => {
  fc.assert(
    fc.property(message, fc.nat(), fc.integer({ min: 1, max: 255 }), (original, where, change) => {
      fc.pre(original.payload.length > 0 && !original.messageType.endsWith('publication'));
      const frame = encodeClientMessage(original);
      const places = original.payload.length + 32;
      const at = where % places;
      const index = at < 32 ? 80 + at : HEAD_BYTES + at - 32;
      frame[index] = (frame[index] ?? 0) ^ change;
      expect(violates(frame)).toBe('violation');
    }),
  );
});

test('an empty start_publication without a date is accepted, an ack without one is not', () => {
  const head = { createdAt: 0, sequenceNumber: 0, flags: 0, payloadType: 0, payload: new Uint8Array() };
  const messageId = '00000000-0000-0000-0000-000000000000';
  const publication = encodeClientMessage({ ...head, messageId, messageType: MESSAGE_TYPE.startPublication });
  expect(publication.length).toBe(HEAD_BYTES);
  expect(decodeClientMessage(publication).payload.length).toBe(0);
  expect(violates(encodeClientMessage({ ...head, messageId, messageType: 'acknowledge' }))).toBe('violation');
});

test('a longer head is skipped by its length; lengths that do not fit are refused', () => {
  const original = encodeClientMessage({
    messageType: MESSAGE_TYPE.output,
    createdAt: 1,
    sequenceNumber: 7,
    flags: 0,
    messageId: '2df9529d-8829-4467-b319-0b21ae005c0a',
    payloadType: 1,
    payload: Buffer.from('abc'),
  });
  const longer = Buffer.concat([original.subarray(0, 116), Buffer.alloc(4), original.subarray(116)]);
  longer.writeUInt32BE(120, 0);
  expect(Buffer.from(decodeClientMessage(longer).payload).toString()).toBe('abc');
  longer.writeUInt32BE(0xffff_ffff, 0);
  expect(violates(longer)).toBe('violation');
  original.writeUInt32BE(4, 116);
  expect(violates(original)).toBe('violation');
});

function violates(bytes: Uint8Array): 'violation' | 'another error' | 'accepted' {
  try {
    decodeClientMessage(bytes);
    return 'accepted';
  } catch (error) {
    return error instanceof AppError && error.code === 'ssm/protocol-violation'
      ? 'violation'
      : 'another error';
  }
}
