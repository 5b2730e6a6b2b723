// Entry of `sallyport` on the command line: reads it, runs the command, and ends with an exit code that means
// something. Bundled to out/main/cli.js; plain Node, no Electron.
import { AppError } from '../../shared/app-error.ts';
import { type Aws, makeAws } from '../aws/aws.ts';
import type { Log } from '../base/log.ts';
import { chooseAccess } from './access.ts';
import { type CommandLine, readArguments } from './arguments.ts';
import { askMfaCode } from './ask-mfa.ts';
import { describeError } from './describe-error.ts';
import { openDiary } from './diary.ts';
import { EXIT, exitCodeOf } from './exit-codes.ts';
import { helpText } from './help.ts';
import { runLogin } from './login-command.ts';
import { isBrokenPipe, openOutput, type Output, writeAll } from './output.ts';
import { runCopy } from './copy-command.ts';
import { runProxy } from './proxy-command.ts';
import { runRdp } from './rdp-command.ts';
import { runShell } from './shell-command.ts';
import { runSsh } from './ssh-command.ts';
import { listenForSignals, type Signals } from './signals.ts';
import { runTargets } from './targets-command.ts';
import { runTunnel } from './tunnel-command.ts';
import { UsageError } from './usage-error.ts';
import { versionText } from './version.ts';

type CommandWithAws = Exclude<CommandLine, { kind: 'help' | 'version' }>;

/** What may still be running when the answer is known (an idle socket, a slow TerminateSession) is not waited for. */
async function main(): Promise<number> {
  const log = openDiary(process.env);
  try {
    const line = readArguments(process.argv.slice(2));
    return await run(line, log);
  } catch (error) {
    if (error instanceof UsageError) {
      const help = error.topic === 'main' ? 'sallyport --help' : `sallyport help ${error.topic}`;
      process.stderr.write(`sallyport: ${error.message}\n  next: ${help}\n`);
      return EXIT.usage;
    }
    if (isBrokenPipe(error)) return EXIT.readerGone;
    throw error;
  }
}

async function run(line: CommandLine, log: Log): Promise<number> {
  switch (line.kind) {
    case 'help':
      await writeAll(openOutput(false).data, helpText(line.topic));
      return EXIT.ok;
    case 'version':
      await writeAll(openOutput(false).data, await versionText());
      return EXIT.ok;
    default:
      return await runWithAws(line, log);
  }
}

async function runWithAws(line: CommandWithAws, log: Log): Promise<number> {
  const output = openOutput(line.given.quiet);
  const signals = listenForSignals();
  const aws = makeAws({ env: process.env, askMfaCode, sandbox: () => null });
  try {
    return signals.codeOr(await runCommand(line, aws, output, signals, log));
  } catch (error) {
    if (error instanceof AppError) {
      log.debug('failed', { error, cause: error.cause });
      const code = signals.codeOr(exitCodeOf(error.code));
      if (error.code !== 'cancelled') process.stderr.write(describeError(error));
      return code;
    }
    throw error;
  } finally {
    signals.stop();
    aws.close();
  }
}

async function runCommand(
  line: CommandWithAws,
  aws: Aws,
  output: Output,
  signals: Signals,
  log: Log,
): Promise<number> {
  // These may go through the running app, and then need nothing of AWS here.
  if (line.kind === 'ssh') return await runSsh(line.given, aws, output, log, signals.signal);
  if (line.kind === 'cp') return await runCopy(line.given, aws, output, log, signals.signal);
  if (line.kind === 'proxy') return await runProxy(line.given, aws, output, log, signals.signal);
  if (line.kind === 'login') return await runLogin(line.given, aws, output, signals.signal);
  const access = await chooseAccess(line.given, process.env, aws);
  log.debug('access', { profile: access.profileId, region: access.region });
  const clients = await aws.clients(access);
  switch (line.kind) {
    case 'targets':
      return await runTargets(line.given, clients, output, signals.signal);
    case 'shell':
      return await runShell(line.given, clients, output, log, signals.signal);
    case 'tunnel':
      return await runTunnel(line.given, clients, output, log, signals.signal);
    case 'rdp':
      return await runRdp(line.given, clients, output, log, signals.signal);
  }
}

main().then(
  (code) => {
    process.exit(code);
  },
  (error: unknown) => {
    const unexpected = new AppError('internal', 'Something in Sallyport went wrong.', {
      detail: error instanceof Error ? error.message : String(error),
      cause: error,
    });
    openDiary(process.env).error('unexpected', { error, stack: error instanceof Error ? error.stack : null });
    process.stderr.write(describeError(unexpected));
    process.exit(EXIT.failed);
  },
);
