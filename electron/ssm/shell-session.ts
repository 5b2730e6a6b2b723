// A shell over Session Manager: the public entry of the engine for shells and commands. connection/ opens it.
// Joins session, shell-stream and size-announcer into one Shell.
import type { Duplex } from 'node:stream';
import type { TerminalSize } from '../../shared/connection.ts';
import { type Clock, type Random, systemClock } from '../base/clock.ts';
import { type Log, silentLog } from '../base/log.ts';
import type { Network } from '../base/network.ts';
import type { Shell, ShellEnding } from '../base/shell.ts';
import type { ChannelEnd, ChannelStats } from './data-channel.ts';
import { encodeJsonPayload, parseExitCode, PAYLOAD_TYPE, SESSION_TYPE } from './payloads.ts';
import { Session, type SessionPhase } from './session.ts';
import type { SessionControl, SessionGrant } from './session-control.ts';
import { shellEndingOf } from './session-ending.ts';
import { ShellStream } from './shell-stream.ts';
import { SizeAnnouncer } from './size-announcer.ts';
import type { StreamUrlPolicy } from './stream-url.ts';

export type ShellPhase = SessionPhase;
export type ShellStats = ChannelStats;

export interface ShellSessionOptions {
  readonly grant: SessionGrant;
  readonly control: SessionControl;
  /** The Target of StartSession. */
  readonly targetId: string;
  readonly size: TerminalSize;
  readonly streamUrlPolicy: StreamUrlPolicy;
  /** Cancels the opening, later closes the shell; the session is terminated either way. */
  readonly signal: AbortSignal;
  /** After a reconnect the phase before it is told again. */
  onPhase(phase: ShellPhase): void;
  /**
   * Takes the StdErr payloads of a command out of `stream`; without it they come there with the rest. While more than
   * a little waits for its promises, nothing is read from the network. They must not reject.
   */
  readonly onStdErr?: (bytes: Uint8Array) => Promise<void>;
  /** Proxy and certificates. */
  readonly network: Network;
  readonly clock?: Clock;
  readonly random?: Random;
  readonly log?: Log;
  /** How long the agent may take to start once the channel is open; 30 s when absent. */
  readonly connectTimeoutMs?: number;
}

export interface ShellSession extends Shell {
  readonly sessionId: string;
  /** KMS encryption between client and agent, on top of TLS. */
  readonly encrypted: boolean;
  /** What the agent wants people to read at the start; empty for nothing. Not part of `stream`. */
  readonly customerMessage: string;
  stats(): ShellStats;
  /** After the computer woke or the network changed: notice a dead socket, or retry, at once. */
  probe(): void;
}

const SHELL_TYPES = [
  SESSION_TYPE.standardStream,
  SESSION_TYPE.interactiveCommands,
  SESSION_TYPE.nonInteractiveCommands,
];
/** The agent starts a worker, then a pty, and writes 1 s after that; slow machines take ten seconds. */
const CONNECT_TIMEOUT_MS = 30_000;
/** Error text that its reader has not taken, above which reading stops; what is on the way then still finds room. */
const ERRORS_HOLD_BYTES = 1024 * 1024;
const ERRORS_FULL_BYTES = 8 * 1024 * 1024;
/** An ack comes after the agent wrote to the pty: few messages in flight pace a paste to what the shell takes. */
const SHELL_WINDOW = { initialMessages: 8, maxMessages: 64 };

/**
 * Resolves when the far side has really started: handshake complete; where there is none, first output, or an agent that
 * is there and stays silent. Rejects with AppError (`cancelled` by the signal) after the session was terminated and
 * everything is released.
 */
export async function openShellSession(options: ShellSessionOptions): Promise<ShellSession> {
  const clock = options.clock ?? systemClock;
  const log = options.log ?? silentLog;
  let exitCode: number | null = null;
  let settleEnding: (ending: ShellEnding) => void = () => undefined;
  const ending = new Promise<ShellEnding>((resolve) => (settleEnding = resolve));

  // Two may want reading to stop: the reader of the output, and that of the errors.
  const holders = new Set<'stream' | 'errors'>();
  const hold = (who: 'stream' | 'errors') => {
    holders.add(who);
    session.hold();
  };
  const release = (who: 'stream' | 'errors') => {
    if (holders.delete(who) && holders.size === 0) session.release();
  };
  let errorBytes = 0;
  const tellErrors = async (bytes: Uint8Array, take: (bytes: Uint8Array) => Promise<void>) => {
    errorBytes += bytes.byteLength;
    if (errorBytes >= ERRORS_HOLD_BYTES) hold('errors');
    await take(bytes);
    errorBytes -= bytes.byteLength;
    if (errorBytes < ERRORS_HOLD_BYTES) release('errors');
  };

  const session: Session = new Session({
    grant: options.grant,
    control: options.control,
    targetId: options.targetId,
    accepts: SHELL_TYPES,
    policy: options.streamUrlPolicy,
    network: options.network,
    window: SHELL_WINDOW,
    signal: options.signal,
    connectTimeoutMs: options.connectTimeoutMs ?? CONNECT_TIMEOUT_MS,
    clock,
    random: options.random ?? Math.random,
    log,
    onPhase: (phase) => {
      options.onPhase(phase);
    },
    hasRoomDownstream: () => stream.hasRoomDownstream && errorBytes < ERRORS_FULL_BYTES,
    onRoom: () => {
      stream.goOn();
    },
    onStarted: ({ agentVersion }) => {
      // Without a handshake it is the first output that started the session: the pty is there.
      sizes.start(agentVersion === null);
    },
    onMessage: (payloadType, payload) => {
      switch (payloadType) {
        case PAYLOAD_TYPE.output:
          stream.deliver(payload);
          sizes.onOutput();
          return;
        case PAYLOAD_TYPE.stdErr:
          if (options.onStdErr === undefined) stream.deliver(payload);
          else void tellErrors(payload, options.onStdErr);
          return;
        case PAYLOAD_TYPE.exitCode:
          exitCode = parseExitCode(payload);
          return;
        default:
          log.debug('Payload without a meaning for a shell.', { payloadType });
      }
    },
    onEnd: (end: ChannelEnd) => {
      sizes.stop();
      stream.finish();
      settleEnding(shellEndingOf(end, exitCode));
    },
  });
  const stream: ShellStream = new ShellStream({
    hasRoom: () => session.hasRoom,
    send: (payload) => {
      session.send(PAYLOAD_TYPE.output, payload);
    },
    hold: () => {
      hold('stream');
    },
    release: () => {
      release('stream');
    },
    onDestroyed: () => {
      void session.close();
    },
  });
  const sizes = new SizeAnnouncer(clock, options.size, ({ cols, rows }) => {
    session.send(PAYLOAD_TYPE.size, encodeJsonPayload({ cols, rows }));
  });

  const { encrypted, customerMessage } = await session.open();
  return {
    stream: stream satisfies Duplex,
    ending,
    sessionId: options.grant.sessionId,
    encrypted,
    customerMessage,
    resize: (size) => {
      sizes.resize(size);
    },
    stats: () => session.stats,
    probe: () => {
      session.probe();
    },
    close: () => session.close(),
  };
}
