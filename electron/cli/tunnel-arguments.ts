// `sallyport tunnel` as it is typed: TARGET REMOTE, or TARGET --reverse [ADDRESS:]PORT:HOST:HOSTPORT. Pure.
import type { ToHere } from '../../shared/tunnel.ts';
import { readForward } from './forward-arguments.ts';
import { readPort, readRemote } from './remote-end.ts';
import { UsageError } from './usage-error.ts';

export interface TunnelArguments {
  /** Name, address or id. */
  readonly target: string;
  readonly way:
    | {
        readonly kind: 'to-target';
        readonly remotePort: number;
        /** Null: a port of the target itself. */
        readonly remoteHost: string | null;
        /** Null: any free port. */
        readonly localPort: number | null;
        /** Null: the target's own loopback address. */
        readonly localAddress: string | null;
      }
    | ToHere;
  readonly json: boolean;
  readonly quiet: boolean;
}

export const TUNNEL_OPTIONS = {
  local: { type: 'string', short: 'l' },
  address: { type: 'string' },
  reverse: { type: 'string', short: 'R' },
  json: { type: 'boolean' },
} as const;

interface TunnelValues {
  readonly local?: string | undefined;
  readonly address?: string | undefined;
  readonly reverse?: string | undefined;
  readonly json?: boolean | undefined;
  readonly quiet?: boolean | undefined;
}

/** Throws UsageError. */
export function readTunnelValues(positionals: readonly string[], values: TunnelValues): TunnelArguments {
  const [target, remote, extra] = positionals;
  if (target === undefined || target.trim() === '') throw new UsageError('TARGET is missing.', 'tunnel');
  return {
    target: target.trim(),
    way:
      values.reverse === undefined
        ? forwardOf(remote, extra, values)
        : reverseOf(values.reverse, remote, values),
    json: values.json ?? false,
    quiet: values.quiet ?? false,
  };
}

function forwardOf(
  remote: string | undefined,
  extra: string | undefined,
  values: TunnelValues,
): TunnelArguments['way'] {
  if (remote === undefined) throw new UsageError('REMOTE is missing: a port, or port:host.', 'tunnel');
  if (extra !== undefined) throw new UsageError(`"${extra}" is not understood.`, 'tunnel');
  return {
    kind: 'to-target',
    ...readRemote(remote),
    localPort: values.local === undefined ? null : readPort(values.local, '--local'),
    localAddress: values.address === undefined || values.address === '' ? null : values.address,
  };
}

function reverseOf(text: string, remote: string | undefined, { local, address }: TunnelValues): ToHere {
  if (remote !== undefined)
    throw new UsageError(`--reverse says where it leads; "${remote}" is one too many.`, 'tunnel');
  if (local !== undefined || address !== undefined)
    throw new UsageError(
      'With --reverse no local port is opened: --local and --address mean nothing.',
      'tunnel',
    );
  const { address: listen, port, host, hostPort } = readForward(text, '--reverse', 'tunnel');
  return {
    kind: 'to-here',
    listenAddress: listen === '127.0.0.1' ? null : listen,
    listenPort: port === 0 ? null : port,
    host: host === 'localhost' ? null : host,
    port: hostPort,
  };
}
