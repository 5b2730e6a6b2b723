// A login shell, or one command, in a terminal of the target (RFC 4254 6.2): what a tab shows.
import type { ClientCallback, PseudoTtyOptions } from 'ssh2';
import type { TerminalSize } from '../../shared/connection.ts';
import type { Clock } from '../base/clock.ts';
import type { Shell, ShellEnding } from '../base/shell.ts';
import { requestBreak } from './break-request.ts';
import { type ChannelEnding, openProgram } from './channel-ending.ts';
import { ChannelStream } from './channel-stream.ts';
import { keepSmallWindow } from './small-window.ts';
import type { SshChannels } from './ssh-channels.ts';

export interface SshShell extends Shell {
  /** Break on the line, for serial consoles. Answers whether the far side took it. */
  sendBreak(): Promise<boolean>;
}

export interface PtyOptions {
  /** What the far side's programs take us for; `xterm-256color` when absent. */
  readonly term?: string;
  /** sshd takes only what its AcceptEnv names: on most systems LANG and LC_*. */
  readonly env?: Readonly<Record<string, string>>;
  /** Run in the terminal in place of the login shell. */
  readonly command?: string;
}

/** While a window is dragged there are dozens of sizes a second, and each makes programs draw everything anew. */
const RESIZE_EVERY_MS = 50;
/** sshd hangs up the shell's programs at once; then it has nothing more to say. */
const CLOSE_WITHIN_MS = 2_000;
/**
 * Encoded terminal modes (RFC 4254 8): IUTF8 (42, RFC 8160), so that Backspace takes whole characters, and VERASE (3) as
 * xterm.js sends Backspace. ssh2 has no name for IUTF8, but passes encoded modes on as they are.
 */
const MODES = Buffer.from([42, 0, 0, 0, 1, 3, 0, 0, 0, 127, 0]);

export async function openPtyShell(
  channels: SshChannels,
  size: TerminalSize,
  options: PtyOptions,
  signal: AbortSignal,
): Promise<SshShell> {
  const { client, clock } = channels;
  const pty: PseudoTtyOptions = {
    term: options.term ?? 'xterm-256color',
    cols: size.cols,
    rows: size.rows,
    width: 0,
    height: 0,
    modes: MODES as unknown as Exclude<PseudoTtyOptions['modes'], undefined>,
  };
  const start = (done: ClientCallback): void => {
    const env = { ...options.env };
    if (options.command === undefined) client.shell(pty, { env }, done);
    else client.exec(options.command, { pty, env }, done);
  };
  const { channel, ending: ended } = await openProgram(start, channels.lostBy, signal);
  // With a terminal both come as one; a shell without one would stop when nobody reads its errors.
  channel.stderr.resume();
  const stream = new ChannelStream({ channel, channels, whenLost: 'end' });
  keepSmallWindow(channel);
  return {
    stream,
    ending: ended.then(shellEnding),
    resize: coalesced(clock, ({ cols, rows }) => {
      channel.setWindow(rows, cols, 0, 0);
    }),
    sendBreak: () => requestBreak(channel),
    close: () =>
      new Promise((resolve) => {
        const stop = clock.after(CLOSE_WITHIN_MS, resolve);
        void ended.then(() => {
          stop();
          resolve();
        });
        stream.destroy();
      }),
  };
}

function shellEnding(ending: ChannelEnding): ShellEnding {
  if (ending.kind === 'lost') return { kind: 'failed', error: ending.error };
  const { exitCode, signal } = ending;
  return { kind: 'exited', exitCode, reason: signal === null ? null : `ended by ${signal}` };
}

/** The first at once, then the newest of a burst. */
function coalesced(clock: Clock, send: (size: TerminalSize) => void): (size: TerminalSize) => void {
  let newest: TerminalSize | null = null;
  let isWaiting = false;
  const pass = (): void => {
    isWaiting = false;
    if (newest === null) return;
    const size = newest;
    newest = null;
    isWaiting = true;
    clock.after(RESIZE_EVERY_MS, pass);
    send(size);
  };
  return (size) => {
    newest = size;
    if (!isWaiting) pass();
  };
}
