// The one question that a desktop may be waiting on: asked, seen by the window, answered once, or given up.
import { AppError } from '../../shared/app-error.ts';
import type { DesktopQuestion } from '../../shared/desktop.ts';
import type { PromptId } from '../../shared/ids.ts';
import { onAbort, throwIfAborted, cancelledError } from '../base/abort.ts';
import type { Clock } from '../base/clock.ts';
import type { Secret } from '../base/secret.ts';

/** What the sign-in gets to see of an answer. */
export type SignInAnswer =
  | { readonly kind: 'key-file'; readonly file: string }
  | { readonly kind: 'passphrase'; readonly passphrase: Secret<string> }
  | { readonly kind: 'account'; readonly userName: string; readonly password: Secret<string> }
  | { readonly kind: 'use-account' };

type Unasked<Q> = Q extends DesktopQuestion ? Omit<Q, 'id' | 'deadlineAt'> : never;
export type NewQuestion = Unasked<DesktopQuestion>;

/** Long enough to ask a colleague for a password; the tunnel is open meanwhile. */
const ANSWER_DEADLINE_MS = 15 * 60_000;

export interface DesktopQuestionsOptions {
  readonly newId: () => PromptId;
  readonly clock: Clock;
  readonly onChange: () => void;
}

export class DesktopQuestions {
  readonly #options: DesktopQuestionsOptions;
  #open: { readonly question: DesktopQuestion; readonly settle: (answer: SignInAnswer) => void } | null =
    null;

  constructor(options: DesktopQuestionsOptions) {
    this.#options = options;
  }

  get current(): DesktopQuestion | null {
    return this.#open?.question ?? null;
  }

  /** Rejects with `cancelled` when the signal aborts, and with `prompt/expired`. */
  ask(asked: NewQuestion, signal: AbortSignal): Promise<SignInAnswer> {
    throwIfAborted(signal);
    const { clock, newId, onChange } = this.#options;
    const question = { ...asked, id: newId(), deadlineAt: clock.now() + ANSWER_DEADLINE_MS };
    return new Promise((resolve, reject) => {
      const close = (then: () => void): void => {
        stopTimer();
        stopListening();
        this.#open = null;
        onChange();
        then();
      };
      const stopTimer = clock.after(ANSWER_DEADLINE_MS, () => {
        close(() => {
          reject(new AppError('prompt/expired', 'Nobody answered in time.', { retryable: true }));
        });
      });
      const stopListening = onAbort(signal, () => {
        close(() => {
          reject(cancelledError());
        });
      });
      this.#open = {
        question,
        settle: (answer) => {
          close(() => {
            resolve(answer);
          });
        },
      };
      onChange();
    });
  }

  /** The open question with this id. Throws `prompt/expired` when nobody waits for it any more. */
  find(id: PromptId): DesktopQuestion {
    const question = this.current;
    if (question?.id !== id) throw new AppError('prompt/expired', 'This question is no longer open.');
    return question;
  }

  /** Throws as `find` does. */
  answer(id: PromptId, answer: SignInAnswer): void {
    this.find(id);
    this.#open?.settle(answer);
  }
}
