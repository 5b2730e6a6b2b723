// `sallyport ssh` as it is typed: options, TARGET, and everything after it as the command, as with OpenSSH. Pure.
import { parseArgs } from 'node:util';
import {
  PATH_OPTIONS,
  type PathArguments,
  type PathValues,
  readPathValues,
  readUserAndTarget,
} from './path-arguments.ts';
import { type DynamicForward, type Forward, readDynamicForward, readForward } from './forward-arguments.ts';
import { UsageError } from './usage-error.ts';

export interface SshArguments extends PathArguments {
  /** Id, name or address, or the name of a saved connection. */
  readonly target: string;
  /** Words as typed, joined as OpenSSH does; null for a shell. */
  readonly command: string | null;
  readonly keyFile: string | null;
  /** `auto`: a terminal for a shell, none for a command. */
  readonly terminal: 'auto' | 'always' | 'never';
  /** Only tunnels: no shell and no command. */
  readonly onlyForward: boolean;
  readonly local: readonly Forward[];
  readonly remote: readonly Forward[];
  readonly dynamic: readonly DynamicForward[];
  readonly quiet: boolean;
}

export const SSH_OPTIONS = {
  ...PATH_OPTIONS,
  identity: { type: 'string', short: 'i' },
  tty: { type: 'boolean', short: 't' },
  'no-tty': { type: 'boolean', short: 'T' },
  'no-command': { type: 'boolean', short: 'N' },
  local: { type: 'string', short: 'L', multiple: true },
  remote: { type: 'string', short: 'R', multiple: true },
  dynamic: { type: 'string', short: 'D', multiple: true },
} as const;

export interface SshValues extends PathValues {
  quiet?: boolean | undefined;
  identity?: string | undefined;
  tty?: boolean | undefined;
  'no-tty'?: boolean | undefined;
  'no-command'?: boolean | undefined;
  local?: string[] | undefined;
  remote?: string[] | undefined;
  dynamic?: string[] | undefined;
}

/** Options end with the second word that is none: what follows belongs to the command. */
export function splitCommand(
  argv: readonly string[],
  options: NonNullable<Parameters<typeof parseArgs>[0]>['options'],
): { readonly own: readonly string[]; readonly command: readonly string[] } {
  const { tokens } = parseArgs({
    args: [...argv],
    ...(options === undefined ? {} : { options }),
    allowPositionals: true,
    strict: false,
    tokens: true,
  });
  const [, second] = tokens.filter(({ kind }) => kind === 'positional');
  if (second === undefined) return { own: argv, command: [] };
  return { own: argv.slice(0, second.index), command: argv.slice(second.index) };
}

/** Throws UsageError. */
export function readSshValues(
  target: string | undefined,
  command: readonly string[],
  values: SshValues,
): SshArguments {
  if (target === undefined) throw new UsageError('TARGET is missing.', 'ssh');
  const path = readPathValues(values, 'ssh');
  const named = readUserAndTarget(target, 'ssh');
  const onlyForward = values['no-command'] === true;
  if (onlyForward && command.length > 0) throw new UsageError('-N and a command exclude each other.', 'ssh');
  return {
    ...path,
    target: named.target,
    user: path.user ?? named.user,
    command: command.length === 0 ? null : command.join(' '),
    keyFile: values.identity === undefined || values.identity === '' ? null : values.identity,
    terminal: values.tty === true ? 'always' : values['no-tty'] === true ? 'never' : 'auto',
    onlyForward,
    local: (values.local ?? []).map((text) => readForward(text, '-L')),
    remote: (values.remote ?? []).map((text) => readForward(text, '-R')),
    dynamic: (values.dynamic ?? []).map(readDynamicForward),
    quiet: values.quiet ?? false,
  };
}
