// The file ~/.ssh/sallyport/config: a name for each saved connection, and a rule for ids, both with `sallyport proxy` as
// their ProxyCommand. Pure.
import { AppError } from '../../shared/app-error.ts';
import type { SavedConnectionId } from '../../shared/ids.ts';
import type { SavedConnectionSpec } from '../../shared/saved-connection.ts';
import { hostAliases } from '../connection/host-alias.ts';

export interface ProxyProgram {
  /** Program and its arguments; absolute, because programs of the desktop have a PATH of their own. */
  readonly words: readonly string[];
  /** Where the app keeps its files, when that is not the usual place. */
  readonly dataFolder: string | null;
  readonly platform: NodeJS.Platform;
}

export interface NamedConnection {
  readonly saved: SavedConnectionSpec;
  /** Who signed in the last time; for a saved connection that names nobody. */
  readonly knownUser: string | null;
}

const HEAD = `# Written by Sallyport, anew whenever your saved connections change: what you change here is lost.
# Switch it off in Sallyport's settings ("Names for other SSH programs"), and this file and its Include line are gone.
`;

/** Whoever it was written for. */
export function isWrittenByUs(text: string): boolean {
  return text.startsWith(HEAD.slice(0, HEAD.indexOf(',')));
}

/**
 * `taken`: hosts of the user's own, in small letters, which keep their names. Throws `ssh-config/unwritable` when a path
 * cannot be written into an ssh_config.
 */
export function sshConfigText(
  connections: readonly NamedConnection[],
  program: ProxyProgram,
  taken: ReadonlySet<string> = new Set(),
): string {
  const aliases = hostAliases(connections.map(({ saved }) => saved));
  const blocks = connections
    .filter(({ saved }) => isHost(saved))
    .map((named) => ({ named, alias: aliases.get(named.saved.id) ?? '' }))
    .filter(({ alias }) => !taken.has(alias))
    .sort((a, b) => (a.alias < b.alias ? -1 : 1))
    .map(({ named, alias }) => hostBlock(alias, named, program));
  return [HEAD + ownerLine(program.dataFolder), ...blocks, ruleForIds(program)].join('\n');
}

/**
 * Whose saved connections they are: a second app with a data folder of its own (a trial, a test) must not take the place
 * of the user's.
 */
export function isWrittenFor(text: string, dataFolder: string | null): boolean {
  return text.includes(ownerLine(dataFolder));
}

function ownerLine(dataFolder: string | null): string {
  return `# Saved connections of ${dataFolder === null ? 'the usual data folder' : oneLine(dataFolder)}.\n`;
}

/** As other programs call them, for people. */
export function sshHostNames(saved: readonly SavedConnectionSpec[]): readonly string[] {
  const aliases = hostAliases(saved);
  return saved
    .filter(isHost)
    .map(({ id }) => aliases.get(id) ?? '')
    .sort();
}

/** A desktop is no host of SSH. */
function isHost({ kind, targetId }: SavedConnectionSpec): boolean {
  return kind === 'shell' && /^m?i-[A-Za-z0-9-]+$/.test(targetId);
}

function hostBlock(alias: string, { saved, knownUser }: NamedConnection, program: ProxyProgram): string {
  const { name, targetId, how, id } = saved;
  const user = how.user ?? knownUser;
  return [
    `# ${oneLine(name)}`,
    `Host ${alias}`,
    // known_hosts keeps keys by id then: a machine of the same name is another one.
    `  HostName ${targetId}`,
    ...(user !== null && /^[\w.-]+$/.test(user) ? [`  User ${user}`] : []),
    `  ProxyCommand ${proxyCommand(program, ['--saved', id], alias, targetId)}`,
    '',
  ].join('\n');
}

/**
 * Names that come from elsewhere (a link, a submodule's address) end up in the command, and OpenSSH before 9.6 hands them
 * to the shell as they are. Quoted they are harmless, and those that hold a quote are left out by the rule.
 */
function ruleForIds(program: ProxyProgram): string {
  // Windows starts the program without a shell.
  const without = program.platform === 'win32' ? '' : ",!*'*";
  return [
    '# Instances and managed nodes by their ids, also where HostName of your own names one.',
    `Match host "i-*,mi-*${without}" user "*${without}"`,
    `  ProxyCommand ${proxyCommand(program, [], '%n', '%h')}`,
    '',
  ].join('\n');
}

function proxyCommand(
  { words, dataFolder, platform }: ProxyProgram,
  more: readonly (string | SavedConnectionId)[],
  keysOf: string,
  host: string,
): string {
  const folder = dataFolder === null ? [] : ['--data-folder', dataFolder];
  const quote = platform === 'win32' ? quoteWindows : quotePosix;
  const own = [...words, 'proxy', ...folder, ...more].map((word) => quote(literal(word)));
  const filledIn = ['--user', '%r', '--keys-of', keysOf, host, '%p'].map((word) =>
    word.includes('%') ? quote(word, 'always') : word,
  );
  return [...own, ...filledIn].join(' ');
}

/** ssh fills in what begins with a percent sign. */
function literal(word: string): string {
  if (/\p{Cc}/u.test(word))
    throw new AppError(
      'ssh-config/unwritable',
      'A path of Sallyport cannot be written into an SSH configuration.',
      {
        detail: oneLine(word),
      },
    );
  return word.replaceAll('%', '%%');
}

/** For every shell there: within single quotes all but the single quote means itself. */
function quotePosix(word: string, when: 'always' | 'needed' = 'needed'): string {
  if (when === 'needed' && /^[\w@%+=:,./-]+$/.test(word)) return word;
  return `'${word.replaceAll("'", `'\\''`)}'`;
}

/** As the C library of Windows reads its command line; a file name there holds no double quote. */
function quoteWindows(word: string, when: 'always' | 'needed' = 'needed'): string {
  if (when === 'needed' && /^[\w@%+=:,.\\/-]+$/.test(word)) return word;
  return `"${word.replaceAll('"', '').replace(/\\+$/, '$&$&')}"`;
}

function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ');
}
