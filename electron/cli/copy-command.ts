// `sallyport cp`: files and folders to a target or from it, over SFTP by the best route.
import type { Aws } from '../aws/aws.ts';
import { onAbort } from '../base/abort.ts';
import { systemClock } from '../base/clock.ts';
import type { Log } from '../base/log.ts';
import type { AccessArguments } from './arguments.ts';
import type { CopyArguments, CopyEnd } from './copy-arguments.ts';
import { makeCopyProgress } from './copy-progress.ts';
import { type CopySide, localSide, remoteSide } from './copy-sides.ts';
import { copyAll } from './copy-tree.ts';
import { describeError } from './describe-error.ts';
import { EXIT } from './exit-codes.ts';
import { KnownAnswers } from './known-answers.ts';
import type { Output } from './output.ts';
import { openPathSource } from './path-source.ts';
import { furtherSessions } from './further-sessions.ts';
import { signInToTarget } from './sign-in-to-target.ts';

/** EXIT.failed when something was left out; rejects with AppError when nothing more could be copied. */
export async function runCopy(
  given: AccessArguments & CopyArguments,
  aws: Aws,
  output: Output,
  log: Log,
  signal: AbortSignal,
): Promise<number> {
  const env = process.env;
  // How a further session comes about is nobody's business, and would break the line of progress.
  let isCopying = false;
  const say = (text: string): void => {
    if (!isCopying) output.say(text);
  };
  const remote = [...given.sources, given.destination].find((end) => end.kind === 'remote');
  if (remote?.kind !== 'remote') throw new Error('one side is remote');
  const source = await openPathSource({ given, env, aws, log, say }, signal);
  try {
    const query = {
      ...given,
      target: remote.target,
      user: given.user ?? remote.user,
      savedConnectionId: null,
    };
    const request = { source, query, keyFile: given.keyFile, env, log, say, answers: new KnownAnswers() };
    const { ssh, path, user } = await signInToTarget(request, signal);
    const stop = onAbort(signal, () => void ssh.close());
    try {
      const isBySession = path.route === 'ssm' && given.sessions > 1;
      const again = { ...request, query: { ...query, user, route: { kind: 'ssm' } as const } };
      const more = isBySession ? furtherSessions(again, given.sessions - 1) : null;
      const there = remoteSide(await ssh.openSftp(signal), path.name, more, signal);
      isCopying = true;
      return await copy(given, there, output, signal);
    } finally {
      stop();
      await ssh.close();
    }
  } finally {
    source.close();
  }
}

async function copy(
  given: CopyArguments,
  there: CopySide,
  output: Output,
  signal: AbortSignal,
): Promise<number> {
  const isUpload = given.destination.kind === 'remote';
  const [from, to] = isUpload ? [localSide, there] : [there, localSide];
  const sources = given.sources.map(pathOf);
  const isShown = process.stderr.isTTY && !given.quiet;
  const progress = makeCopyProgress({
    show: isShown ? (text) => void output.errors.write(text) : null,
    total: await totalOf(sources, from),
    clock: systemClock,
  });
  let problems = 0;
  try {
    await copyAll(sources, pathOf(given.destination), {
      from,
      to,
      recursive: given.recursive,
      resume: given.resume,
      onBytes: (count) => {
        progress.bytes(count);
      },
      onFile: () => {
        progress.file();
      },
      onProblem: (error) => {
        problems += 1;
        progress.clear();
        output.errors.write(describeError(error));
      },
      signal,
    });
  } finally {
    progress.stop();
  }
  output.say(progress.summary());
  return problems === 0 ? EXIT.ok : EXIT.failed;
}

/** Of one file; a folder's is known only when it has been copied. */
async function totalOf(sources: readonly string[], from: CopySide): Promise<number | null> {
  const [only, another] = sources;
  if (only === undefined || another !== undefined) return null;
  const facts = await from.look(only).catch(() => null);
  return facts?.kind === 'file' ? facts.size : null;
}

/** An empty path of a target is the folder that one begins in. */
function pathOf(end: CopyEnd): string {
  if (end.kind === 'local') return end.path;
  return end.path === '' ? '.' : end.path.replace(/^~\/?/, './');
}
