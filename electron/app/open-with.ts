// Opens a tunnel with the user's programs: the browser, database clients in the system's terminal, a custom command.
// Never through a shell.
import { spawn } from 'node:child_process';
import { AppError } from '../../shared/app-error.ts';
import type { OpenWith, TunnelClient } from '../../shared/open-with.ts';
import { type Command, commandWords } from './command-words.ts';
import { findProgram, type ProgramFinder } from '../base/find-program.ts';
import { outsideEnv } from '../base/outside-env.ts';
import type { Agree } from './consents.ts';
import { runForTunnel } from './deeds.ts';
import { terminalFor, type TerminalLauncher } from './system-terminal.ts';

export interface TunnelAddress {
  readonly host: string;
  readonly port: number;
}

export type OpenTunnelWith = (
  client: TunnelClient,
  address: TunnelAddress,
  wishes: OpenWith,
  signal: AbortSignal,
) => Promise<void>;

export interface OpenWithParts {
  readonly openInBrowser: (url: string) => Promise<void>;
  readonly platform: NodeJS.Platform;
  readonly env: NodeJS.ProcessEnv;
  /** Before a command of the user's own runs. */
  readonly agree: Agree;
  /** Settles when the program runs; rejects with AppError when it does not start. It outlives us. */
  readonly launch?: (command: Command) => Promise<void>;
}

/** What opens, as far as it can be said without looking at this computer. Throws AppError. Pure. */
export type OpenPlan =
  | { readonly kind: 'url'; readonly url: string }
  | { readonly kind: 'window' | 'terminal'; readonly command: Command };

export function planOpen(client: TunnelClient, { host, port }: TunnelAddress, wishes: OpenWith): OpenPlan {
  const { user, database } = wishes;
  const terminal = (program: string, ...args: (string | null)[]): OpenPlan => ({
    kind: 'terminal',
    command: { program, args: args.filter((arg) => arg !== null) },
  });
  switch (client) {
    case 'browser':
      return { kind: 'url', url: `${wishes.scheme}://${host}:${port}/` };
    case 'psql':
      return terminal(
        'psql',
        `--host=${host}`,
        `--port=${port}`,
        user === null ? null : `--username=${user}`,
        database === null ? null : `--dbname=${psqlDatabase(database)}`,
      );
    case 'mysql':
      // Without the protocol it would take "this computer" to mean its own socket file.
      return terminal(
        'mysql',
        '--protocol=TCP',
        `--host=${host}`,
        `--port=${port}`,
        user === null ? null : `--user=${user}`,
        user === null ? null : '--password',
        database === null ? null : `--database=${database}`,
      );
    case 'redis-cli':
      return terminal(
        'redis-cli',
        '-h',
        host,
        '-p',
        String(port),
        ...(user === null ? [] : ['--user', user]),
      );
    case 'custom': {
      if (wishes.command === null)
        throw new AppError('tunnel/client-failed', 'This tunnel has no command of its own.');
      const [program, ...args] = commandWords(wishes.command, { host, port: String(port), user });
      return { kind: wishes.commandPlace, command: { program, args } };
    }
  }
}

/** psql takes a name with `=` or `://` for a whole connection string, which could lead past the tunnel. */
function psqlDatabase(name: string): string {
  return /=|:\/\//.test(name) ? `dbname='${name.replace(/[\\']/g, '\\$&')}'` : name;
}

export function makeOpenWith(parts: OpenWithParts): OpenTunnelWith {
  const { platform, env, launch = (command) => launchDetached(command, env) } = parts;
  const find: ProgramFinder = (name) => findProgram(name, { platform, env });
  return async (client, address, wishes, signal) => {
    const plan = planOpen(client, address, wishes);
    if (plan.kind === 'url') {
      await parts.openInBrowser(plan.url);
      return;
    }
    const { program, args } = plan.command;
    const found = await find(program);
    if (found === null)
      throw new AppError('tunnel/client-missing', `${program} was not found on this computer.`, {
        detail: 'It is looked for in the folders of PATH. A full path works as well.',
      });
    const command = { program: found, args };
    const started = plan.kind === 'window' ? command : await inTerminal(terminalFor(platform), command, find);
    if (client === 'custom') await parts.agree(runForTunnel(wishes.command ?? '', wishes.user), signal);
    await launch(started);
  };
}

async function inTerminal(
  terminal: TerminalLauncher,
  command: Command,
  find: ProgramFinder,
): Promise<Command> {
  const launch = await terminal(command, find);
  if (launch !== null) return launch;
  throw new AppError('tunnel/client-missing', 'No terminal program was found on this computer.', {
    detail: 'Install one, such as xterm, or use a client with a window of its own.',
  });
}

/** Long enough to see that there is no such program or no permission. */
function launchDetached({ program, args }: Command, env: NodeJS.ProcessEnv): Promise<void> {
  return new Promise((resolve, reject) => {
    const options = { detached: true, stdio: 'ignore', windowsHide: false, env: outsideEnv(env) } as const;
    const child = spawn(program, args, options);
    child.once('error', (error) => {
      reject(
        new AppError('tunnel/client-failed', `${program} could not be started.`, {
          detail: error.message,
          cause: error,
        }),
      );
    });
    child.once('spawn', () => {
      child.unref();
      resolve();
    });
  });
}
