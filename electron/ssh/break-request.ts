// Break on a serial line (RFC 4335): how SysRq and boot loaders are reached. ssh2 has no word for it, so the request is
// written here as ssh2 writes its own.
import type { ClientChannel } from 'ssh2';

interface ChannelInside {
  readonly outgoing: { readonly id: number; readonly state: string };
  readonly _callbacks: ((failed: boolean) => void)[];
  readonly _client: {
    readonly _protocol: {
      /** While keys are exchanged nothing may be sent; ssh2 sends the queue afterwards. */
      readonly _kexinit: unknown;
      _queue: Buffer[] | undefined;
      readonly _cipher: { encrypt(packet: Buffer): void };
      readonly _packetRW: {
        readonly write: {
          readonly allocStart: number;
          alloc(payloadBytes: number): Buffer;
          finalize(packet: Buffer): Buffer;
        };
      };
    };
  };
}

const SSH_MSG_CHANNEL_REQUEST = 98;
const NAME = 'break';
/** RFC 4335: 500 to 3000 ms are sensible, and what OpenSSH sends is 1000. */
const BREAK_MS = 1_000;

/** Whether the far side took it; false also when the channel is closed. Settles with the channel at the latest. */
export function requestBreak(channel: ClientChannel): Promise<boolean> {
  const inside = channel as unknown as ChannelInside;
  if (inside.outgoing.state !== 'open') return Promise.resolve(false);
  const protocol = inside._client._protocol;
  const { write } = protocol._packetRW;
  const start = write.allocStart;
  const packet = write.alloc(1 + 4 + 4 + NAME.length + 1 + 4);
  let at = packet.writeUInt8(SSH_MSG_CHANNEL_REQUEST, start);
  at = packet.writeUInt32BE(inside.outgoing.id, at);
  at = packet.writeUInt32BE(NAME.length, at);
  at += packet.write(NAME, at, 'latin1');
  at = packet.writeUInt8(1, at); // an answer is wanted
  packet.writeUInt32BE(BREAK_MS, at);
  const ready = write.finalize(packet);
  return new Promise((resolve) => {
    inside._callbacks.push((failed) => {
      resolve(!failed);
    });
    if (protocol._kexinit === undefined) protocol._cipher.encrypt(ready);
    else (protocol._queue ??= []).push(ready);
  });
}
