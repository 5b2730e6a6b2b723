// Joins a command on the target to stdin, stdout and stderr, each on its own, and answers with its exit code.
import { constants } from 'node:os';
import type { Readable } from 'node:stream';
import type { SshExec } from '../ssh/ssh-exec.ts';
import { EXIT } from './exit-codes.ts';
import { type Output, writeAll } from './output.ts';

/** A program that a signal ended, in a shell's arithmetic. */
const SIGNALLED = 128;

/** Rejects with AppError when it was lost, and with what writing failed with (EPIPE). */
export async function attachCommand(exec: SshExec, output: Output): Promise<number> {
  const { stream, stderr } = exec;
  stream.on('error', () => undefined);
  const { stdin } = process;
  try {
    void sendInput(stdin, exec);
    await Promise.all([copyAll(stream, output.data), copyAll(stderr, output.errors)]);
    const ending = await exec.ending;
    if (ending.kind === 'lost') throw ending.error;
    if (ending.exitCode !== null) return ending.exitCode;
    if (ending.signal === null) return EXIT.sessionLost;
    const number = Object.entries(constants.signals).find(([name]) => name === ending.signal)?.[1];
    return number === undefined ? SIGNALLED : SIGNALLED + number;
  } finally {
    stdin.destroy();
    exec.close();
  }
}

async function copyAll(from: Readable, to: NodeJS.WritableStream & Output['data']): Promise<void> {
  for await (const chunk of from.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>)
    await writeAll(to, chunk);
}

/** A command may end without having read its input, and an input may be closed by whoever started us: no failure. */
async function sendInput(stdin: NodeJS.ReadStream, { stream }: SshExec): Promise<void> {
  try {
    for await (const chunk of stdin as AsyncIterable<Buffer>) {
      if (stream.destroyed || stream.writableEnded) return;
      await writeAll(stream, chunk);
    }
    stream.end();
  } catch {
    if (!stream.destroyed) stream.end();
  }
}
