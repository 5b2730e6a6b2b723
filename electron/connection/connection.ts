// One live connection: opens a shell by its route, tells its phase, samples its rates, and ends. The same connection
// may be opened again after it has ended. It does not know terminals: whoever made it is told of shells and endings.
import { AppError } from '../../shared/app-error.ts';
import type { AwsAccess } from '../../shared/aws.ts';
import type { ConnectionEnding, ConnectionSnapshot, TerminalSize } from '../../shared/connection.ts';
import type { ConnectionId, SavedConnectionId, TargetId } from '../../shared/ids.ts';
import type { ConnectChoice } from '../../shared/route.ts';
import type { ShellOpening } from '../../shared/terminal-wire.ts';
import { unlessAborted } from '../base/abort.ts';
import type { Clock } from '../base/clock.ts';
import type { Log } from '../base/log.ts';
import { endingOfShell, isCutByTime } from './connection-ending.ts';
import type { ConnectionEvent, ConnectionState } from './connection-phase.ts';
import { endingOfClose, initialState, reduceConnection } from './connection-phase.ts';
import type { RateSample } from './rate-meter.ts';
import { RateMeter } from './rate-meter.ts';
import { NO_WAY, type OpenShell, type RoutedShell, type ShellWay } from './shell-route.ts';

export interface ConnectionRequest {
  readonly id: ConnectionId;
  readonly access: AwsAccess;
  readonly targetId: TargetId;
  readonly title: string;
  readonly savedConnectionId: SavedConnectionId | null;
  readonly how: ConnectChoice;
}

/** Who shows the shell. Called in order; `ended` follows every `opening`. */
export interface ConnectionView {
  opening(): void;
  opened(shell: RoutedShell, opening: ShellOpening, openedWith: TerminalSize): void;
  /** `reopens`: `opening` follows at once. */
  ended(ending: ConnectionEnding, reopens: boolean): void;
}

export interface ConnectionParts {
  readonly openShell: OpenShell;
  readonly view: ConnectionView;
  readonly clock: Clock;
  readonly log: Log;
  /** The snapshot has changed. */
  readonly onChange: () => void;
}

const IDLE: RateSample = { roundTripMs: null, downBytesPerSecond: 0, upBytesPerSecond: 0 };

export class Connection {
  readonly #request: ConnectionRequest;
  readonly #parts: ConnectionParts;
  #title: string;
  #state: ConnectionState;
  /** The run from opening to the end; null when ended. */
  #run: AbortController | null = null;
  #lastRun: Promise<void> = Promise.resolve();
  /** What is still being released outside, of this run and of earlier ones. */
  readonly #releasing = new Set<Promise<void>>();
  /** While it is open. */
  #shell: RoutedShell | null = null;
  #sessionId: string | null = null;
  #encrypted = false;
  #way: ShellWay = NO_WAY;
  #rates: RateSample = IDLE;

  constructor(request: ConnectionRequest, parts: ConnectionParts) {
    this.#request = request;
    this.#parts = parts;
    this.#title = request.title;
    this.#state = initialState(parts.clock.now());
  }

  get isLive(): boolean {
    return this.#run !== null;
  }

  snapshot(): ConnectionSnapshot {
    const { id, access, targetId, savedConnectionId, how } = this.#request;
    return {
      id,
      access,
      targetId,
      title: this.#title,
      savedConnectionId,
      how,
      ...this.#way,
      phase: this.#state.phase,
      sessionId: this.#sessionId,
      encrypted: this.#encrypted,
      ...this.#rates,
    };
  }

  rename(title: string): void {
    this.#title = title;
    this.#parts.onChange();
  }

