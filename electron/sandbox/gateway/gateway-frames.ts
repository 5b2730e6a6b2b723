// The messages the gateway itself says on a data channel: start and pause of publication, channel_closed.
import { randomUUID } from 'node:crypto';
import { encodeClientMessage, MESSAGE_FLAGS, MESSAGE_TYPE } from '../../ssm/client-message.ts';
import { encodeJsonPayload, PAYLOAD_TYPE, type ChannelClosed } from '../../ssm/payloads.ts';

/** The longest last words of an agent that a client is given. */
const MAX_OUTPUT_CHARS = 64 * 1024;

export function publicationFrame(kind: 'start' | 'pause', now: number): Buffer {
  return frameOf(
    kind === 'start' ? MESSAGE_TYPE.startPublication : MESSAGE_TYPE.pausePublication,
    new Uint8Array(),
    now,
  );
}

/** `output`: the agent's last words, often an error; empty when it ended by itself. */
export function channelClosedFrame(sessionId: string, output: string, now: number): Buffer {
  const body: ChannelClosed = {
    MessageId: randomUUID(),
    CreatedDate: new Date(now).toISOString(),
    DestinationId: sessionId,
    SessionId: sessionId,
    MessageType: 'channel_closed',
    SchemaVersion: 1,
    Output: output.slice(0, MAX_OUTPUT_CHARS),
  };
  return frameOf(MESSAGE_TYPE.channelClosed, encodeJsonPayload(body), now);
}

function frameOf(messageType: string, payload: Uint8Array, now: number): Buffer {
  return encodeClientMessage({
    messageType,
    createdAt: now,
    sequenceNumber: 0,
    flags: MESSAGE_FLAGS.none,
    payloadType: PAYLOAD_TYPE.none,
    payload,
  });
}
