// Follows whether somebody shows tray icons: a panel may start after us, at login above all, and may end or be restarted.
// macOS and Windows always show them. A program of the desktop listens on the session bus for us; what it reports is
// only a reason to ask again.
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Log } from '../base/log.ts';
import { BUS, findTrayHost, type TrayHost, WATCHER } from './tray-host.ts';

export interface TrayWatch {
  /** `unknown` until it was asked for. */
  readonly host: TrayHost;
  /** Settles with the first answer. Never rejects. */
  readonly known: Promise<TrayHost>;
  stop(): void;
}

export interface TrayWatchParts {
  readonly platform: NodeJS.Platform;
  /** Not for the first answer. */
  readonly onChange: (host: TrayHost) => void;
  readonly log: Log;
  readonly find?: (platform: NodeJS.Platform) => Promise<TrayHost>;
  readonly listeners?: readonly (readonly [program: string, args: readonly string[]])[];
}

/** One of them is on every desktop with a session bus. Each writes a line when it has begun to listen. */
const LISTENERS: NonNullable<TrayWatchParts['listeners']> = [
  ['gdbus', ['monitor', '--session', '--dest', BUS, '--object-path', '/org/freedesktop/DBus']],
  [
    'dbus-monitor',
    ['--session', `type='signal',sender='${BUS}',member='NameOwnerChanged',arg0='${WATCHER}'`],
  ],
];

export function watchTrayHost(parts: TrayWatchParts): TrayWatch {
  const { platform, onChange, log, find = findTrayHost, listeners = LISTENERS } = parts;
  let host: TrayHost = 'unknown';
  let isFirst = true;
  let isStopped = false;
  let end: () => void = () => undefined;
  // One question after the other: answers must not overtake each other.
  let asking: Promise<TrayHost> = Promise.resolve(host);

  const ask = (): Promise<TrayHost> => {
    asking = asking.then(async () => {
      if (isStopped) return host;
      const before = host;
      host = await find(platform);
      const isNews = !isFirst && host !== before;
      isFirst = false;
      if (isNews && !isStopped) onChange(host);
      return host;
    });
    return asking;
  };

  /** The first of the programs that is there. */
  const listen = (left: typeof listeners): void => {
    const [first, ...others] = left;
    if (isStopped) return;
    if (first === undefined) {
      log.info('nobody tells when a tray appears: it is looked for at the start only', {});
      return;
    }
    const child = spawn(first[0], [...first[1]], { stdio: ['ignore', 'pipe', 'ignore'] });
    end = () => child.kill('SIGKILL');
    child.once('error', () => {
      listen(others);
    });
    let isListening = false;
    const lines = createInterface({ input: child.stdout });
    lines.on('line', (line) => {
      // The first line: whatever happened before it was not heard.
      if (!isListening || line.includes(WATCHER)) void ask();
      isListening = true;
    });
    lines.on('close', () => {
      if (isListening && !isStopped) log.info('the session bus tells no more of trays', {});
    });
  };

  const known = ask();
  if (platform === 'linux') listen(listeners);
  return {
    get host() {
      return host;
    },
    known,
    stop() {
      isStopped = true;
      end();
    },
  };
}
