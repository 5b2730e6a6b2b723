// Brings a session from the first message to "the far side has started": runs the handshake reducer and its effects.
// Between data-channel and shell-session; the same for every kind of session.
import { AppError } from '../../shared/app-error.ts';
import { assertNever } from '../../shared/assert-never.ts';
import { throwIfAborted } from '../base/abort.ts';
import type { Clock } from '../base/clock.ts';
import { withDeadline } from '../base/deadline.ts';
import {
  HANDSHAKE_START,
  type HandshakeEffect,
  type HandshakeEvent,
  type HandshakeState,
  type HandshakeTerms,
  reduceHandshake,
  type StartedSession,
} from './handshake.ts';
import { DATA_KEY_BYTES } from './kms-cipher.ts';
import type { PayloadSeal } from './payload-seal.ts';
import { encodeJsonPayload, PAYLOAD_TYPE } from './payloads.ts';
import type { SessionControl } from './session-control.ts';

/** The agent waits 15 s for the HandshakeResponse; a key that comes later is of no use. */
const KEY_TIMEOUT_MS = 14_000;

export interface SessionStartOptions {
  readonly terms: HandshakeTerms;
  readonly control: SessionControl;
  readonly seal: PayloadSeal;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  send(payloadType: number, payload: Uint8Array): void;
  /** The agent asked for encryption. */
  onSecuring(): void;
  onStarted(session: StartedSession): void;
  onFailed(error: AppError): void;
}

export class SessionStart {
  readonly #options: SessionStartOptions;
  #state: HandshakeState = HANDSHAKE_START;

  constructor(options: SessionStartOptions) {
    this.#options = options;
  }

  /** Looks at a message in order. True when the session has started, and the message is for those behind. */
  receive(payloadType: number, payload: Uint8Array): boolean {
    if (this.#state.kind !== 'complete') this.#step({ kind: 'message', payloadType, payload });
    return this.#state.kind === 'complete';
  }

  /** The agent is there and has said nothing for long: without a handshake, that is a shell that prints nothing. */
  takeSilence(): void {
    this.#step({ kind: 'silence' });
  }

  #step(event: HandshakeEvent): void {
    const before = this.#state.kind;
    const { state, effects } = reduceHandshake(this.#state, event, this.#options.terms);
    this.#state = state;
    for (const effect of effects) this.#run(effect);
    if (state.kind === before) return;
    if (state.kind === 'complete') this.#options.onStarted(state.session);
    if (state.kind === 'failed') this.#options.onFailed(state.error);
  }

  #run(effect: HandshakeEffect): void {
    const { seal } = this.#options;
    switch (effect.kind) {
      case 'send':
        this.#options.send(effect.payloadType, effect.payload);
        return;
      case 'make-key':
        this.#options.onSecuring();
        void this.#makeKey(effect.keyId, effect.encryptionContext);
        return;
      case 'start-encrypting':
        seal.turnOn();
        return;
      case 'answer-challenge': {
        const Challenge = seal.answerChallenge(effect.challenge).toString('base64');
        this.#options.send(PAYLOAD_TYPE.encChallengeResponse, encodeJsonPayload({ Challenge }));
        return;
      }
      default:
        assertNever(effect);
    }
  }

  async #makeKey(keyId: string, encryptionContext: Readonly<Record<string, string>>): Promise<void> {
    const { control, signal, seal, clock } = this.#options;
    try {
      const key = await withDeadline(
        (inner) => control.generateDataKey({ keyId, encryptionContext }, inner),
        KEY_TIMEOUT_MS,
        signal,
        () => new AppError('ssm/encryption-failed', 'KMS did not give a key in time.', { retryable: true }),
        clock,
      );
      throwIfAborted(signal);
      if (key.plaintext.byteLength !== DATA_KEY_BYTES)
        throw new AppError('ssm/encryption-failed', 'KMS gave a key of the wrong length.');
      seal.useKey(key.plaintext);
      this.#step({ kind: 'key-made', ciphertext: key.ciphertext });
    } catch (error) {
      if (signal.aborted) return; // whoever aborted knows
      try {
        this.#step({ kind: 'key-failed', error: encryptionError(keyId, error) });
      } catch (failure) {
        this.#options.onFailed(encryptionError(keyId, failure));
      }
    }
  }
}

function encryptionError(keyId: string, cause: unknown): AppError {
  if (cause instanceof AppError && cause.code === 'ssm/encryption-failed') return cause;
  const why = cause instanceof Error ? cause.message : String(cause);
  const detail = cause instanceof AppError && cause.detail !== null ? `${why} ${cause.detail}` : why;
  return new AppError('ssm/encryption-failed', 'The session could not be encrypted with its KMS key.', {
    detail: `${keyId}: ${detail}`,
    retryable: cause instanceof AppError && cause.retryable,
    cause,
  });
}
