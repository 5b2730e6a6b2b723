// What the command line and the environment ask of this start.
import path from 'node:path';
import { HIDDEN_SWITCH } from './login-start.ts';

export interface StartOptions {
  /** Open on the sandbox without asking. */
  readonly sandbox: boolean;
  /** The log on stderr as well. (`--debug` belongs to Node and is refused.) */
  readonly verbose: boolean;
  /** Started at login: in the tray, without a window, where there is a tray. */
  readonly hidden: boolean;
  /** Absolute; null for the usual place. A second user data folder is a second instance: tests and trials. */
  readonly userDataDir: string | null;
  readonly sandboxArgs: string[];
  readonly sandboxEnv: Record<string, string>;
}

export function readStartOptions(argv: readonly string[], env: NodeJS.ProcessEnv): StartOptions {
  const userDataDir = switchValue(argv, 'user-data-dir') ?? env['SALLYPORT_USER_DATA'] ?? '';
  const instances = switchValue(argv, 'sandbox-instances');
  return {
    sandbox: argv.includes('--sandbox'),
    verbose: argv.includes('--verbose'),
    hidden: argv.includes(HIDDEN_SWITCH),
    userDataDir: userDataDir === '' ? null : path.resolve(userDataDir),
    sandboxArgs: instances === null || !/^\d{1,5}$/.test(instances) ? [] : ['--instances', instances],
    sandboxEnv: withoutAws(env),
  };
}

function switchValue(argv: readonly string[], name: string): string | null {
  const prefix = `--${name}=`;
  return argv.find((argument) => argument.startsWith(prefix))?.slice(prefix.length) ?? null;
}

/** The sandbox runs shells for anyone who types there: the user's own AWS keys have no business in them. */
function withoutAws(env: NodeJS.ProcessEnv): Record<string, string> {
  const kept = Object.entries(env).filter(([name, value]) => value !== undefined && !/^AWS_/i.test(name));
  return Object.fromEntries(kept) as Record<string, string>;
}
