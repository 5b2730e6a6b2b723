// Which session takes the next connection, and whether another session is worth opening. Pure.
//
// An agent sends at most 1,024 bytes a millisecond per session, for all its connections together. So busy connections
// are spread, new ones keep clear of bulk, and quiet ones share.

/** What is known of one session. */
export interface SessionLoad {
  readonly streams: number;
  /** Young or lately talking. */
  readonly busy: number;
  /** Moving so much that they fill the session. */
  readonly bulk: number;
  readonly capacity: number;
  /** A local reader is slow, or the session is being resumed. */
  readonly isStuck: boolean;
}

export interface PlacementFacts {
  readonly sessions: readonly SessionLoad[];
  /** Sessions being opened. */
  readonly opening: number;
  readonly maxSessions: number;
  /** False for a while after opening another one failed. */
  readonly mayGrow: boolean;
  /** The connection has waited long enough for a better place. */
  readonly isImpatient: boolean;
}

export type Placement =
  | { readonly kind: 'place'; readonly index: number }
  /** Wait for something to change. */
  | { readonly kind: 'wait' };

/** More than this in one session and a page's parallel downloads get in each other's way. */
export const BUSY_PER_SESSION = 2;

export function placeConnection(facts: PlacementFacts): Placement {
  const { sessions, isImpatient } = facts;
  const best = bestOf(sessions, (one) => !one.isStuck);
  if (best !== null && isRoomy(sessions[best])) return { kind: 'place', index: best };
  const canImprove = facts.opening > 0 || (facts.mayGrow && sessions.length < facts.maxSessions);
  if (canImprove && !(isImpatient && best !== null)) return { kind: 'wait' };
  // Better a session with a slow reader or a resume under way than none at all.
  const place = best ?? bestOf(sessions, () => true);
  return place === null ? { kind: 'wait' } : { kind: 'place', index: place };
}

/** How many more sessions to open for connections that have found no place. */
export function sessionsToOpen(facts: PlacementFacts, waiting: number): number {
  if (!facts.mayGrow) return 0;
  const wanted = Math.ceil(waiting / BUSY_PER_SESSION) - facts.opening;
  return Math.max(0, Math.min(wanted, facts.maxSessions - facts.sessions.length - facts.opening));
}

function isRoomy(load: SessionLoad | undefined): boolean {
  return load !== undefined && load.bulk === 0 && load.busy < BUSY_PER_SESSION;
}

function bestOf(sessions: readonly SessionLoad[], accept: (load: SessionLoad) => boolean): number | null {
  let best: number | null = null;
  for (const [index, load] of sessions.entries()) {
    if (load.streams >= load.capacity || !accept(load)) continue;
    const leader = best === null ? undefined : sessions[best];
    if (leader === undefined || isBetter(load, leader)) best = index;
  }
  return best;
}

function isBetter(a: SessionLoad, b: SessionLoad): boolean {
  if (a.bulk !== b.bulk) return a.bulk < b.bulk;
  if (a.busy !== b.busy) return a.busy < b.busy;
  return a.streams < b.streams;
}
