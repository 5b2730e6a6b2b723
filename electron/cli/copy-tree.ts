// Walks what is to be copied and copies it, several files at once; what fails alone is told and does not stop the rest.
import { AppError } from '../../shared/app-error.ts';
import { copyFile } from './copy-file.ts';
import type { CopySide, FileFacts } from './copy-sides.ts';

export interface CopyJob {
  readonly from: CopySide;
  readonly to: CopySide;
  readonly recursive: boolean;
  readonly resume: boolean;
  readonly onBytes: (count: number) => void;
  readonly onFile: (name: string) => void;
  /** One file or folder was left out. */
  readonly onProblem: (error: AppError) => void;
  readonly signal: AbortSignal;
}

/** Each waits for some round trips; more at once gains nothing over one connection. */
const FILES_AT_ONCE = 8;
/** Deeper is a loop that no link made. */
const MAX_DEPTH = 200;
/** After these there is no point in going on. */
const FATAL: readonly AppError['code'][] = [
  'cancelled',
  'ssh/lost',
  'ssh/timeout',
  'app/lost',
  'files/no-space',
];

/**
 * As `cp` has it: into `destination` when that is a folder, else under its name. Rejects with AppError when nothing more
 * can be copied.
 */
export async function copyAll(sources: readonly string[], destination: string, job: CopyJob): Promise<void> {
  const there = await job.to.look(destination);
  const isInto = there?.kind === 'folder';
  if (sources.length > 1 && !isInto)
    throw new AppError('files/not-found', `${job.to.describe(destination)} is not a folder.`, {
      detail: 'Several things are to be copied into it.',
    });
  const running = new Set<Promise<void>>();
  let fatal: AppError | null = null;
  const report = (error: unknown): void => {
    const told =
      error instanceof AppError
        ? error
        : new AppError('files/failed', 'A file could not be copied.', {
            detail: String(error),
            cause: error,
          });
    if (FATAL.includes(told.code)) fatal ??= told;
    else job.onProblem(told);
  };
  const start = async (run: () => Promise<void>): Promise<void> => {
    while (running.size >= FILES_AT_ONCE) await Promise.race(running);
    if (fatal !== null) throw fatal;
    const one: Promise<void> = run().catch(report).finally(() => running.delete(one)); // prettier-ignore
    running.add(one);
  };
  const walk = async (source: string, target: string, chain: readonly string[]): Promise<void> => {
    const facts = await job.from.look(source);
    if (facts === null) throw new AppError('files/not-found', `${job.from.describe(source)} is not there.`);
    if (facts.kind === 'other')
      throw new AppError('files/failed', `${job.from.describe(source)} is neither a file nor a folder.`);
    if (facts.kind === 'file') {
      await start(() => copyOne(source, target, facts, job));
      return;
    }
    if (!job.recursive)
      throw new AppError('files/failed', `${job.from.describe(source)} is a folder.`, {
        detail: 'With -r it is copied.',
      });
    const real = await job.from.real(source);
    if (chain.includes(real) || chain.length >= MAX_DEPTH)
      throw new AppError('files/failed', `${job.from.describe(source)} leads back into itself.`);
    await makeFolder(target, job.to);
    for await (const name of job.from.list(source)) {
      try {
        await walk(job.from.join(source, name), job.to.join(target, name), [...chain, real]);
      } catch (error) {
        report(error);
        if (fatal !== null) throw fatal;
      }
    }
  };
  try {
    for (const source of sources) {
      try {
        const target = isInto ? job.to.join(destination, nameOf(source, job.from)) : destination;
        await walk(source, target, []);
      } catch (error) {
        report(error);
        if (fatal !== null) break;
      }
    }
  } finally {
    await Promise.all(running);
  }
  if (fatal !== null) throw fatal as AppError;
}

async function copyOne(source: string, target: string, facts: FileFacts, job: CopyJob): Promise<void> {
  const { from, to, resume, onBytes, onFile, signal } = job;
  const there = await to.look(target);
  if (there !== null && there.kind !== 'file')
    throw new AppError('files/exists', `${to.describe(target)} is there and is not a file.`);
  await copyFile({ from, to, source, destination: target, facts, resume, onBytes, signal });
  onFile(target);
}

async function makeFolder(folder: string, side: CopySide): Promise<void> {
  const there = await side.look(folder);
  if (there === null) await side.makeFolder(folder);
  else if (there.kind !== 'folder')
    throw new AppError('files/exists', `${side.describe(folder)} is there and is not a folder.`);
}

/** Of `.` and `dir/..` it is the folder's own name. */
function nameOf(source: string, side: CopySide): string {
  const name = side.baseName(source);
  if (name === '' || name === '.' || name === '..')
    throw new AppError('files/failed', `${side.describe(source)} has no name to be copied under.`, {
      detail: 'Name the folder itself.',
    });
  return name;
}
