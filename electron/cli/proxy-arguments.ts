// `sallyport proxy` as an ssh_config's ProxyCommand has it. Pure.
import { type SavedConnectionId, savedConnectionIdSchema } from '../../shared/ids.ts';
import { PATH_OPTIONS, type PathArguments, type PathValues, readPathValues } from './path-arguments.ts';
import { readPort } from './remote-end.ts';
import { UsageError } from './usage-error.ts';

/** Which public keys of the user are handed to the target before the program signs in. */
export type KeysToPush =
  /** Those that ssh would offer for this host, by `ssh -G` and the key agent. */
  | { readonly kind: 'as-ssh'; readonly host: string }
  | { readonly kind: 'files'; readonly files: readonly string[] }
  | { readonly kind: 'none' };

export interface ProxyArguments extends PathArguments {
  readonly target: string;
  readonly savedConnectionId: SavedConnectionId | null;
  readonly keys: KeysToPush;
  readonly quiet: boolean;
}

export const PROXY_OPTIONS = {
  ...PATH_OPTIONS,
  saved: { type: 'string' },
  'public-key': { type: 'string', multiple: true },
  'keys-of': { type: 'string' },
  'no-push': { type: 'boolean' },
  verbose: { type: 'boolean', short: 'v' },
} as const;

export interface ProxyValues extends PathValues {
  quiet?: boolean | undefined;
  saved?: string | undefined;
  'public-key'?: string[] | undefined;
  'keys-of'?: string | undefined;
  'no-push'?: boolean | undefined;
  verbose?: boolean | undefined;
}

/** Throws UsageError. */
export function readProxyValues(positionals: readonly string[], values: ProxyValues): ProxyArguments {
  const [target, port, extra] = positionals;
  if (target === undefined || target.trim() === '') throw new UsageError('HOST is missing: %h', 'proxy');
  if (extra !== undefined) throw new UsageError(`"${extra}" is not understood.`, 'proxy');
  const path = readPathValues(values, 'proxy');
  const files = values['public-key'] ?? [];
  return {
    ...path,
    port: port === undefined ? path.port : readPort(port, 'PORT', 'proxy'),
    target: target.trim(),
    savedConnectionId: values.saved === undefined ? null : readSaved(values.saved),
    keys:
      values['no-push'] === true
        ? { kind: 'none' }
        : files.length > 0
          ? { kind: 'files', files }
          : { kind: 'as-ssh', host: values['keys-of'] ?? target.trim() },
    // Between ssh and the target nobody wants to read the steps; with -v they are there.
    quiet: values.verbose !== true,
  };
}

function readSaved(text: string): SavedConnectionId {
  const id = savedConnectionIdSchema.safeParse(text);
  if (id.success) return id.data;
  throw new UsageError(`--saved "${text}" is not the id of a saved connection.`, 'proxy');
}
