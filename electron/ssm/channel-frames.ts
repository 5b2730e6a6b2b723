// Builds the two kinds of frame that a client writes: numbered input and acks. Below data-channel.
import { randomUUID } from 'node:crypto';
import { type ClientMessage, encodeClientMessage, MESSAGE_FLAGS, MESSAGE_TYPE } from './client-message.ts';
import { acknowledgeOf, encodeJsonPayload, PAYLOAD_TYPE } from './payloads.ts';

export function inputFrame(
  sequenceNumber: number,
  payloadType: number,
  payload: Uint8Array,
  createdAt: number,
): Buffer {
  return encodeClientMessage({
    messageType: MESSAGE_TYPE.input,
    createdAt,
    sequenceNumber,
    flags: MESSAGE_FLAGS.none,
    messageId: randomUUID(),
    payloadType,
    payload,
  });
}

export function acknowledgeFrame(message: ClientMessage, createdAt: number): Buffer {
  return encodeClientMessage({
    messageType: MESSAGE_TYPE.acknowledge,
    createdAt,
    sequenceNumber: 0,
    // Windows agents refuse acks with SYN alone.
    flags: MESSAGE_FLAGS.synFin,
    messageId: randomUUID(),
    payloadType: PAYLOAD_TYPE.none,
    payload: encodeJsonPayload(acknowledgeOf(message)),
  });
}
