// The binary message of the data channel: one WebSocket binary frame = one message, the same for client and agent.
// Between the socket (base/web-socket) and the windows; knows the layout of the head, nothing of payloads.
//
//   0  HeaderLength u32 = 116      40  CreatedDate u64 ms      80  PayloadDigest SHA-256
//   4  MessageType, 32, spaces     48  SequenceNumber i64     112  PayloadType u32
//  36  SchemaVersion u32 = 1       56  Flags u64              116  PayloadLength u32
//                                  64  MessageId, 16          120  Payload           (all big-endian)
import { AppError } from '../../shared/app-error.ts';
import { digestMatches, writeDigest } from './message-digest.ts';
import { writeRandomId } from './message-id.ts';

export const MESSAGE_TYPE = {
  /** Client to agent. */
  input: 'input_stream_data',
  /** Agent to client. */
  output: 'output_stream_data',
  acknowledge: 'acknowledge',
  /** Gateway to both. */
  channelClosed: 'channel_closed',
  startPublication: 'start_publication',
  pausePublication: 'pause_publication',
  /** Agent to gateway only; the gateway keeps it. */
  agentSessionState: 'agent_session_state',
} as const;

const TYPES: ReadonlySet<string> = new Set(Object.values(MESSAGE_TYPE));

/** Head including PayloadLength; the payload starts here when HeaderLength is the usual 116. */
export const HEAD_BYTES = 120;
const HEADER_LENGTH = HEAD_BYTES - 4;
const SCHEMA_VERSION = 1;

/** Where each field of a head begins. */
export const MESSAGE_HEAD = {
  messageType: 4,
  schemaVersion: 36,
  createdAt: 40,
  sequenceNumber: 48,
  flags: 56,
  messageId: 64,
  digest: 80,
  payloadType: 112,
  payloadLength: 116,
} as const;
const MESSAGE_TYPE_BYTES = 32;

/** bit 0 SYN, bit 1 FIN. Client data carries 0; agent data SYN on sequence number 0; acks and agent_session_state both. */
export const MESSAGE_FLAGS = { none: 0, syn: 1, fin: 2, synFin: 3 } as const;

export interface ClientMessage {
  readonly messageType: string;
  /** Epoch milliseconds; 0 is refused by all receivers except for start_publication and pause_publication. */
  readonly createdAt: number;
  /** From 0 per direction for stream messages; acks and control messages carry 0. */
  readonly sequenceNumber: number;
  readonly flags: number;
  /** UUID in its usual text form, lower case. */
  readonly messageId: string;
  /** A value of PAYLOAD_TYPE (payloads.ts) or one we do not know; 0 for messages that are not stream data. */
  readonly payloadType: number;
  readonly payload: Uint8Array;
}

/** Without an id a random one is written, as for everything that nobody has acknowledged yet. */
type NewMessage = Omit<ClientMessage, 'messageId'> & Partial<Pick<ClientMessage, 'messageId'>>;

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** Throws `internal` for a message that cannot be written (type too long, id not a UUID, number out of range). */
export function encodeClientMessage(message: NewMessage): Buffer {
  const { messageType, messageId, payload } = message;
  // Every byte is written below.
  const frame = Buffer.allocUnsafe(HEAD_BYTES + payload.byteLength);
  frame.set(beginningOf(messageType), 0);
  writeUint53(frame, message.createdAt, MESSAGE_HEAD.createdAt, 'created date');
  writeUint53(frame, message.sequenceNumber, MESSAGE_HEAD.sequenceNumber, 'sequence number');
  writeUint53(frame, message.flags, MESSAGE_HEAD.flags, 'flags');
  if (messageId === undefined) writeRandomId(frame, MESSAGE_HEAD.messageId);
  else writeUuid(frame, messageId, MESSAGE_HEAD.messageId);
  writeDigest(frame, MESSAGE_HEAD.digest, payload);
  frame.writeUInt32BE(message.payloadType, MESSAGE_HEAD.payloadType);
  frame.writeUInt32BE(payload.byteLength, MESSAGE_HEAD.payloadLength);
  frame.set(payload, HEAD_BYTES);
  return frame;
}

/** Up to CreatedDate all messages of one type are alike. */
const beginnings = new Map<string, Buffer>();

/** Throws `internal` for a type that is too long or no word. */
export function beginningOf(messageType: string): Buffer {
  const known = beginnings.get(messageType);
  if (known !== undefined) return known;
  if (!/^[\x21-\x7e]{1,32}$/.test(messageType)) throw unencodable('message type');
  const beginning = Buffer.alloc(MESSAGE_HEAD.createdAt, ' ');
  beginning.writeUInt32BE(HEADER_LENGTH, 0);
  beginning.write(messageType, MESSAGE_HEAD.messageType, 'latin1');
  beginning.writeUInt32BE(SCHEMA_VERSION, MESSAGE_HEAD.schemaVersion);
  // The types of this protocol, and no others that somebody may make up one after the other.
  if (TYPES.has(messageType)) beginnings.set(messageType, beginning);
  return beginning;
}

