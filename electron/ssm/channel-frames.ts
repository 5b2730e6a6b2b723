// Builds numbered input. Below data-channel.
import { encodeClientMessage, MESSAGE_FLAGS, MESSAGE_TYPE } from './client-message.ts';

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
    payloadType,
    payload,
  });
}
