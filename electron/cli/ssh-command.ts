// `sallyport ssh`: a login shell, or one command, on a target by the best route; -L, -R and -D beside it or alone.
import type { Aws } from '../aws/aws.ts';
import { onAbort } from '../base/abort.ts';
import { systemClock } from '../base/clock.ts';
import type { Log } from '../base/log.ts';
import type { SshClient } from '../ssh/ssh-client.ts';
import type { AccessArguments } from './arguments.ts';
import { attachCommand } from './attach-command.ts';
import { attachPipes } from './attach-pipes.ts';
import { attachTerminal, type AttachEnding } from './attach-terminal.ts';
import { describeError } from './describe-error.ts';
import { EXIT, exitCodeOf } from './exit-codes.ts';
import { forwardOnly } from './forward-only.ts';
import { type Forwards, openForwards } from './forwards.ts';
import { KnownAnswers } from './known-answers.ts';
import { isBrokenPipe, type Output, writeAll } from './output.ts';
import { openPathSource } from './path-source.ts';
import { signInToTarget } from './sign-in-to-target.ts';
import type { SshArguments } from './ssh-arguments.ts';
import { PIPED_SIZE, terminalSize } from './terminal-mode.ts';

/** As programs end that write to a pipe nobody reads: 128 + SIGPIPE. */
const READER_GONE = 141;

export async function runSsh(
  given: AccessArguments & SshArguments,
  aws: Aws,
  output: Output,
  log: Log,
  signal: AbortSignal,
): Promise<number> {
  const env = process.env;
  const say = (text: string): void => {
    // While a terminal is raw its lines need a CR as well.
    output.say(process.stdin.isRaw ? `\r${text}\r` : text);
  };
  const source = await openPathSource({ given, env, aws, log, say }, signal);
  try {
    const query = { ...given, savedConnectionId: null };
    const request = { source, query, keyFile: given.keyFile, env, log, say, answers: new KnownAnswers() };
    const first = await signInToTarget(request, signal);
    if (given.onlyForward) {
      const again = { ...request, query: { ...query, user: first.user } };
      const signInAgain = (inner: AbortSignal) => signInToTarget(again, inner);
      await forwardOnly({ wanted: given, first, signInAgain }, { log, say, signal });
      return EXIT.ok;
    }
    const { ssh } = first;
    let forwards: Forwards | null = null;
    const stop = onAbort(signal, () => void ssh.close());
    try {
      forwards = await openForwards(given, ssh, { log, say, signal });
      return await attach(ssh, given, output, signal);
    } catch (error) {
      if (isBrokenPipe(error)) return READER_GONE;
      throw error;
    } finally {
      stop();
      await forwards?.close();
      await ssh.close();
    }
  } finally {
    source.close();
  }
}

async function attach(
  ssh: SshClient,
  given: SshArguments,
  output: Output,
  signal: AbortSignal,
): Promise<number> {
  const { stdin, stdout } = process;
  if (given.command !== null && given.terminal !== 'always')
    return await attachCommand(await ssh.exec(given.command, signal), output);
  const isOnTerminal = stdin.isTTY && stdout.isTTY;
  const wantsTerminal = given.terminal === 'always' || (given.terminal === 'auto' && isOnTerminal);
  if (!wantsTerminal) {
    // As OpenSSH without a terminal: the login shell reads its commands from our input.
    return await attachCommand(await ssh.exec('exec "$SHELL" -l', signal), output);
  }
  const size = isOnTerminal ? terminalSize(stdout) : PIPED_SIZE;
  const command = given.command === null ? {} : { command: given.command };
  const shell = await ssh.openShell(size, { ...ptyOptions(), ...command }, signal);
  try {
    const ending = isOnTerminal
      ? await attachTerminal(shell, output)
      : await attachPipes(shell, { stream: stdin, clock: systemClock }, output);
    return await tellEnding(ending, output);
  } finally {
    await shell.close();
  }
}

function ptyOptions() {
  const { TERM } = process.env;
  const env = Object.entries(process.env).filter(
    ([name, value]) => value !== undefined && /^(LANG|LC_\w+)$/.test(name),
  );
  return {
    ...(TERM === undefined || TERM === '' ? {} : { term: TERM }),
    env: Object.fromEntries(env) as Record<string, string>,
  };
}

async function tellEnding(ending: AttachEnding, output: Output): Promise<number> {
  switch (ending.kind) {
    case 'left':
      return EXIT.ok;
    case 'exited':
      return ending.exitCode ?? EXIT.sessionLost;
    case 'failed':
      if (ending.error.code !== 'cancelled') await writeAll(output.errors, describeError(ending.error));
      return exitCodeOf(ending.error.code);
  }
}
