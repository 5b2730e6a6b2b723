// Where a tunnel leads, as it is typed: `5432`, `5432:db.internal`, or the other way round. Pure.
import { type HelpTopic, UsageError } from './usage-error.ts';

const HOST = /^[0-9a-zA-Z.:_-]{1,255}$/;

/** Throws UsageError. */
export function readRemote(text: string): {
  readonly remotePort: number;
  readonly remoteHost: string | null;
} {
  const portFirst = /^(\d+)(?::(.+))?$/.exec(text);
  if (portFirst?.[1] !== undefined)
    return { remotePort: readPort(portFirst[1], 'REMOTE'), remoteHost: readHost(portFirst[2]) };
  const hostFirst = /^(.+):(\d+)$/.exec(text);
  if (hostFirst?.[2] !== undefined)
    return { remotePort: readPort(hostFirst[2], 'REMOTE'), remoteHost: readHost(hostFirst[1]) };
  throw new UsageError(`REMOTE "${text}" is not a port or port:host.`, 'tunnel');
}

/** Throws UsageError. */
export function readPort(text: string, what: string, topic: HelpTopic = 'tunnel'): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  if (port < 1 || port > 65_535) throw new UsageError(`${what} "${text}" is not a port (1 to 65535).`, topic);
  return port;
}

function readHost(text: string | undefined): string | null {
  if (text === undefined) return null;
  const host = text.replace(/^\[(.*)\]$/, '$1');
  if (!HOST.test(host)) throw new UsageError(`"${text}" is not a host.`, 'tunnel');
  return host;
}
