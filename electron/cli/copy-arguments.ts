// `sallyport cp` as it is typed: SOURCE … DESTINATION, each local or TARGET:PATH. Pure.
import { DEFAULT_SETTINGS } from '../../shared/settings-defaults.ts';
import {
  PATH_OPTIONS,
  type PathArguments,
  type PathValues,
  readPathValues,
  readUserAndTarget,
} from './path-arguments.ts';
import { UsageError } from './usage-error.ts';

export type CopyEnd =
  | { readonly kind: 'local'; readonly path: string }
  /** `path` empty: the home folder. */
  | { readonly kind: 'remote'; readonly target: string; readonly user: string | null; readonly path: string };

export interface CopyArguments extends PathArguments {
  readonly sources: readonly CopyEnd[];
  readonly destination: CopyEnd;
  readonly recursive: boolean;
  readonly resume: boolean;
  /** Of Session Manager, that share one large download. */
  readonly sessions: number;
  readonly keyFile: string | null;
  readonly quiet: boolean;
}

export const COPY_OPTIONS = {
  ...PATH_OPTIONS,
  identity: { type: 'string', short: 'i' },
  recursive: { type: 'boolean', short: 'r' },
  resume: { type: 'boolean' },
  sessions: { type: 'string' },
} as const;

export interface CopyValues extends PathValues {
  quiet?: boolean | undefined;
  identity?: string | undefined;
  recursive?: boolean | undefined;
  resume?: boolean | undefined;
  sessions?: string | undefined;
}

/** As in the settings of the app. */
const MAX_SESSIONS = 8;

/** Throws UsageError. */
export function readCopyValues(positionals: readonly string[], values: CopyValues): CopyArguments {
  const ends = positionals.map(readEnd);
  const destination = ends.at(-1);
  const sources = ends.slice(0, -1);
  if (destination === undefined || sources.length === 0)
    throw new UsageError('SOURCE and DESTINATION are needed.', 'cp');
  const isRemote = (end: CopyEnd): boolean => end.kind === 'remote';
  if (isRemote(destination) ? sources.some(isRemote) : !sources.every(isRemote))
    throw new UsageError('One side has to be TARGET:PATH, the other one a local path.', 'cp');
  const targets = new Set(
    [...sources, destination].flatMap((end) => (end.kind === 'remote' ? [end.target] : [])),
  );
  if (targets.size > 1) throw new UsageError('All of it has to be on one target.', 'cp');
  return {
    ...readPathValues(values, 'cp'),
    sources,
    destination,
    recursive: values.recursive ?? false,
    resume: values.resume ?? false,
    sessions: readSessions(values.sessions),
    keyFile: values.identity === undefined || values.identity === '' ? null : values.identity,
    quiet: values.quiet ?? false,
  };
}

function readSessions(text: string | undefined): number {
  if (text === undefined) return DEFAULT_SETTINGS.files.downloadSessions;
  const count = /^\d$/.test(text) ? Number(text) : 0;
  if (count >= 1 && count <= MAX_SESSIONS) return count;
  throw new UsageError(`--sessions "${text}" is not a number from 1 to ${String(MAX_SESSIONS)}.`, 'cp');
}

/** As scp reads it: a colon before the first slash. `C:\x` and `C:/x` are local on every system, as is `./a:b`. */
function readEnd(text: string): CopyEnd {
  const colon = text.indexOf(':');
  const slash = text.search(/[/\\]/);
  const isDrive = /^[A-Za-z]:($|[/\\])/.test(text);
  if (colon < 1 || isDrive || (slash >= 0 && slash < colon)) {
    if (text === '') throw new UsageError('A path is empty.', 'cp');
    return { kind: 'local', path: text };
  }
  return { kind: 'remote', ...readUserAndTarget(text.slice(0, colon), 'cp'), path: text.slice(colon + 1) };
}