/**
 * Decodes one frame; the payload is a view into it. Follows the official receivers: the payload runs to the end of
 * the frame whatever PayloadLength says, the message type is trimmed of NULs and spaces, and the digest is checked
 * unless PayloadLength is 0. Throws AppError `ssm/protocol-violation` for everything else.
 */
export function decodeClientMessage(bytes: Uint8Array): ClientMessage {
  const frame = asBuffer(bytes);
  if (frame.length < HEAD_BYTES) throw violation(`${frame.length} bytes are too few`);
  const headerLength = frame.readUInt32BE(0);
  if (headerLength < HEADER_LENGTH || headerLength + 4 > frame.length)
    throw violation(`header length ${headerLength} does not fit ${frame.length} bytes`);
  const payload = frame.subarray(headerLength + 4);
  const declared = frame.readUInt32BE(headerLength);
  if (declared > payload.length)
    throw violation(`payload of ${declared} bytes is cut off at ${payload.length}`);
  const messageType = messageTypeOf(frame);
  if (messageType === '') throw violation('no message type');
  const createdAt = readUint53(frame, MESSAGE_HEAD.createdAt, 'created date');
  const isPublication =
    messageType === MESSAGE_TYPE.startPublication || messageType === MESSAGE_TYPE.pausePublication;
  if (!isPublication) {
    if (createdAt === 0) throw violation('no created date');
    if (declared > 0 && !digestMatches(frame, MESSAGE_HEAD.digest, payload))
      throw violation('the digest does not match the payload');
  }
  return {
    messageType,
    createdAt,
    sequenceNumber: readUint53(frame, MESSAGE_HEAD.sequenceNumber, 'sequence number'),
    flags: readUint53(frame, MESSAGE_HEAD.flags, 'flags'),
    messageId: readUuid(frame, MESSAGE_HEAD.messageId),
    payloadType: frame.readUInt32BE(MESSAGE_HEAD.payloadType),
    payload,
  };
}

/** Without decoding it all, for whoever only passes messages on. Empty when there is none. */
export function messageTypeOf(frame: Buffer): string {
  const field = frame.toString(
    'latin1',
    MESSAGE_HEAD.messageType,
    MESSAGE_HEAD.messageType + MESSAGE_TYPE_BYTES,
  );
  // Trimmed by hand: what is usual, spaces behind it, takes one step and no expression.
  let end = field.length;
  while (end > 0 && field.charCodeAt(end - 1) === 0x20) end -= 1;
  const word = field.slice(0, end);
  return TYPES.has(word) ? word : word.replace(/^[\0\s]+|[\0\s]+$/g, '');
}

// The wire holds 64 bits; a number above 2^53 is no count or date that a real peer can have reached.
function readUint53(frame: Buffer, at: number, what: string): number {
  const high = frame.readUInt32BE(at);
  if (high > 0x1f_ffff) throw violation(`${what} is out of range`);
  return high * 0x1_0000_0000 + frame.readUInt32BE(at + 4);
}

function writeUint53(frame: Buffer, value: number, at: number, what: string): void {
  if (!Number.isSafeInteger(value) || value < 0) throw unencodable(what);
  frame.writeUInt32BE(Math.floor(value / 0x1_0000_0000), at);
  frame.writeUInt32BE(value % 0x1_0000_0000, at + 4);
}

// The halves of the UUID are swapped on the wire: bytes 8..15 first, then bytes 0..7.
function readUuid(frame: Buffer, at: number): string {
  const hex = frame.toString('hex', at, at + 16);
  return `${hex.slice(16, 24)}-${hex.slice(24, 28)}-${hex.slice(28)}-${hex.slice(0, 4)}-${hex.slice(4, 16)}`;
}

function writeUuid(frame: Buffer, uuid: string, at: number): void {
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(uuid)) throw unencodable('message id');
  const hex = uuid.replaceAll('-', '');
  frame.write(hex.slice(16), at, 'hex');
  frame.write(hex.slice(0, 16), at + 8, 'hex');
}

function violation(what: string): AppError {
  return new AppError('ssm/protocol-violation', 'A message of the data channel could not be read.', {
    detail: what,
  });
}

function unencodable(what: string): AppError {
  return new AppError('internal', 'A message of the data channel could not be written.', { detail: what });
}
