// Keeps the way to the remote port: opens it when needed, opens it again when it was lost, waits for credentials,
// gives up on what cannot pass. Beside tunnel, whose listener stays open whatever happens here.
import type { AppError } from '../../shared/app-error.ts';
import { cancelledError, onAbort } from '../base/abort.ts';
import { backoffDelay } from '../base/backoff.ts';
import type { Clock, Random } from '../base/clock.ts';
import type { Line, LineEnding, OpenLine } from '../base/transport.ts';
import { type LineState, meaningOf, openFailed } from './line-state.ts';
import { Nap } from './nap.ts';

export interface LineKeeperOptions {
  readonly openLine: OpenLine;
  /** Open it also when nobody has connected, and again whenever it ends. */
  readonly isKept: boolean;
  readonly clock: Clock;
  readonly random: Random;
  readonly onChange: () => void;
  readonly onError: (error: AppError) => void;
  /** Once for every wait. */
  readonly onCredentialsNeeded: (error: AppError) => void;
}

/** A target that boots needs a minute; asking it twice a minute is enough and soon enough. */
const BACKOFF = { initialMs: 500, maxMs: 30_000, jitter: 0.3 };
/** Somebody may have signed in elsewhere. */
const CREDENTIALS_RETRY_MS = 60_000;
/** A line that did not live so long counts as a failed try. */
const STABLE_MS = 10_000;

interface Waiter {
  readonly resolve: (line: Line) => void;
  readonly reject: (error: AppError) => void;
}

export class LineKeeper {
  readonly #options: LineKeeperOptions;
  readonly #life = new AbortController();
  readonly #waiting = new Set<Waiter>();
  readonly #nap: Nap;
  #state: LineState = { kind: 'idle', reason: null };
  #line: Line | null = null;
  #openSince = 0;
  #running: Promise<void> | null = null;
  #hasAsked = false;
  #isRested = false;

  constructor(options: LineKeeperOptions) {
    this.#options = options;
    this.#nap = new Nap(options.clock, this.#life.signal);
    if (options.isKept) this.#ensure();
  }

  get line(): Line | null {
    return this.#line;
  }

  get state(): LineState {
    const trouble = this.#line?.trouble ?? null;
    if (trouble === null) return this.#line === null ? this.#state : { kind: 'open', since: this.#openSince };
    const { reason, nextTryAt, problem } = trouble;
    if (problem !== null && meaningOf(problem) === 'needs-credentials')
      return { kind: 'waiting-for-credentials', error: problem };
    return { kind: 'reconnecting', reason, nextTryAt };
  }

