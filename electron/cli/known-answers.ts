// What was typed for a sign-in that worked, for the sign-ins that this command makes by itself later: nobody may sit there
// then. In memory only, and only what is the same each time: passphrases and passwords, no codes.
import { Secret } from '../base/secret.ts';
import type { Question } from '../connection/prompts.ts';

type Ask = (question: Question, signal: AbortSignal) => Promise<string>;

export interface AnswersOfSignIn {
  readonly ask: Ask;
  /** What was answered was right. */
  worked(): void;
}

export class KnownAnswers {
  readonly #known = new Map<string, Secret<string>>();

  /** For one sign-in. `askElse`: what is not known, or was known and is wrong. */
  begin(askElse: Ask): AnswersOfSignIn {
    const left = new Map(this.#known);
    const given = new Map<string, Secret<string>>();
    return {
      ask: async (question, signal) => {
        const key = `${question.kind} ${question.question}`;
        const known = left.get(key);
        left.delete(key);
        if (known !== undefined) return known.reveal();
        const answer = await askElse(question, signal);
        if (question.kind === 'passphrase' || question.kind === 'password')
          given.set(key, new Secret(answer));
        return answer;
      },
      worked: () => {
        for (const [key, answer] of given) this.#known.set(key, answer);
      },
    };
  }
}
