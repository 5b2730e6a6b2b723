// Another bundle of the benchmarks in a process of its own: one question, one answer, over Node's own channel.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';

export interface BenchChild<Question, Answer> {
  /** One at a time. */
  ask(question: Question): Promise<Answer>;
  close(): Promise<void>;
}

type Reply<Answer> = { readonly answer: Answer } | { readonly error: string };

export function startBenchChild<Question extends object, Answer>(
  name: string,
  execArgv: readonly string[] = [],
): BenchChild<Question, Answer> {
  const child = fork(path.join(__dirname, `${name}.js`), [], { execArgv: [...execArgv] });
  const ended = once(child, 'exit');
  return {
    async ask(question) {
      child.send(question);
      const [reply] = (await Promise.race([
        once(child, 'message'),
        ended.then(() => Promise.reject(new Error(`${name} has ended`))),
      ])) as [Reply<Answer>];
      if ('error' in reply) throw new Error(`${name}: ${reply.error}`);
      return reply.answer;
    },
    async close() {
      child.disconnect();
      await ended;
    },
  };
}

/** In the child: answers until the parent goes. */
export function answerParent<Question, Answer>(answer: (question: Question) => Promise<Answer>): void {
  process.on('message', (question) => {
    answer(question as Question).then(
      (value) => process.send?.({ answer: value }),
      (error: unknown) =>
        process.send?.({ error: error instanceof Error ? (error.stack ?? error.message) : String(error) }),
    );
  });
  process.on('disconnect', () => process.exit(0));
}
