// One way to a remote port over several port sessions: grows under load, shrinks when idle, keeps connections apart.
// Above port-session; what tunnel/ sees as a Line.
import { AppError } from '../../shared/app-error.ts';
import { cancelledError, onAbort } from '../base/abort.ts';
import type { Clock } from '../base/clock.ts';
import type { Log } from '../base/log.ts';
import type { Line, LineEnding, LineTrouble, Transport } from '../base/transport.ts';
import { asAppError } from './channel-link.ts';
import { placeConnection, type PlacementFacts, sessionsToOpen } from './port-placement.ts';
import type { PortSession, PortSessionEnding } from './port-session.ts';
import { SessionLoads } from './session-loads.ts';

export interface PortPoolOptions {
  /** StartSession and all that follows. `onChange` belongs to the session's phases. */
  readonly open: (signal: AbortSignal, onChange: () => void) => Promise<PortSession>;
  readonly maxSessions?: number;
  /** What AWS said to the last try to resume one of them. */
  readonly problem: () => AppError | null;
  readonly clock: Clock;
  readonly log: Log;
  /** Cancels opening the first session. */
  readonly signal: AbortSignal;
  readonly onChange: () => void;
}

/** Eight workers on the target at most; about seven times the pace of one. */
const MAX_SESSIONS = 8;
const SAMPLE_MS = 1_000;
/** Without a connection for so long, all sessions but the last are ended. */
const IDLE_MS = 60_000;
/** A connection waits so long for a new session before it shares one that is busy. */
const PATIENCE_MS = 1_500;
/** After opening another session failed (throttled, a limit): no growth for so long. */
const NO_GROWTH_MS = 30_000;

interface Waiter {
  readonly since: number;
  readonly resolve: (session: PortSession) => void;
  readonly reject: (error: AppError) => void;
}

/** Opens the first session; rejects with AppError when that fails. */
export async function openPortPool(options: PortPoolOptions): Promise<Line> {
  const pool = new PortPool(options);
  await pool.open(options.signal);
  return pool;
}

class PortPool implements Line {
  readonly ended: Promise<LineEnding>;
  readonly #options: PortPoolOptions;
  readonly #loads = new SessionLoads();
  readonly #life = new AbortController();
  /** With the time since when each has had no connection. */
  readonly #sessions = new Map<PortSession, number | null>();
  #waiting: Waiter[] = [];
  #opening = 0;
  #noGrowthUntil = 0;
  #stopTimer: (() => void) | null = null;
  #settle: (ending: LineEnding) => void = () => undefined;
  #closing: Promise<void> | null = null;