  /** The open line; waits for it as long as the signal lets, and rejects with AppError when it cannot be had. */
  get(signal: AbortSignal): Promise<Line> {
    return new Promise((resolve, reject) => {
      if (signal.aborted || this.#life.signal.aborted) {
        reject(cancelledError());
        return;
      }
      if (this.#line !== null) {
        resolve(this.#line);
        return;
      }
      const leave = () => {
        this.#waiting.delete(waiter);
        stopListening();
      };
      const waiter: Waiter = {
        resolve: (line) => {
          leave();
          resolve(line);
        },
        reject: (error) => {
          leave();
          reject(error);
        },
      };
      const stopListening = onAbort(signal, () => {
        waiter.reject(cancelledError());
        this.#nap.wake(); // perhaps nobody waits any more
      });
      this.#waiting.add(waiter);
      this.#isRested = false;
      this.#ensure();
    });
  }

  /** Try now: the network is back, the computer woke up, somebody signed in. */
  retryNow(): void {
    this.#line?.probe();
    this.#nap.wake();
    // What a person refused is not asked again because the network came back.
    const isRefused = this.#state.kind === 'failed' && this.#state.error.code === 'consent/refused';
    if (this.#options.isKept && !this.#isRested && !isRefused) this.#ensure();
  }

  /** Somebody tried to sign in: who looks at what waits reads why it did not work out. */
  signInFailed(error: AppError): void {
    if (this.state.kind !== 'waiting-for-credentials') return;
    this.#options.onError(error);
    if (this.#line === null) this.#enter({ kind: 'waiting-for-credentials', error });
  }

  /** Ends the line for want of use, or the tries to open it; a kept one too. The next connection opens it again. */
  rest(): void {
    this.#isRested = true;
    if (this.#line === null) this.#nap.wake();
    else void this.#line.close();
  }

  /** Bounded; never rejects. */
  async close(): Promise<void> {
    this.#life.abort();
    this.#nap.wake();
    for (const waiter of [...this.#waiting]) waiter.reject(cancelledError());
    await this.#line?.close();
    await this.#running;
  }

  /** Where credentials are missing for a resume too, they are asked for once. */
  lineChanged(): void {
    const { state } = this;
    if (state.kind === 'waiting-for-credentials') this.#askForCredentials(state.error);
    else if (state.kind === 'open') this.#hasAsked = false;
    this.#options.onChange();
  }

  #ensure(): void {
    if (this.#life.signal.aborted) return;
    this.#running ??= this.#run().finally(() => {
      this.#running = null;
      // Somebody may have come between the last look and now.
      if (this.#waiting.size > 0) this.#ensure();
    });
  }

  async #run(): Promise<void> {
    const { openLine, clock } = this.#options;
    this.#enter({ kind: 'starting' });
    for (let attempt = 0; !this.#life.signal.aborted; attempt++) {
      let line: Line;
      try {
        line = await openLine({
          signal: this.#life.signal,
          onChange: () => {
            this.lineChanged();
          },
        });
      } catch (error) {
        if (this.#life.signal.aborted || !(await this.#afterFailure(openFailed(error), attempt))) return;
        continue;
      }
      this.#openSince = clock.now();
      this.#line = line;
      if (this.#life.signal.aborted || (this.#isRested && this.#waiting.size === 0)) await line.close();
      this.lineChanged();
      for (const waiter of [...this.#waiting]) waiter.resolve(line);
      const ending = await line.ended;
      this.#line = null;
      if (this.#life.signal.aborted || !this.#afterEnd(ending)) return;
      if (clock.now() - this.#openSince >= STABLE_MS) attempt = -1;
      else await this.#nap.take(backoffDelay(attempt, BACKOFF, this.#options.random));
    }
  }

  /** True to open it again. */
  #afterEnd(ending: LineEnding): boolean {
    const reason = ending.kind === 'failed' ? ending.error.message : ending.reason;
    if (ending.kind === 'failed') {
      this.#options.onError(ending.error);
      // Ended as soon as it began: the agent refuses what was asked for, and will again.
      const wasShort = this.#options.clock.now() - this.#openSince < STABLE_MS;
      if (wasShort && meaningOf(ending.error) === 'final') {
        this.#giveUp(ending.error);
        return false;
      }
    }
    if (!this.#isWanted()) {
      this.#enter({ kind: 'idle', reason: this.#isRested ? null : reason });
      return false;
    }
    this.#enter({ kind: 'reconnecting', reason: reason ?? 'The session ended.', nextTryAt: null });
    return true;
  }

  /** True to try again. */
  async #afterFailure(error: AppError, attempt: number): Promise<boolean> {
    const { onError, clock, random } = this.#options;
    onError(error);
    switch (meaningOf(error)) {
      case 'final':
        this.#giveUp(error);
        return false;
      case 'needs-credentials':
        this.#enter({ kind: 'waiting-for-credentials', error });
        this.#askForCredentials(error);
        await this.#nap.take(CREDENTIALS_RETRY_MS);
        break;
      case 'try-again': {
        const waitMs = backoffDelay(attempt, BACKOFF, random);
        this.#enter({ kind: 'reconnecting', reason: error.message, nextTryAt: clock.now() + waitMs });
        await this.#nap.take(waitMs);
        this.#enter({ kind: 'reconnecting', reason: error.message, nextTryAt: null });
      }
    }
    if (this.#isWanted()) return true;
    this.#enter({ kind: 'idle', reason: error.message });
    return false;
  }

  #giveUp(error: AppError): void {
    this.#enter({ kind: 'failed', error });
    for (const waiter of [...this.#waiting]) waiter.reject(error);
  }

  #askForCredentials(error: AppError): void {
    if (this.#hasAsked) return;
    this.#hasAsked = true;
    this.#options.onCredentialsNeeded(error);
  }

  #isWanted(): boolean {
    if (this.#life.signal.aborted) return false;
    return (this.#options.isKept && !this.#isRested) || this.#waiting.size > 0;
  }

  #enter(state: LineState): void {
    if (this.#life.signal.aborted) return;
    this.#state = state;
    this.#options.onChange();
  }
}
