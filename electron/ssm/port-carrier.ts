// What port-session needs from either mode of a port session.
import type { Duplex } from 'node:stream';
import type { AppError } from '../../shared/app-error.ts';
import type { PortMode } from './port-session.ts';
import type { PortStream } from './port-stream.ts';

export interface PortCarrier {
  /** `mux`: many connections. `basic`: one after the other. `stdio`: one, and the session ends with it. */
  readonly mode: PortMode;
  readonly streamCount: number;
  /** How many connections may be open at once. */
  readonly capacity: number;
  /** Some local reader is slow. */
  readonly isCongested: boolean;
  /** Open ones. */
  streams(): Iterable<PortStream>;
  /** May wait for its turn; rejects with `cancelled` when the signal aborts before. */
  dial(signal: AbortSignal): Promise<Duplex>;
  /** A stream message of the agent, in order. Throws AppError `ssm/protocol-violation`. */
  onMessage(payloadType: number, payload: Uint8Array): void;
  onFlag(flag: number): void;
  /** The data channel has room, or an ack came. */
  onRoom(): void;
  /** The session is over: every open connection fails with `error`, or ends when the far side ended it normally. */
  end(error: AppError, isNormal: boolean): void;
}
