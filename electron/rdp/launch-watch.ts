// Watches a client that was started: connected when a connection comes through the tunnel, over when none is left and
// none will come. The program alone does not say: some leave their window to another process and end at once.
import { AppError } from '../../shared/app-error.ts';
import type { RdpEnding } from '../../shared/rdp.ts';
import { cancelledError, onAbort } from '../base/abort.ts';
import type { Clock } from '../base/clock.ts';
import type { ClientEnding, RdpLaunch } from './rdp-client.ts';
import type { ConnectionCount, RdpTunnel } from './rdp-tunnel.ts';

export interface WatchOptions {
  readonly launch: RdpLaunch;
  readonly tunnel: Pick<RdpTunnel, 'connections' | 'onConnections'>;
  /** Connections before the client was started: our own knocking. */
  readonly knocks: number;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly onConnections: (count: number) => void;
}

/** The client may first ask about a certificate or a password. */
const FIRST_CONNECTION_MS = 5 * 60_000;
/** From the connection to the moment when the client has read what it signs in with, twice over. */
const SIGNED_IN_MS = 10_000;
/** The program has ended: a connection of it may still be closing, or just be passed on. */
const AFTER_PROGRAM_MS = 1_500;
/** A client that reconnects tries more often than that, and each try is a connection, as the tunnel takes it at once. */
const NO_CONNECTION_MS = 60_000;

/** Answers when it is over. Rejects with `cancelled` when the signal aborts. */
export function watchLaunch(options: WatchOptions): Promise<RdpEnding> {
  const { launch, tunnel, knocks, clock, signal, onConnections } = options;
  return new Promise((resolve, reject) => {
    let program: ClientEnding | 'running' = 'running';
    let wasConnected = false;
    let isOver = false;
    let stopWaiting: () => void = () => undefined;
    let stopSigningIn: () => void = () => undefined;
    const finish = (settle: () => void): void => {
      if (isOver) return;
      isOver = true;
      stopWaiting();
      stopSigningIn();
      stopCounting();
      stopListening();
      settle();
    };
    const end = (ending: RdpEnding): void => {
      finish(() => {
        resolve(ending);
      });
    };
    // The tunnel tells of more than connections: a wait goes on, whatever else it tells.
    let waitingMs: number | null = null;
    const endIn = (ms: number, ending: () => RdpEnding): void => {
      if (waitingMs === ms) return;
      stopWaiting();
      waitingMs = ms;
      stopWaiting = clock.after(ms, () => {
        end(ending());
      });
    };
    const look = ({ open, total }: ConnectionCount): void => {
      const count = total > knocks ? open : 0;
      if (count > 0 && !wasConnected) {
        wasConnected = true;
        stopSigningIn = clock.after(SIGNED_IN_MS, () => void launch.connected());
      }
      onConnections(count);
      if (count > 0) {
        stopWaiting();
        waitingMs = null;
      } else waitForConnection();
    };
    const waitForConnection = (): void => {
      const how = program;
      if (how !== 'running' && how.kind !== 'handed-over') endIn(AFTER_PROGRAM_MS, () => endingOf(how));
      else if (wasConnected) endIn(NO_CONNECTION_MS, closed);
      else endIn(FIRST_CONNECTION_MS, notConnected);
    };
    const stopCounting = tunnel.onConnections(look);
    const stopListening = onAbort(signal, () => {
      finish(() => {
        reject(cancelledError());
      });
    });
    void launch.ended.then((ending) => {
      program = ending;
      if (!isOver) look(tunnel.connections);
    });
    look(tunnel.connections);
  });
}

function endingOf(ending: ClientEnding): RdpEnding {
  return ending.kind === 'failed' ? { kind: 'failed', error: ending.error.toData() } : closed();
}

function closed(): RdpEnding {
  return { kind: 'closed' };
}

function notConnected(): RdpEnding {
  const error = new AppError('rdp/client-failed', 'The RDP client has not connected.', {
    detail: 'It was started, and nothing came through the tunnel.',
    retryable: true,
  });
  return { kind: 'failed', error: error.toData() };
}
