// An open SSH connection: shells, commands, files and connections onward, until it is closed or lost.
// Made by open-ssh-client; the pieces of each kind are in their own files.
import type { Client } from 'ssh2';
import { AppError } from '../../shared/app-error.ts';
import type { TerminalSize } from '../../shared/connection.ts';
import type { Clock } from '../base/clock.ts';
import { corkForThisRound, corkForThisTurn } from '../base/cork-turn.ts';
import { withDeadline } from '../base/deadline.ts';
import type { Log } from '../base/log.ts';
import type { LineEnding, Transport } from '../base/transport.ts';
import { closeTransport } from './close-transport.ts';
import { openDirectTcp } from './direct-tcp.ts';
import { listenRemotely, type RemoteListener, type RemoteListenRequest } from './remote-listener.ts';
import { openExec, type SshExec } from './ssh-exec.ts';
import type { SshChannels, Traffic } from './ssh-channels.ts';
import { channelError, lostError, timeoutError } from './ssh-error.ts';
import { SshLiveness } from './ssh-liveness.ts';
import { openSftpSession } from './open-sftp.ts';
import type { Sftp } from './sftp.ts';
import type { SshPhase } from './ssh-phase.ts';
import { WindowGuard } from './window-guard.ts';
import { openPtyShell, type PtyOptions, type SshShell } from './ssh-shell.ts';

export interface SshStats {
  /** Payload of all channels since the start. */
  readonly upBytes: number;
  readonly downBytes: number;
  /** Smoothed; null until measured. */
  readonly roundTripMs: number | null;
}

/** What the far side said about itself. */
export interface SshPeer {
  readonly user: string;
  /** `SHA256:…` of the host key that was accepted. */
  readonly fingerprint: string;
  /** `OpenSSH_9.2p1`; printable. */
  readonly software: string;
  /** What it wants read before signing in; printable lines, empty for nothing. */
  readonly banner: string;
  readonly cipher: string;
}

export interface LiveClientOptions {
  readonly client: Client;
  readonly transport: Transport;
  readonly peer: SshPeer;
  readonly clock: Clock;
  readonly log: Log;
  readonly onPhase: (phase: SshPhase) => void;
}

/** A busy machine starts a login shell within seconds; longer is a machine that has run out of something. */
const CHANNEL_DEADLINE_MS = 30_000;

export class SshClient {
  readonly peer: SshPeer;
  /** Settles once; never rejects. `failed`: it was lost, and so was everything on it. */
  readonly ended: Promise<LineEnding>;
  readonly #options: LiveClientOptions;
  readonly #traffic: Traffic = { up: 0, down: 0 };
  readonly #liveness: SshLiveness;
  readonly #guard: WindowGuard;
  #settleEnded: (ending: LineEnding) => void = () => undefined;
  #ending: LineEnding | null = null;
  #closing: Promise<void> | null = null;
  readonly #waitingForRoom: (() => void)[] = [];

  constructor(options: LiveClientOptions) {
    const { client, transport, clock } = options;
    this.#options = options;
    this.peer = options.peer;
    this.ended = new Promise((resolve) => (this.#settleEnded = resolve));
    this.#liveness = new SshLiveness({
      client,
      clock,
      onSilent: (silentMs) => {
        this.#lose(
          new AppError('ssh/lost', 'The SSH connection was lost.', {
            detail: `Nothing was heard for ${Math.round(silentMs / 1000)} seconds.`,
            retryable: true,
          }),
        );
      },
    });
    this.#guard = new WindowGuard(transport);
    transport.on('data', (chunk: Buffer) => {
      this.#liveness.heard();
      const wrong = this.#guard.heard(chunk.length);
      if (wrong !== null) this.#lose(new Error(wrong));
    });
    transport.on('drain', () => {
      for (const run of this.#waitingForRoom.splice(0)) run();
    });
    client.on('error', (error) => {
      // Refused signatures and the like are told to whoever waits for them.
      if ('level' in error && error.level === 'agent') return;
      this.#lose(error);
    });
    const onGone = (): void => {
      this.#lose(null);
    };
    client.on('end', onGone).on('close', onGone);
    this.#liveness.start();
  }

