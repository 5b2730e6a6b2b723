// The ack of one message as AWS's programs write it, byte for byte, written and read without JSON: in an upload there is
// one for every 1.5 KiB. Beside client-message and payloads, which read whatever else an ack may look like.
import {
  beginningOf,
  encodeClientMessage,
  HEAD_BYTES,
  MESSAGE_FLAGS,
  MESSAGE_HEAD,
  MESSAGE_TYPE,
} from './client-message.ts';
import { digestMatches } from './message-digest.ts';
import { PAYLOAD_TYPE } from './payloads.ts';

interface Acknowledged {
  readonly messageType: string;
  /** UUID in its usual text form. */
  readonly messageId: string;
  readonly sequenceNumber: number;
}

const NUMBER_NAME = '","AcknowledgedMessageSequenceNumber":';
const END = ',"IsSequentialMessage":true}';

function beforeId(messageType: string): string {
  return `{"AcknowledgedMessageType":${JSON.stringify(messageType)},"AcknowledgedMessageId":"`;
}

/** A whole message, from client or agent. */
export function acknowledgeFrame(message: Acknowledged, createdAt: number): Buffer {
  const { messageType, messageId, sequenceNumber } = message;
  return encodeClientMessage({
    messageType: MESSAGE_TYPE.acknowledge,
    createdAt,
    sequenceNumber: 0,
    // Windows agents refuse acks with SYN alone.
    flags: MESSAGE_FLAGS.synFin,
    payloadType: PAYLOAD_TYPE.none,
    payload: Buffer.from(
      `${beforeId(messageType)}${messageId}${NUMBER_NAME}${sequenceNumber}${END}`,
      'latin1',
    ),
  });
}

const BEGINNING = beginningOf(MESSAGE_TYPE.acknowledge);
const BEFORE_ID = {
  [MESSAGE_TYPE.input]: Buffer.from(beforeId(MESSAGE_TYPE.input)),
  [MESSAGE_TYPE.output]: Buffer.from(beforeId(MESSAGE_TYPE.output)),
};
const BEFORE_NUMBER = Buffer.from(NUMBER_NAME);
const AFTER_NUMBER = Buffer.from(END);
const ID_CHARS = 36;
/** 10^15 - 1 is still exact. */
const MAX_DIGITS = 15;
const DIGIT_0 = 0x30;
const DIGIT_9 = 0x39;

/**
 * The number that a frame acknowledges, if it is an ack of exactly the usual form, whole and undamaged; null for
 * everything else, good or bad: that is for decodeClientMessage and acknowledgeSchema. Never throws.
 */
export function readAcknowledgeFrame(
  frame: Buffer,
  acknowledged: typeof MESSAGE_TYPE.input | typeof MESSAGE_TYPE.output,
): number | null {
  if (!hasAt(frame, 0, BEGINNING) || frame.length < HEAD_BYTES) return null;
  const numberAt = readBeforeNumber(frame, BEFORE_ID[acknowledged]);
  if (numberAt === null) return null;
  let at = numberAt;
  let sequenceNumber = 0;
  for (; at - numberAt < MAX_DIGITS; at += 1) {
    const char = frame[at] ?? 0;
    if (char < DIGIT_0 || char > DIGIT_9) break;
    sequenceNumber = sequenceNumber * 10 + (char - DIGIT_0);
  }
  if (at === numberAt || (frame[numberAt] === DIGIT_0 && at > numberAt + 1)) return null;
  if (!hasAt(frame, at, AFTER_NUMBER) || frame.length !== at + AFTER_NUMBER.length) return null;
  return isSound(frame) ? sequenceNumber : null;
}

function readBeforeNumber(frame: Buffer, prefix: Uint8Array): number | null {
  if (!hasAt(frame, HEAD_BYTES, prefix)) return null;
  const idAt = HEAD_BYTES + prefix.length;
  const idEnd = idAt + ID_CHARS;
  for (let at = idAt; at < idEnd; at += 1) if (!isIdChar(frame[at] ?? 0)) return null;
  return hasAt(frame, idEnd, BEFORE_NUMBER) ? idEnd + BEFORE_NUMBER.length : null;
}

/** What decodeClientMessage would find wrong. */
function isSound(frame: Buffer): boolean {
  const { createdAt, sequenceNumber, flags, digest, payloadLength } = MESSAGE_HEAD;
  // The upper halves are far from what no number may exceed.
  if (frame.readUInt32BE(sequenceNumber) !== 0 || frame.readUInt32BE(flags) !== 0) return false;
  const createdHigh = frame.readUInt32BE(createdAt);
  if (createdHigh === 0 || createdHigh > 0xffff) return false;
  if (frame.readUInt32BE(payloadLength) !== frame.length - HEAD_BYTES) return false;
  return digestMatches(frame, digest, frame.subarray(HEAD_BYTES));
}

function hasAt(frame: Buffer, at: number, bytes: Uint8Array): boolean {
  for (let n = 0; n < bytes.length; n += 1) if (frame[at + n] !== bytes[n]) return false;
  return true;
}

/** Digits, `a` to `f`, and the dash. */
function isIdChar(char: number): boolean {
  return (char >= DIGIT_0 && char <= DIGIT_9) || (char >= 0x61 && char <= 0x66) || char === 0x2d;
}