  /** Begins to open; one that is opening or open already is left alone. */
  open(size: TerminalSize): void {
    if (this.#run !== null) return;
    const run = new AbortController();
    this.#run = run;
    this.#sessionId = null;
    this.#encrypted = false;
    this.#way = NO_WAY;
    this.#rates = IDLE;
    this.#reduce({ kind: 'opening', at: this.#parts.clock.now() });
    this.#parts.view.opening();
    this.#lastRun = this.#runUntilEnd(size, run);
  }

  /** The computer woke or the network changed. */
  wake(): void {
    this.#shell?.probe();
  }

  /** Null while it is not open. */
  get shell(): RoutedShell | null {
    return this.#shell;
  }

  /** Cancels or closes: it has ended at once. Settles when everything outside is released; never rejects. */
  async close(): Promise<void> {
    this.#run?.abort();
    await this.#lastRun;
    await Promise.all(this.#releasing);
  }

  async #runUntilEnd(size: TerminalSize, run: AbortController): Promise<void> {
    const { signal } = run;
    let ending: ConnectionEnding;
    try {
      const shell = await this.#openShell(size, run);
      ending = await this.#live(shell, size, signal);
    } catch (error) {
      ending = signal.aborted ? endingOfClose(this.#state) : { kind: 'failed', error: this.#toError(error) };
    }
    this.#run = null;
    this.#rates = { ...IDLE, roundTripMs: this.#rates.roundTripMs };
    this.#reduce({ kind: 'ended', ending, at: this.#parts.clock.now() });
    // Nobody has done or could mend anything: it is begun anew as the user would.
    const reopens = isCutByTime(ending);
    this.#parts.view.ended(ending, reopens);
    this.#parts.log.info('connection ended', {
      connection: this.#request.id,
      ending: ending.kind,
      ...(ending.kind === 'failed' ? { why: ending.error.code } : {}),
    });
    if (reopens) this.open(size);
  }

  #openShell(size: TerminalSize, run: AbortController): Promise<RoutedShell> {
    const { clock, openShell } = this.#parts;
    // A run that was given up may still report; the next one must not hear of it.
    const ifCurrent = (tell: () => void): void => {
      if (this.#run === run && !run.signal.aborted) tell();
    };
    const opening = openShell({
      access: this.#request.access,
      targetId: this.#request.targetId,
      how: this.#request.how,
      savedConnectionId: this.#request.savedConnectionId,
      size,
      signal: run.signal,
      onCredentials: () => {
        ifCurrent(() => {
          this.#reduce({ kind: 'credentials-ready' });
        });
      },
      onPhase: (phase) => {
        ifCurrent(() => {
          this.#reduce({ kind: 'shell-phase', phase, at: clock.now() });
        });
      },
      onSessionId: (sessionId) => {
        ifCurrent(() => {
          this.#sessionId = sessionId;
          this.#parts.onChange();
        });
      },
      onWay: (way) => {
        ifCurrent(() => {
          this.#way = { ...this.#way, ...way };
          this.#parts.onChange();
        });
      },
    });
    // Cancelling takes effect at once; what arrives or is released later is waited for by `close` only.
    const late = opening.then(
      (shell) => (run.signal.aborted ? shell.close() : undefined),
      () => undefined,
    );
    this.#release(late);
    return unlessAborted(opening, run.signal);
  }

  async #live(shell: RoutedShell, size: TerminalSize, signal: AbortSignal): Promise<ConnectionEnding> {
    const { clock, view } = this.#parts;
    this.#sessionId = shell.sessionId;
    this.#encrypted = shell.encrypted;
    this.#shell = shell;
    this.#reduce({ kind: 'shell-phase', phase: { kind: 'open' }, at: clock.now() });
    view.opened(shell, { connectMs: this.#state.opened?.connectMs ?? 0, way: this.#way }, size);
    const meter = new RateMeter(
      clock,
      () => shell.stats(),
      (sample) => {
        this.#rates = sample;
        this.#parts.onChange();
      },
    );
    try {
      return endingOfShell(await unlessAborted(shell.ending, signal));
    } finally {
      meter.stop();
      this.#shell = null;
      // Socket and session are released however it ended; the far side may be slow, so nobody waits here.
      this.#release(shell.close());
    }
  }

  #release(release: Promise<void>): void {
    const tracked = release
      .catch((error: unknown) => {
        this.#parts.log.warn('releasing a shell failed', { error });
      })
      .finally(() => {
        this.#releasing.delete(tracked);
      });
    this.#releasing.add(tracked);
  }

  #toError(error: unknown): ReturnType<AppError['toData']> {
    if (error instanceof AppError) return error.toData();
    this.#parts.log.error('opening failed in an unexpected way', { error });
    return new AppError('internal', 'Something in Sallyport went wrong while connecting.', {
      detail: error instanceof Error ? error.message : null,
      retryable: true,
    }).toData();
  }

  #reduce(event: ConnectionEvent): void {
    const next = reduceConnection(this.#state, event);
    if (next === this.#state) return;
    this.#state = next;
    this.#parts.onChange();
  }
}