  constructor(options: PortPoolOptions) {
    this.#options = options;
    this.ended = new Promise((resolve) => (this.#settle = resolve));
  }

  get sessionCount(): number {
    return this.#sessions.size;
  }

  get roundTripMs(): number | null {
    const measured = [...this.#sessions.keys()].flatMap(({ roundTripMs }) => roundTripMs ?? []);
    return measured.length === 0 ? null : Math.min(...measured);
  }

  /** A session that is well does not help the connections of another one. */
  get trouble(): LineTrouble | null {
    const sessions = [...this.#sessions.keys()];
    const isWell = sessions.some(({ phase }) => phase.kind !== 'reconnecting');
    const cut = sessions.find((one) => one.phase.kind === 'reconnecting' && (one.streamCount > 0 || !isWell));
    if (cut?.phase.kind !== 'reconnecting') return null;
    return { reason: cut.phase.reason, nextTryAt: cut.phase.nextTryAt, problem: this.#options.problem() };
  }

  async open(signal: AbortSignal): Promise<void> {
    this.#add(await this.#options.open(signal, this.#options.onChange));
  }

  readonly dial = async (signal: AbortSignal): Promise<Transport> => {
    for (;;) {
      const session = await this.#place(signal);
      try {
        const stream = await session.dial(signal);
        // A basic session dials again only when we speak first, so each connection gets a fresh one.
        if (session.mode === 'basic') stream.once('close', () => void session.close());
        stream.once('close', () => {
          this.#serve(false);
        });
        return stream;
      } catch (error) {
        // It ended between choosing and dialling, or its agent is silent.
        if (!(session.isOver || session.isCongested) || signal.aborted) throw error;
      } finally {
        this.#loads.release(session);
        this.#armTimer();
      }
    }
  };

  probe(): void {
    for (const session of this.#sessions.keys()) session.probe();
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    this.#life.abort();
    this.#stopTimer?.();
    const gone = new AppError('ssm/session-gone', 'The sessions were closed.', { retryable: true });
    for (const waiter of this.#waiting.splice(0)) waiter.reject(gone);
    await Promise.all([...this.#sessions.keys()].map((session) => session.close()));
    this.#settle({ kind: 'normal', reason: null });
  }

  #place(signal: AbortSignal): Promise<PortSession> {
    return new Promise((resolve, reject) => {
      if (this.#closing !== null || signal.aborted) {
        reject(cancelledError());
        return;
      }
      const stopListening = onAbort(signal, () => {
        this.#waiting = this.#waiting.filter((one) => one !== waiter);
        reject(cancelledError());
      });
      const waiter: Waiter = {
        since: this.#options.clock.now(),
        resolve: (session) => {
          stopListening();
          resolve(session);
        },
        reject: (error) => {
          stopListening();
          reject(error);
        },
      };
      this.#waiting.push(waiter);
      this.#serve(false);
    });
  }

  /** Gives waiting connections their places, opens and ends sessions as needed. */
  #serve(isSampling: boolean): void {
    if (this.#closing !== null) return;
    const now = this.#options.clock.now();
    const { maxSessions = MAX_SESSIONS } = this.#options;
    const sessions = [...this.#sessions.keys()].filter(({ isOver }) => !isOver);
    const read = (one: PortSession) => this.#loads.read(one, now, isSampling);
    const loads = sessions.map(read);
    const facts = (isImpatient: boolean): PlacementFacts => {
      const mayGrow = now >= this.#noGrowthUntil;
      return { sessions: loads, opening: this.#opening, maxSessions, mayGrow, isImpatient };
    };
    const left: Waiter[] = [];
    for (const waiter of this.#waiting.splice(0)) {
      const placement = placeConnection(facts(now - waiter.since >= PATIENCE_MS));
      const session = placement.kind === 'place' ? sessions[placement.index] : undefined;
      if (placement.kind === 'place' && session !== undefined) {
        this.#loads.reserve(session);
        loads[placement.index] = read(session);
        waiter.resolve(session);
      } else left.push(waiter);
    }
    this.#waiting = left;
    for (let count = sessionsToOpen(facts(false), left.length); count > 0; count--) void this.#grow();
    this.#noteIdle(now);
    this.#armTimer();
  }

  async #grow(): Promise<void> {
    this.#opening += 1;
    const failure = await this.#options.open(this.#life.signal, this.#options.onChange).then(
      (session) => {
        this.#add(session);
        return null;
      },
      (error: unknown) => asAppError(error),
    );
    this.#opening -= 1;
    if (this.#closing !== null) return;
    if (failure !== null) {
      this.#noGrowthUntil = this.#options.clock.now() + NO_GROWTH_MS;
      this.#options.log.warn('Another session could not be opened.', { error: failure });
      this.#endIfEmpty({ kind: 'failed', error: failure });
    }
    this.#serve(false);
  }

  #add(session: PortSession): void {
    if (this.#closing !== null) {
      void session.close();
      return;
    }
    this.#sessions.set(session, this.#options.clock.now());
    void session.ended.then((ending) => {
      this.#onEnded(session, ending);
    });
    this.#options.onChange();
  }

  #onEnded(session: PortSession, ending: PortSessionEnding): void {
    this.#sessions.delete(session);
    if (this.#closing !== null) return;
    this.#endIfEmpty(ending);
    this.#serve(false);
    this.#options.onChange();
  }

  #endIfEmpty(ending: LineEnding): void {
    if (this.#sessions.size > 0 || this.#opening > 0) return;
    // A basic session that had its one connection: the next one opens another.
    if (ending.kind === 'normal' && this.#waiting.length > 0) return;
    this.#settle(ending);
    void this.close();
  }

  #noteIdle(now: number): void {
    for (const [session, idleSince] of [...this.#sessions]) {
      if (session.streamCount > 0) this.#sessions.set(session, null);
      else if (idleSince === null) this.#sessions.set(session, now);
      else if (now - idleSince >= IDLE_MS && this.#sessions.size > 1) {
        this.#sessions.delete(session);
        void session.close();
      }
    }
  }

  // Only while there is something to look at: an idle tunnel wakes nobody.
  #armTimer(): void {
    const isBusy = this.#waiting.length > 0 || [...this.#sessions.keys()].some((one) => one.streamCount > 0);
    if (this.#stopTimer !== null || (!isBusy && this.#sessions.size < 2)) return;
    this.#stopTimer = this.#options.clock.after(SAMPLE_MS, () => {
      this.#stopTimer = null;
      this.#serve(true);
    });
  }
}
