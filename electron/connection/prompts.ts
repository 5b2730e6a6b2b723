// Questions that something in main waits on the user for. Each has an id, a deadline and one answer.
import { AppError } from '../../shared/app-error.ts';
import type { PromptId } from '../../shared/ids.ts';
import type { Prompt } from '../../shared/prompt.ts';
import { cancelledError, onAbort } from '../base/abort.ts';
import type { Clock } from '../base/clock.ts';
import type { Listen } from '../base/emitter.ts';
import { Emitter } from '../base/emitter.ts';

/** Long enough to find the phone; an MFA code itself lives half a minute. */
const ANSWER_DEADLINE_MS = 120_000;

/** What the window shows; `detail` and `echo` are null and false where nothing is said. */
export type Question = Pick<Prompt, 'kind' | 'question'> & Partial<Pick<Prompt, 'detail' | 'echo'>>;

interface Waiting {
  readonly prompt: Prompt;
  readonly settle: (answer: string | null) => void;
}

export class Prompts {
  readonly #clock: Clock;
  readonly #newId: () => PromptId;
  readonly #waiting = new Map<PromptId, Waiting>();
  readonly #changed = new Emitter<Prompt[]>();

  constructor(options: { readonly clock: Clock; readonly newId: () => PromptId }) {
    this.#clock = options.clock;
    this.#newId = options.newId;
  }

  /** All open questions, whenever they change. */
  readonly onChange: Listen<Prompt[]> = (listener) => this.#changed.on(listener);

  list(): Prompt[] {
    return [...this.#waiting.values()].map(({ prompt }) => prompt);
  }

  /** The answer; rejects with `cancelled` (refused by the user, or `signal`) or `prompt/expired`. */
  ask({ kind, question, detail, echo }: Question, signal: AbortSignal): Promise<string> {
    const id = this.#newId();
    const deadlineAt = this.#clock.now() + ANSWER_DEADLINE_MS;
    return new Promise((resolve, reject) => {
      if (signal.aborted) {
        reject(cancelledError());
        return;
      }
      const close = (then: () => void): void => {
        stopTimer();
        stopListening();
        this.#waiting.delete(id);
        this.#changed.emit(this.list());
        then();
      };
      const stopTimer = this.#clock.after(ANSWER_DEADLINE_MS, () => {
        close(() => {
          reject(new AppError('prompt/expired', 'Nobody answered in time.', { retryable: true }));
        });
      });
      const stopListening = onAbort(signal, () => {
        close(() => {
          reject(cancelledError());
        });
      });
      this.#waiting.set(id, {
        prompt: { id, kind, question, detail: detail ?? null, echo: echo ?? false, deadlineAt },
        settle: (answer) => {
          close(() => {
            if (answer === null) reject(cancelledError());
            else resolve(answer);
          });
        },
      });
      this.#changed.emit(this.list());
    });
  }

  /** `answer` null: the user refuses. Throws `prompt/expired` when nobody waits for it any more. */
  answer(id: PromptId, answer: string | null): void {
    const waiting = this.#waiting.get(id);
    if (waiting === undefined) throw new AppError('prompt/expired', 'This question is no longer open.');
    waiting.settle(answer);
  }
}
