// -L, -R and -D as OpenSSH writes them: [ADDRESS:]PORT:HOST:HOSTPORT and [ADDRESS:]PORT, IPv6 in brackets. Pure.
import { readPort } from './remote-end.ts';
import { type HelpTopic, UsageError } from './usage-error.ts';

export interface DynamicForward {
  /** Where it listens; loopback unless said otherwise. */
  readonly address: string;
  /** 0: any free one. */
  readonly port: number;
}

export interface Forward extends DynamicForward {
  readonly host: string;
  readonly hostPort: number;
}

const HOST = /^[0-9a-zA-Z.:_%-]{1,255}$/;

/** Throws UsageError. */
export function readForward(
  text: string,
  flag: '-L' | '-R' | '--reverse',
  topic: HelpTopic = 'ssh',
): Forward {
  const parts = splitParts(text);
  const [hostPort, host, port, address, extra] = [...parts].reverse();
  if (hostPort === undefined || host === undefined || port === undefined || extra !== undefined)
    throw new UsageError(`${flag} "${text}" is not of the form [ADDRESS:]PORT:HOST:HOSTPORT.`, topic);
  return {
    address: readAddress(address, flag, text, topic),
    port: port === '0' ? 0 : readPort(port, flag, topic),
    host: readHost(host, flag, text, topic),
    hostPort: readPort(hostPort, flag, topic),
  };
}

/** Throws UsageError. */
export function readDynamicForward(text: string): DynamicForward {
  const [port, address, extra] = [...splitParts(text)].reverse();
  if (port === undefined || extra !== undefined)
    throw new UsageError(`-D "${text}" is not of the form [ADDRESS:]PORT.`, 'ssh');
  return {
    address: readAddress(address, '-D', text, 'ssh'),
    port: port === '0' ? 0 : readPort(port, '-D', 'ssh'),
  };
}

/** At colons, but for those in brackets. */
function splitParts(text: string): string[] {
  return text.split(/:(?![^[]*\])/).map((part) => part.replace(/^\[(.*)\]$/, '$1'));
}

function readAddress(text: string | undefined, flag: string, whole: string, topic: HelpTopic): string {
  if (text === undefined || text === '' || text === 'localhost') return '127.0.0.1';
  if (text === '*') return '0.0.0.0';
  return readHost(text, flag, whole, topic);
}

function readHost(text: string, flag: string, whole: string, topic: HelpTopic): string {
  if (HOST.test(text)) return text;
  throw new UsageError(`${flag} "${whole}": "${text}" is not a host.`, topic);
}
