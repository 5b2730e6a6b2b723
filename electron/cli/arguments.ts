// Reads the command line into one value. Pure: no files, no environment.
import { COPY_OPTIONS, type CopyArguments, readCopyValues } from './copy-arguments.ts';
import { parse } from './parse-options.ts';
import { PROXY_OPTIONS, type ProxyArguments, readProxyValues } from './proxy-arguments.ts';
import { RDP_OPTIONS, type RdpArguments, readRdpValues } from './rdp-arguments.ts';
import { parametersOf } from './document-parameters.ts';
import { readSshValues, splitCommand, SSH_OPTIONS, type SshArguments } from './ssh-arguments.ts';
import { readTunnelValues, TUNNEL_OPTIONS, type TunnelArguments } from './tunnel-arguments.ts';
import { HELP_TOPICS, type HelpTopic, UsageError } from './usage-error.ts';

export interface AccessArguments {
  readonly profile: string | null;
  readonly region: string | null;
}

export interface LoginArguments extends AccessArguments {
  readonly quiet: boolean;
}

export interface TargetsArguments extends AccessArguments {
  readonly json: boolean;
  readonly search: string | null;
  readonly quiet: boolean;
}

export interface ShellArguments extends AccessArguments {
  /** Name, address or id. */
  readonly target: string;
  readonly documentName: string | null;
  readonly parameters: Readonly<Record<string, readonly string[]>>;
  readonly reason: string | null;
  /** Run this instead of a shell, without a terminal. */
  readonly command: string | null;
  readonly quiet: boolean;
}

export type CommandLine =
  | { readonly kind: 'help'; readonly topic: HelpTopic }
  | { readonly kind: 'version' }
  | { readonly kind: 'login'; readonly given: LoginArguments }
  | { readonly kind: 'targets'; readonly given: TargetsArguments }
  | { readonly kind: 'shell'; readonly given: ShellArguments }
  | { readonly kind: 'ssh'; readonly given: AccessArguments & SshArguments }
  | { readonly kind: 'cp'; readonly given: AccessArguments & CopyArguments }
  | { readonly kind: 'proxy'; readonly given: AccessArguments & ProxyArguments }
  | { readonly kind: 'tunnel'; readonly given: AccessArguments & TunnelArguments }
  | { readonly kind: 'rdp'; readonly given: AccessArguments & RdpArguments };

const ACCESS_OPTIONS = {
  profile: { type: 'string', short: 'p' },
  region: { type: 'string', short: 'r' },
  quiet: { type: 'boolean', short: 'q' },
  help: { type: 'boolean', short: 'h' },
} as const;
const TARGETS_OPTIONS = {
  ...ACCESS_OPTIONS,
  json: { type: 'boolean' },
  search: { type: 'string', short: 's' },
} as const;
const SHELL_OPTIONS = {
  ...ACCESS_OPTIONS,
  document: { type: 'string' },
  parameter: { type: 'string', multiple: true },
  reason: { type: 'string' },
  command: { type: 'string', short: 'c' },
} as const;

/** `argv` without node and script. Throws UsageError. */
export function readArguments(argv: readonly string[]): CommandLine {
  const [first, ...rest] = argv;
  switch (first) {
    case undefined:
    case '--help':
    case '-h':
      return { kind: 'help', topic: 'main' };
    case 'help':
      return { kind: 'help', topic: helpTopic(rest[0]) };
    case '--version':
    case '-V':
    case 'version':
      return { kind: 'version' };
    case 'login':
      return readLogin(rest);
    case 'targets':
      return readTargets(rest);
    case 'shell':
      return readShell(rest);
    case 'ssh':
      return readSsh(rest);
    case 'cp':
      return readCopy(rest);
    case 'proxy':
      return readProxy(rest);
    case 'tunnel':
      return readTunnel(rest);
    case 'rdp':
      return readRdp(rest);
    default:
      throw new UsageError(`There is no command "${first}".`, 'main');
  }
}

function readLogin(argv: readonly string[]): CommandLine {
  const { values, positionals } = parse(argv, ACCESS_OPTIONS, 'login');
  if (values.help === true) return { kind: 'help', topic: 'login' };
  const [extra] = positionals;
  if (extra !== undefined) {
    throw new UsageError(`"${extra}" is not understood. For an AWS profile, use --profile ${extra}`, 'login');
  }
  return { kind: 'login', given: { ...accessOf(values), quiet: values.quiet ?? false } };
}

