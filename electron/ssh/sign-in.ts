// The order of a sign-in: which identity is offered next, what was refused so far, and the words when all were.
// Between ssh2's authHandler (open-ssh-client) and the attempts.
import type { AnyAuthMethod } from 'ssh2';
import { AppError } from '../../shared/app-error.ts';
import { throwIfAborted } from '../base/abort.ts';
import type { Clock } from '../base/clock.ts';
import { type Attempt, attemptsOf } from './attempts.ts';
import type { AskUser, Identity } from './identity.ts';
import { plainLine } from './plain-text.ts';
import type { Refusal } from './sign-in-refusals.ts';
import type { Ssh2 } from './ssh2-module.ts';

/** Told of a public key just before it is offered, so that it can be pushed. Rejects with AppError. */
export type BeforeAuth = (publicKeyLine: string, signal: AbortSignal, identity: Identity) => Promise<void>;

export interface SignInOptions {
  readonly ssh2: Ssh2;
  readonly user: string;
  readonly identities: readonly Identity[];
  readonly beforeAuth: BeforeAuth | null;
  readonly ask: AskUser;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** A key is being pushed; an attempt is being made. */
  readonly onStep: (step: 'sending-key' | 'signing-in') => void;
  readonly onAskFailed: (error: unknown) => void;
}

/**
 * sshd ends the connection at the sixth refusal (MaxAuthTries 6). Five keys leave one attempt for a password, and for
 * sshd's own list of what it would take.
 */
const MAX_KEYS = 5;
/** How long a target knows a key that was pushed (fact sheet 2.3). */
const PUSHED_KEY_MS = 60_000;

export class SignIn {
  readonly #options: SignInOptions;
  readonly #attempts: AsyncGenerator<Attempt, undefined>;
  readonly #tried: string[] = [];
  #methods: readonly string[] | null = null;
  #keysOffered = 0;
  #keysLeftOut = false;
  /** Once a key was pushed: since when the newest waits for the target's word, and whether one had lived its minute. */
  #pushed: { readonly waitsSince: number | null; readonly isLate: boolean } | null = null;
  #partial = false;
  /** Why an identity could not even be offered. */
  #setback: AppError | null = null;

  constructor(options: SignInOptions) {
    this.#options = options;
    this.#attempts = this.#all();
  }

  /** What the target said when it refused the last one. */
  refusedWith({ methods, isPartial }: Refusal): void {
    this.#methods = methods.map((method) => plainLine(method, 64));
    this.#partial ||= isPartial;
    if (this.#pushed === null || this.#pushed.waitsSince === null) return;
    const { waitsSince, isLate } = this.#pushed;
    const isOver = this.#options.clock.now() - waitsSince >= PUSHED_KEY_MS;
    this.#pushed = { waitsSince: null, isLate: isLate || isOver };
  }

  /**
   * The next thing to offer. Rejects with AppError when nothing is left (`ssh/sign-in-refused`,
   * `ssh/pushed-key-refused`, `ssh/pushed-key-late`, `ssh/no-identity`, or why the only identity could not be
   * offered) and with `cancelled`.
   */
  async next(): Promise<AnyAuthMethod> {
    for (;;) {
      const { value: attempt } = await this.#attempts.next();
      throwIfAborted(this.#options.signal);
      if (attempt === undefined) throw this.refused();
      if (attempt.key !== null && ++this.#keysOffered > MAX_KEYS) {
        this.#keysLeftOut = true;
        continue;
      }
      if (!(await this.#push(attempt))) continue;
      this.#options.onStep('signing-in');
      this.#tried.push(attempt.label);
      return attempt.auth();
    }
  }

  /** What to say when the target ends the connection because of too many refusals. */
  tooMany(cause: unknown): AppError {
    return new AppError(
      'ssh/too-many-attempts',
      `The target ended the sign-in as ${this.#options.user} after too many attempts.`,
      { detail: `${this.#triedWords()} Offer one identity only.`, cause },
    );
  }

  refused(): AppError {
    const { user } = this.#options;
    if (this.#tried.length === 0)
      return (
        this.#setback ??
        new AppError('ssh/no-identity', `There is nothing to sign in with as ${user}.`, {
          detail: this.#methodWords() || null,
        })
      );
    const parts = [this.#methodWords(), this.#triedWords()];
    if (this.#keysLeftOut) parts.push(`More keys were left out: a target takes about ${MAX_KEYS}.`);
    if (this.#partial) parts.push('One of them was accepted, but the target wants another one as well.');
    if (this.#setback !== null) parts.push(this.#setback.message);
    if (this.#pushed?.isLate === true)
      return new AppError(
        'ssh/pushed-key-late',
        `The one-time key for ${user} had lived its minute before the target looked at it.`,
        { detail: sentences(parts), retryable: true },
      );
    if (this.#pushed !== null)
      return new AppError(
        'ssh/pushed-key-refused',
        `AWS took the one-time key, but the target did not accept it for ${user}.`,
        { detail: sentences(parts) },
      );
    return new AppError('ssh/sign-in-refused', `The target did not let ${user} sign in.`, {
      detail: sentences(parts),
    });
  }

  async #push(attempt: Attempt): Promise<boolean> {
    const { beforeAuth, signal, onStep } = this.#options;
    const { identity, key } = attempt;
    const isPushed = identity.kind === 'ephemeral' || ('push' in identity && identity.push);
    if (beforeAuth === null || key === null || !isPushed) return true;
    onStep('sending-key');
    try {
      await beforeAuth(key.publicKeyLine, signal, identity);
    } catch (error) {
      this.#setBack(error);
      // A one-time key that was not pushed is of no use; another one may be known to the target all the same.
      return identity.kind !== 'ephemeral';
    }
    this.#pushed = { waitsSince: this.#options.clock.now(), isLate: this.#pushed?.isLate ?? false };
    return true;
  }

  async *#all(): AsyncGenerator<Attempt, undefined> {
    const { identities, ...rest } = this.#options;
    const context = {
      ...rest,
      takes: (method: string) => this.#methods === null || this.#methods.includes(method),
    };
    for (const identity of identities) {
      try {
        yield* attemptsOf(identity, context);
      } catch (error) {
        this.#setBack(error);
      }
    }
    if (!this.#partial) return;
    // A second proof is wanted that nobody prepared: what is left to do is to ask.
    if (!identities.some(({ kind }) => kind === 'keyboard-interactive'))
      yield* attemptsOf({ kind: 'keyboard-interactive' }, context);
    if (!identities.some(({ kind }) => kind === 'password'))
      yield* attemptsOf({ kind: 'password', password: null }, context);
  }

  /** The first one counts: it is about the identity that was preferred. Cancelling ends everything. */
  #setBack(error: unknown): void {
    if (!(error instanceof AppError) || error.code === 'cancelled') throw error;
    this.#setback ??= error;
  }

  #methodWords(): string {
    return this.#methods === null ? '' : `The target takes: ${this.#methods.slice(0, 8).join(', ')}.`;
  }

  #triedWords(): string {
    return this.#tried.length === 0 ? '' : `Tried: ${this.#tried.join(', ')}.`;
  }
}

function sentences(parts: readonly string[]): string | null {
  return parts.filter((part) => part !== '').join(' ') || null;
}
