// What the parts of an open SSH connection (shell, command, files, onward connections) need of it.
import type { Client } from 'ssh2';
import type { AppError } from '../../shared/app-error.ts';
import type { Clock } from '../base/clock.ts';
import type { Traffic } from './channel-stream.ts';

export interface SshChannels {
  readonly client: Client;
  readonly clock: Clock;
  readonly traffic: Traffic;
  /** Why the connection is gone; null while it is there, or when we closed it. */
  readonly lostBy: () => AppError | null;
  /** Calls back when the transport takes more. */
  readonly whenRoom: (run: () => void) => void;
}
