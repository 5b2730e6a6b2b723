// Finds and runs the programs of this computer: secrets go in by a pipe, what they say comes back without them.
import { spawn, type ChildProcess } from 'node:child_process';
import { access, constants } from 'node:fs/promises';
import path from 'node:path';
import { AppError } from '../../shared/app-error.ts';
import { onAbort } from '../base/abort.ts';
import type { Clock } from '../base/clock.ts';
import { outsideEnv } from '../base/outside-env.ts';
import type { Secret } from '../base/secret.ts';

/** What of the outside the clients see: handed in, so that stand-ins can take the place of programs. */
export interface ProgramWorld {
  readonly platform: NodeJS.Platform;
  readonly env: NodeJS.ProcessEnv;
  /** For files that live as long as a launch. */
  readonly tempDir: string;
  readonly clock: Clock;
}

export interface ProgramInput {
  readonly args: readonly string[];
  /** Written to its standard input, which is then closed unless `keepInputOpen`. */
  readonly input: Secret<string> | null;
  readonly keepInputOpen?: boolean;
  /** What must not appear in what it says: clients repeat their arguments when they do not like them. */
  readonly hide?: Secret<string> | null;
}

export interface ProgramEnding {
  /** Null when a signal ended it. */
  readonly code: number | null;
  /** The last it said on stdout and stderr, without the secret. */
  readonly said: string;
}

export interface RunningProgram {
  /** Settles once; never rejects. */
  readonly ended: Promise<ProgramEnding>;
  /** More for its standard input; nothing when it has ended. */
  write(text: string): void;
  endInput(): void;
  /** Asks it to end, kills it after a moment. Never rejects. */
  stop(): Promise<void>;
}

const SAID_CHARACTERS = 2_000;
/** A client saves its settings in that time. */
const GRACE_MS = 1_500;

/** The first of `names` that is an executable in PATH or else in `places`. */
export async function findProgram(
  names: readonly string[],
  world: ProgramWorld,
  places: readonly string[] = [],
): Promise<string | null> {
  const isWindows = world.platform === 'win32';
  const searched = isWindows ? (world.env['Path'] ?? world.env['PATH']) : world.env['PATH'];
  const dirs = [...(searched ?? '').split(isWindows ? ';' : ':'), ...places].filter((dir) =>
    path.isAbsolute(dir),
  );
  for (const name of names)
    for (const dir of dirs) {
      const file = path.join(dir, name);
      try {
        await access(file, constants.X_OK);
        return file;
      } catch {
        // not here
      }
    }
  return null;
}

/** Rejects with `rdp/client-failed` when it cannot be started. */
export async function startProgram(
  program: string,
  { args, input, keepInputOpen, hide }: ProgramInput,
  world: ProgramWorld,
): Promise<RunningProgram> {
  const env = outsideEnv(world.env);
  const child = spawn(program, [...args], { env, stdio: ['pipe', 'pipe', 'pipe'], windowsHide: true });
  let said = '';
  const hear = (chunk: Buffer): void => {
    said = `${said}${chunk.toString('utf8')}`.slice(-4 * SAID_CHARACTERS);
  };
  child.stdout.on('data', hear);
  child.stderr.on('data', hear);
  // It may end without reading what we write.
  child.stdin.on('error', () => undefined);
  const ended = new Promise<ProgramEnding>((resolve) => {
    child.once('close', (code) => {
      resolve({ code, said: withoutSecret(said, hide ?? null) });
    });
  });
  await started(child, program);
  if (input !== null) child.stdin.write(input.reveal());
  if (keepInputOpen !== true) child.stdin.end();
  return {
    ended,
    write(text) {
      child.stdin.write(text);
    },
    endInput() {
      child.stdin.end();
    },
    async stop() {
      child.stdin.end();
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM');
      const stopTimer = world.clock.after(GRACE_MS, () => child.kill('SIGKILL'));
      await ended;
      stopTimer();
    },
  };
}

/** Runs it to its end; null when that takes longer than `limitMs`. */
export async function runProgram(
  program: string,
  input: ProgramInput,
  limitMs: number,
  world: ProgramWorld,
  signal: AbortSignal,
): Promise<ProgramEnding | null> {
  const running = await startProgram(program, input, world);
  let isTooLate = false;
  const stop = (): void => {
    isTooLate = true;
    void running.stop();
  };
  const stopTimer = world.clock.after(limitMs, stop);
  const stopListening = onAbort(signal, stop);
  const ending = await running.ended;
  stopTimer();
  stopListening();
  return isTooLate ? null : ending;
}

function started(child: ChildProcess, program: string): Promise<void> {
  return new Promise((resolve, reject) => {
    child.once('spawn', resolve);
    child.once('error', (error) => {
      const name = path.basename(program);
      reject(
        new AppError('rdp/client-failed', `${name} could not be started.`, {
          detail: error.message,
          cause: error,
        }),
      );
    });
  });
}

function withoutSecret(said: string, hide: Secret<string> | null): string {
  const secret = hide?.reveal() ?? '';
  const text = secret === '' ? said : said.replaceAll(secret, '[secret]');
  return text.slice(-SAID_CHARACTERS).trim();
}