function readTargets(argv: readonly string[]): CommandLine {
  const { values, positionals } = parse(argv, TARGETS_OPTIONS, 'targets');
  if (values.help === true) return { kind: 'help', topic: 'targets' };
  const [extra] = positionals;
  if (extra !== undefined) {
    throw new UsageError(`"${extra}" is not understood. To search, use --search ${extra}`, 'targets');
  }
  return {
    kind: 'targets',
    given: {
      ...accessOf(values),
      json: values.json ?? false,
      search: values.search ?? null,
      quiet: values.quiet ?? false,
    },
  };
}

function readShell(argv: readonly string[]): CommandLine {
  const { values, positionals } = parse(argv, SHELL_OPTIONS, 'shell');
  if (values.help === true) return { kind: 'help', topic: 'shell' };
  const [target, extra] = positionals;
  if (target === undefined || target.trim() === '') throw new UsageError('TARGET is missing.', 'shell');
  if (extra !== undefined) {
    throw new UsageError(`"${extra}" is not understood. To run something, use --command '…'`, 'shell');
  }
  if (values.command !== undefined && values.document !== undefined) {
    throw new UsageError('--command and --document exclude each other.', 'shell');
  }
  if (values.command?.trim() === '') throw new UsageError('--command is empty.', 'shell');
  return {
    kind: 'shell',
    given: {
      ...accessOf(values),
      target: target.trim(),
      documentName: values.document ?? null,
      parameters: parametersOf(values.parameter ?? []),
      reason: values.reason ?? null,
      command: values.command ?? null,
      quiet: values.quiet ?? false,
    },
  };
}

function readSsh(argv: readonly string[]): CommandLine {
  const options = { ...ACCESS_OPTIONS, ...SSH_OPTIONS };
  const { own, command } = splitCommand(argv, options);
  const { values, positionals } = parse(own, options, 'ssh');
  if (values.help === true) return { kind: 'help', topic: 'ssh' };
  return { kind: 'ssh', given: { ...accessOf(values), ...readSshValues(positionals[0], command, values) } };
}

function readCopy(argv: readonly string[]): CommandLine {
  // -r is --recursive here, as with scp.
  const { region: { short: _short, ...region }, ...others } = ACCESS_OPTIONS; // prettier-ignore
  const options = { ...others, region, ...COPY_OPTIONS };
  const { values, positionals } = parse(argv, options, 'cp');
  if (values.help === true) return { kind: 'help', topic: 'cp' };
  return { kind: 'cp', given: { ...accessOf(values), ...readCopyValues(positionals, values) } };
}

function readProxy(argv: readonly string[]): CommandLine {
  const { values, positionals } = parse(argv, { ...ACCESS_OPTIONS, ...PROXY_OPTIONS }, 'proxy');
  if (values.help === true) return { kind: 'help', topic: 'proxy' };
  return { kind: 'proxy', given: { ...accessOf(values), ...readProxyValues(positionals, values) } };
}

function readTunnel(argv: readonly string[]): CommandLine {
  const { values, positionals } = parse(argv, { ...ACCESS_OPTIONS, ...TUNNEL_OPTIONS }, 'tunnel');
  if (values.help === true) return { kind: 'help', topic: 'tunnel' };
  return { kind: 'tunnel', given: { ...accessOf(values), ...readTunnelValues(positionals, values) } };
}

function readRdp(argv: readonly string[]): CommandLine {
  const { values, positionals } = parse(argv, { ...ACCESS_OPTIONS, ...RDP_OPTIONS }, 'rdp');
  if (values.help === true) return { kind: 'help', topic: 'rdp' };
  const [target, extra] = positionals;
  if (target === undefined || target.trim() === '') throw new UsageError('TARGET is missing.', 'rdp');
  if (extra !== undefined) throw new UsageError(`"${extra}" is not understood.`, 'rdp');
  return { kind: 'rdp', given: { ...accessOf(values), ...readRdpValues(target.trim(), values) } };
}

function accessOf(values: { profile?: string | undefined; region?: string | undefined }): AccessArguments {
  return { profile: filled(values.profile), region: filled(values.region) };
}

function helpTopic(text: string | undefined): HelpTopic {
  if (text === undefined) return 'main';
  const topic = HELP_TOPICS.find((each) => each === text);
  if (topic !== undefined) return topic;
  throw new UsageError(`There is no command "${text}".`, 'main');
}

function filled(text: string | undefined): string | null {
  return text === undefined || text === '' ? null : text;
}
