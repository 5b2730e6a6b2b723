// A transfer whose connection was lost brings it back: the network may be there again in a moment, and nobody sits
// before a download of an hour. What a person has to mend (signing in, permissions) is left to the person.
import type { ConnectionSnapshot } from '../../shared/connection.ts';
import type { ConnectionId } from '../../shared/ids.ts';
import { delay } from '../base/abort.ts';
import type { Clock } from '../base/clock.ts';
import { meaningOf } from '../tunnel/line-state.ts';
import type { Connections } from './connections.ts';

/** Before each try; after the last a person has to reconnect. About five minutes in all. */
const WAITS_MS = [1_000, 2_000, 5_000, 10_000, 20_000, 30_000, 60_000, 60_000, 60_000] as const;
/** The terminal tells the shell its own size as soon as it is open. */
const SIZE = { cols: 80, rows: 24 } as const;

/** Settles as soon as the connection is open. Rejects with AppError when it was forgotten, or by the signal. */
export async function whenOpenAgain(
  connections: Connections,
  id: ConnectionId,
  clock: Clock,
  signal: AbortSignal,
): Promise<void> {
  for (const waitMs of WAITS_MS) {
    await connections.when(id, ({ phase }) => phase.kind === 'open' || phase.kind === 'ended', signal);
    if (!isWorthATry(connections.find(id))) break;
    await delay(waitMs, signal, clock);
    // Somebody may have been quicker.
    if (isWorthATry(connections.find(id))) connections.reopen(id, SIZE);
  }
  await connections.when(id, ({ phase }) => phase.kind === 'open', signal);
}

function isWorthATry(connection: ConnectionSnapshot | null): boolean {
  if (connection?.phase.kind !== 'ended') return false;
  const { ending } = connection.phase;
  if (ending.kind !== 'failed') return false;
  return ending.error.code.endsWith('/lost') || meaningOf(ending.error) === 'try-again';
}
