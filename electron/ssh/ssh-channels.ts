// What the parts of an open SSH connection (shell, command, files, onward connections) need of it.
import type { Channel, Client } from 'ssh2';
import type { AppError } from '../../shared/app-error.ts';
import type { Clock } from '../base/clock.ts';

/** Payload bytes of all channels of a connection. */
export interface Traffic {
  up: number;
  down: number;
}

export interface SshChannels {
  readonly client: Client;
  readonly clock: Clock;
  readonly traffic: Traffic;
  /** Why the connection is gone; null while it is there, or when we closed it. */
  readonly lostBy: () => AppError | null;
  /** Every channel that is opened is told here, so that it cannot fill the memory. */
  readonly watch: (channel: Channel) => void;
  /** Before writing many small ones: what is written until this turn is over leaves in one call. */
  readonly gatherWrites: () => void;
  /** The same until this round of the event loop is over: not for bulk, whose next request would come late. */
  readonly gatherQuestions: () => void;
  /** Calls back when the transport takes more. */
  readonly whenRoom: (run: () => void) => void;
}