  get stats(): SshStats {
    return {
      upBytes: this.#traffic.up,
      downBytes: this.#traffic.down,
      roundTripMs: this.#liveness.roundTripMs,
    };
  }

  /** The computer woke up or the network changed: a far side that is gone is noticed within seconds. */
  probe(): void {
    this.#liveness.probe();
  }

  /** A login shell in a terminal of `size`. Rejects with AppError; `cancelled` by the signal. */
  openShell(size: TerminalSize, options: PtyOptions, signal: AbortSignal): Promise<SshShell> {
    this.#options.onPhase('opening-shell');
    return this.#open('a shell', signal, (inner) => openPtyShell(this.#channels(), size, options, inner));
  }

  /** `command` as the far side's shell reads it. Rejects with AppError. */
  exec(command: string, signal: AbortSignal): Promise<SshExec> {
    return this.#open('a command', signal, (inner) => openExec(this.#channels(), command, inner));
  }

  /**
   * A connection from the target to `host:port` (-L, -D, jump hosts). Rejects with `tunnel/remote-refused` when
   * nothing listens there and `ssh/forward-refused` when the target's SSH does not allow it.
   */
  dial(host: string, port: number, signal: AbortSignal): Promise<Transport> {
    return this.#open('a connection', signal, (inner) => openDirectTcp(this.#channels(), host, port, inner));
  }

  /** The files of the target. Rejects with `files/unavailable` when its SSH has no SFTP. */
  openSftp(signal: AbortSignal): Promise<Sftp> {
    return this.#open('its files', signal, (inner) => openSftpSession(this.#channels(), inner));
  }

  /** A port of the target that leads here (-R). Rejects with `ssh/port-taken` and `ssh/forward-refused`. */
  listen(request: RemoteListenRequest, signal: AbortSignal): Promise<RemoteListener> {
    return this.#open('a port', signal, (inner) => listenRemotely(this.#channels(), request, inner));
  }

  /** Says goodbye, then closes the transport. Bounded; never rejects; safe to call twice. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    const { client, transport, clock } = this.#options;
    this.#end({ kind: 'normal', reason: null });
    client.end();
    await closeTransport(transport, clock);
  }

  #lose(error: unknown): void {
    if (this.#ending !== null) return;
    const lost = lostError(error);
    this.#options.log.info('The connection was lost.', { error: lost });
    this.#end({ kind: 'failed', error: lost });
    // ssh2 leaves a transport alone that has ended only one of its halves.
    this.#options.transport.destroy();
  }

  #end(ending: LineEnding): void {
    if (this.#ending !== null) return;
    this.#ending = ending;
    this.#liveness.stop();
    this.#settleEnded(ending);
    for (const run of this.#waitingForRoom.splice(0)) run();
  }

  #channels(): SshChannels {
    const { client, transport, clock } = this.#options;
    return {
      client,
      clock,
      traffic: this.#traffic,
      watch: (channel) => {
        this.#guard.watch(channel);
      },
      lostBy: () => (this.#ending?.kind === 'failed' ? this.#ending.error : null),
      gatherWrites: () => {
        corkForThisTurn(transport);
      },
      gatherQuestions: () => {
        corkForThisRound(transport);
      },
      whenRoom: (run) => {
        if (this.#ending === null && transport.writableNeedDrain) this.#waitingForRoom.push(run);
        else run();
      },
    };
  }

  /** Every request has a deadline; `start` disposes of what comes after it. */
  async #open<T>(what: string, signal: AbortSignal, start: (signal: AbortSignal) => Promise<T>): Promise<T> {
    if (this.#ending !== null)
      throw this.#ending.kind === 'failed' ? this.#ending.error : lostError(new Error('It was closed.'));
    const opened = withDeadline(
      start,
      CHANNEL_DEADLINE_MS,
      signal,
      () => timeoutError(`Opening ${what}`),
      this.#options.clock,
    );
    try {
      return await opened;
    } catch (error) {
      throw channelError(error, what);
    }
  }
}
