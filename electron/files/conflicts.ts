// Asks what is to become of files that are there already: one question at a time, and none after "for all".
import type { ConflictAnswer, FileConflict } from '../../shared/files.ts';

export interface ConflictReply {
  readonly answer: ConflictAnswer;
  readonly forAll: boolean;
}

export class Conflicts {
  readonly #ask: (conflict: FileConflict) => Promise<ConflictReply>;
  #forAll: ConflictAnswer | null = null;
  #last: Promise<unknown> = Promise.resolve();

  constructor(ask: (conflict: FileConflict) => Promise<ConflictReply>) {
    this.#ask = ask;
  }

  /** Rejects as asking does. */
  decide(conflict: FileConflict): Promise<ConflictAnswer> {
    const turn = this.#last.then(async () => {
      if (this.#forAll !== null) return this.#forAll;
      const { answer, forAll } = await this.#ask(conflict);
      if (forAll) this.#forAll = answer;
      return answer;
    });
    this.#last = turn.catch(() => undefined);
    return turn;
  }
}
