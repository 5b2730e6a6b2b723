// The "break" request of a session channel (RFC 4335), which ssh2 does not know: it would leave the client without an
// answer. This looks into ssh2's handlers before it does.
import type { Connection } from 'ssh2';

interface ProtocolInside {
  readonly _handlers: Record<string, ChannelRequestHandler | undefined>;
  channelSuccess(channel: number): void;
}

type ChannelRequestHandler = (
  protocol: ProtocolInside,
  recipient: number,
  type: string,
  wantReply: boolean,
  data: unknown,
) => void;

interface ConnectionInside {
  readonly _protocol?: ProtocolInside;
  readonly _chanMgr?: { get(channel: number): unknown };
}

/** Calls `onBreak` for every break the client sends, and answers it. */
export function watchBreaks(connection: Connection, onBreak: () => void): void {
  const { _protocol: protocol, _chanMgr: channels } = connection as unknown as ConnectionInside;
  const usual = protocol?._handlers['CHANNEL_REQUEST'];
  if (protocol === undefined || channels === undefined || usual === undefined)
    throw new Error('ssh2 has changed inside: breaks cannot be seen');
  protocol._handlers['CHANNEL_REQUEST'] = (...request) => {
    const [, recipient, type, wantReply] = request;
    if (type !== 'break') {
      usual(...request);
      return;
    }
    const sender = senderOf(channels.get(recipient));
    if (wantReply && sender !== null) protocol.channelSuccess(sender);
    onBreak();
  };
}

/** The client's number of a session channel. */
function senderOf(channel: unknown): number | null {
  const { _chanInfo: info } = (channel ?? {}) as { _chanInfo?: { outgoing?: { id?: unknown } } };
  return typeof info?.outgoing?.id === 'number' ? info.outgoing.id : null;
}
