// NonInteractiveCommands: a program without a terminal and without a shell. With separate output both streams and the
// exit code go out as they come, unpaced; without, the program runs to its end first and no exit code exists.
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, rmSync } from 'node:fs';
import { open } from 'node:fs/promises';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { randomUUID } from 'node:crypto';
import { encodeExitCode, PAYLOAD_TYPE } from '../../ssm/payloads.ts';
import { AgentFailure } from './agent-failure.ts';
import type { Place } from './machine-room.ts';
import { Pace } from './pace.ts';
import { endProcessGroup } from './process-end.ts';
import type { SessionChannel } from './session-channel.ts';
import { splitShellWords } from './shell-words.ts';
import { Utf8Holder } from './utf8-tail.ts';

/** The only bytes of a client that reach such a program: Ctrl-C and Ctrl-\ become signals. */
const SIGNALS: Readonly<Record<number, NodeJS.Signals>> = { 0x03: 'SIGINT', 0x1c: 'SIGQUIT' };

export interface CommandChoice {
  readonly commandLine: string;
  readonly isSeparate: boolean;
  /** Put before every piece of the stream. */
  readonly stdoutPrefix: string;
  readonly stderrPrefix: string;
}

/** Throws AgentFailure when the program cannot be started. */
export async function runCommandProgram(
  choice: CommandChoice,
  place: Place,
  channel: SessionChannel,
): Promise<void> {
  const words = splitShellWords(choice.commandLine);
  if (words === null) throw new AgentFailure(`Unable to start command: cannot parse: ${choice.commandLine}`);
  const [file, ...args] = words;
  if (file === undefined)
    throw new AgentFailure('Commands cannot be empty for session type NonInteractiveCommands');
  if (choice.isSeparate) await runSeparate(choice, file, args, place, channel);
  else await runToEnd(file, args, place, channel);
}

async function runSeparate(
  choice: CommandChoice,
  file: string,
  args: readonly string[],
  place: Place,
  channel: SessionChannel,
): Promise<void> {
  const child = spawn(file, args, { ...optionsOf(place), stdio: ['ignore', 'pipe', 'pipe'] });
  const release = await started(child, file, channel);
  try {
    const exited = exitOf(child);
    await Promise.all([
      pump(child.stdout, PAYLOAD_TYPE.output, choice.stdoutPrefix, channel),
      pump(child.stderr, PAYLOAD_TYPE.stdErr, choice.stderrPrefix, channel),
    ]);
    const exitCode = await exited;
    if (!channel.signal.aborted) await channel.send(PAYLOAD_TYPE.exitCode, encodeExitCode(exitCode));
  } finally {
    await release();
  }
}

async function pump(
  source: Readable,
  payloadType: number,
  prefix: string,
  channel: SessionChannel,
): Promise<void> {
  const holder = new Utf8Holder();
  const emit = (bytes: Buffer): Promise<void> =>
    channel.send(payloadType, prefix === '' ? bytes : Buffer.concat([Buffer.from(prefix), bytes]));
  for await (const chunk of source) {
    if (!Buffer.isBuffer(chunk) || channel.signal.aborted) return;
    for (let at = 0; at < chunk.length; at += channel.habits.readBytes) {
      const whole = holder.push(chunk.subarray(at, at + channel.habits.readBytes));
      if (whole.length > 0) await emit(whole);
    }
  }
  const rest = holder.flush();
  if (rest.length > 0) await emit(rest);
}

async function runToEnd(
  file: string,
  args: readonly string[],
  place: Place,
  channel: SessionChannel,
): Promise<void> {
  const outputFile = path.join(path.dirname(place.home), `${randomUUID()}.out`);
  const descriptor = openSync(outputFile, 'wx', 0o600);
  const child = spawn(file, args, { ...optionsOf(place), stdio: ['ignore', descriptor, descriptor] });
  closeSync(descriptor);
  try {
    const release = await started(child, file, channel);
    try {
      await exitOf(child);
    } finally {
      await release();
    }
    await sendFile(outputFile, channel);
  } finally {
    rmSync(outputFile, { force: true });
  }
}

async function sendFile(outputFile: string, channel: SessionChannel): Promise<void> {
  const pace = new Pace(channel.habits.pauseMs);
  const holder = new Utf8Holder();
  const handle = await open(outputFile);
  try {
    while (!channel.signal.aborted) {
      const buffer = Buffer.alloc(channel.habits.readBytes);
      const { bytesRead } = await handle.read(buffer, 0, buffer.length, null);
      const whole = bytesRead === 0 ? holder.flush() : holder.push(buffer.subarray(0, bytesRead));
      if (whole.length > 0) await channel.send(PAYLOAD_TYPE.output, whole);
      if (bytesRead === 0) return;
      await pace.wait();
    }
  } finally {
    await handle.close();
  }
}

function optionsOf(place: Place): { cwd: string; env: Record<string, string>; detached: boolean } {
  // Its own process group, so that all of it can be ended.
  return { cwd: place.home, env: { ...place.env }, detached: process.platform !== 'win32' };
}

/** Waits for the start; the returned function ends what is left of the program. */
async function started(
  child: ChildProcess,
  file: string,
  channel: SessionChannel,
): Promise<() => Promise<void>> {
  try {
    await once(child, 'spawn');
  } catch (error) {
    const why = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    throw new AgentFailure(
      `Unable to start command: exec: "${file}": ${why ? 'executable file not found in $PATH' : String(error)}`,
    );
  }
  const { pid } = child;
  const stop = async (): Promise<void> => {
    channel.signal.removeEventListener('abort', onAbort);
    if (pid !== undefined) await endProcessGroup(pid);
  };
  const onAbort = (): void => {
    void stop();
  };
  channel.signal.addEventListener('abort', onAbort, { once: true });
  channel.accept((message) => {
    if (message.payloadType !== PAYLOAD_TYPE.output) return;
    for (const byte of message.payload) {
      const signal = SIGNALS[byte];
      if (signal !== undefined) child.kill(signal);
    }
  });
  return stop;
}

async function exitOf(child: ChildProcess): Promise<number> {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  // The real agent reports -1 for a program that a signal ended.
  return child.exitCode ?? -1;
}
