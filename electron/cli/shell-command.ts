// `sallyport shell`: finds the target, opens the session, joins it to the terminal or to pipes, and tells the end.
import { assertNever } from '../../shared/assert-never.ts';
import type { AwsClients } from '../aws/clients.ts';
import { systemClock } from '../base/clock.ts';
import type { Log } from '../base/log.ts';
import type { ShellSession } from '../ssm/shell-session.ts';
import type { ShellArguments } from './arguments.ts';
import { attachPipes } from './attach-pipes.ts';
import { type AttachEnding, attachTerminal } from './attach-terminal.ts';
import { describeError } from './describe-error.ts';
import { EXIT, exitCodeOf } from './exit-codes.ts';
import { locateTarget } from './locate-target.ts';
import { openSession } from './open-session.ts';
import { type Output, writeAll } from './output.ts';
import { printable } from './printable.ts';
import { PIPED_SIZE, terminalSize } from './terminal-mode.ts';

export async function runShell(
  given: ShellArguments,
  clients: AwsClients,
  output: Output,
  log: Log,
  signal: AbortSignal,
): Promise<number> {
  const { stdin, stdout } = process;
  const onTerminal = given.command === null && stdin.isTTY && stdout.isTTY;
  const target = await locateTarget(given.target, clients, signal);
  if (target.name !== null) output.say(`${printable(target.name)} is ${target.id}.`);
  const session = await openSession({
    given,
    targetId: target.id,
    clients,
    size: onTerminal ? terminalSize(stdout) : PIPED_SIZE,
    signal,
    log,
    // While a terminal is raw its lines need a CR as well.
    say: (text) => {
      output.say(stdin.isRaw ? `\r${text}\r` : text);
    },
    ...(given.command === null ? {} : { onStdErr: (bytes) => writeErrors(output, bytes) }),
  });
  if (session.customerMessage !== '') output.say(printable(session.customerMessage));
  try {
    const ending = await attach(session, given, onTerminal, output);
    return await tellEnding(ending, output);
  } finally {
    await session.close();
  }
}

/** Waits for a slow reader. One that has gone ends nothing: the command's output may still be wanted. */
async function writeErrors(output: Output, bytes: Uint8Array): Promise<void> {
  try {
    await writeAll(output.errors, bytes);
  } catch {
    // Stderr is where failures are told; there is no other place to tell its own.
  }
}

async function attach(
  session: ShellSession,
  given: ShellArguments,
  onTerminal: boolean,
  output: Output,
): Promise<AttachEnding> {
  if (onTerminal) return await attachTerminal(session, output);
  if (given.command !== null) return await attachPipes(session, null, output);
  return await attachPipes(session, { stream: process.stdin, clock: systemClock }, output);
}

async function tellEnding(ending: AttachEnding, output: Output): Promise<number> {
  switch (ending.kind) {
    case 'left':
      output.say('\nLeft. The session is being ended.');
      return EXIT.ok;
    case 'exited':
      output.say(ending.reason === null ? 'The session has ended.' : printable(ending.reason));
      return ending.exitCode ?? EXIT.ok;
    case 'failed':
      if (ending.error.code !== 'cancelled') await writeAll(output.errors, describeError(ending.error));
      return exitCodeOf(ending.error.code);
    default:
      return assertNever(ending);
  }
}
