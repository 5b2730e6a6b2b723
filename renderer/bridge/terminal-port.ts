// One terminal's MessagePort: bytes down with acks from the consumer, input and sizes up with credit.
import type { ConnectionEnding, TerminalSize } from '../../shared/connection.ts';
import type { ConnectionId } from '../../shared/ids.ts';
import type { ShellOpening, TerminalDown, TerminalUp } from '../../shared/terminal-wire.ts';
import { assertNever } from '../../shared/assert-never.ts';
import { call } from './client.ts';
import { AckCounter, InputQueue } from './credit.ts';
import { expectPort } from './port-inbox.ts';

export interface TerminalPortEvents {
  /** `done` must be called once the bytes have been consumed; that is what lets more come. */
  readonly onBytes: (bytes: Uint8Array, done: () => void) => void;
  readonly onOpened: (opening: ShellOpening) => void;
  readonly onEnded: (ending: ConnectionEnding, reopens: boolean) => void;
}

export interface TerminalPort {
  send(bytes: Uint8Array): void;
  resize(size: TerminalSize): void;
  close(): void;
}

export async function attachTerminal(
  connectionId: ConnectionId,
  events: TerminalPortEvents,
  signal: AbortSignal,
): Promise<TerminalPort> {
  const nonce = crypto.randomUUID();
  const [port] = await Promise.all([
    expectPort(nonce, signal),
    call('terminals.attach', { connectionId, nonce }, { signal }),
  ]);
  return startPort(port, events);
}

/** Exported for tests: the protocol on a port that is already there. */
export function startPort(port: MessagePort, events: TerminalPortEvents): TerminalPort {
  const post = (message: TerminalUp): void => {
    port.postMessage(message);
  };
  const acks = new AckCounter((byteCount) => {
    post({ kind: 'ack', byteCount });
  });
  const input = new InputQueue((bytes) => {
    post({ kind: 'input', bytes: bytes as Uint8Array<ArrayBuffer> });
  });

  const receive = (message: TerminalDown): void => {
    switch (message.kind) {
      case 'bytes':
        events.onBytes(message.bytes, () => {
          acks.consumed(message.bytes.byteLength);
        });
        return;
      case 'input-ack':
        input.acked(message.byteCount);
        return;
      case 'opened':
        events.onOpened(message);
        return;
      case 'ended':
        input.reset();
        events.onEnded(message.ending, message.reopens);
        return;
      default:
        assertNever(message);
    }
  };
  port.onmessage = (event: MessageEvent<TerminalDown>) => {
    receive(event.data);
  };

  return {
    send: (bytes) => {
      input.push(bytes);
    },
    resize: (size) => {
      post({ kind: 'resize', size });
    },
    close: () => {
      port.onmessage = null;
      input.reset();
      port.close();
    },
  };
}
