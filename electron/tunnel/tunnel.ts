// A live tunnel: a listener that stays, the line behind it that comes and goes, and one pair of streams for every
// connection. New connections wait for the line instead of being refused. A local port that is taken is tried again.
import { setMaxListeners } from 'node:events';
import type net from 'node:net';
import { AppError } from '../../shared/app-error.ts';
import type { TunnelSnapshot, TunnelSpec, TunnelState } from '../../shared/tunnel.ts';
import type { Clock, Random } from '../base/clock.ts';
import type { Log } from '../base/log.ts';
import { joinStreams, type StreamPair } from '../base/stream-pair.ts';
import type { OpenLine } from '../base/transport.ts';
import { dialForSocket } from './dial-for-socket.ts';
import { LineKeeper } from './line-keeper.ts';
import { lineFacts, tunnelStateOf } from './line-state.ts';
import { type Listener, openListener } from './listener.ts';
import type { PeerAddress, PeerGuard } from './peer-guard.ts';
import type { PortOwners } from './port-holder.ts';
import { PortWait } from './port-wait.ts';
import { TunnelTraffic } from './tunnel-traffic.ts';

export interface TunnelOptions {
  readonly spec: TunnelSpec;
  readonly openLine: OpenLine;
  readonly guard: PeerGuard;
  readonly owners: PortOwners;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly onChange: () => void;
  /** The port is open; that may be long after it was asked for. */
  readonly onListening?: (port: number) => void;
  /** Once for every wait; `retryNow` when they are there. */
  readonly onCredentialsNeeded: (error: AppError) => void;
}

export class Tunnel {
  readonly spec: TunnelSpec;
  readonly #options: TunnelOptions;
  readonly #traffic: TunnelTraffic;
  readonly #pairs = new Set<StreamPair>();
  #running: {
    readonly listener: Listener;
    readonly keeper: LineKeeper;
    readonly life: AbortController;
  } | null = null;
  #failure: Extract<TunnelState, { kind: 'failed' }> | null = null;
  readonly #portWait: PortWait;
  #openConnections = 0;
  #totalConnections = 0;
  #lastError: TunnelSnapshot['lastError'] = null;
  #stopIdleTimer: (() => void) | null = null;
  #step: Promise<unknown> = Promise.resolve();

  constructor(options: TunnelOptions) {
    this.#options = options;
    this.spec = options.spec;
    this.#traffic = new TunnelTraffic(options.clock, options.onChange);
    this.#portWait = new PortWait({
      ...options,
      tryAgain: (port, isStillWanted) =>
        void this.#inOrder(async () => {
          if (isStillWanted()) await this.#start(port);
        }),
    });
  }

  /**
   * Opens the listener; its failure is a state, not a rejection. `port` overrides the saved one. Does nothing twice,
   * except that a port that was taken is tried at once.
   */
  start(port: number | null = this.spec.localPort): Promise<void> {
    return this.#inOrder(() => this.#start(port));
  }

  /** Cuts every connection, ends the sessions and closes the port. Bounded; never rejects. */
  stop(): Promise<void> {
    return this.#inOrder(() => this.#stop());
  }

  /** The network is back, the computer woke up, somebody signed in. */
  retryNow(): void {
    this.#running?.keeper.retryNow();
    this.#portWait.tryNow();
  }

  signInFailed(error: AppError): void {
    this.#running?.keeper.signInFailed(error);
  }

  snapshot(): TunnelSnapshot {
    const { guard, spec } = this.#options;
    const line = this.#running?.keeper.line ?? null;
    return {
      id: spec.id,
      state: this.#state(),
      address: this.#running === null ? null : { host: spec.localAddress, port: this.#running.listener.port },
      farAddress: null,
      openConnections: this.#openConnections,
      totalConnections: this.#totalConnections,
      ...this.#traffic.facts,
      ...lineFacts(line),
      lastError: this.#lastError,
      guard: guard.kind,
    };
  }

  #state(): TunnelState {
    if (this.#running === null) return this.#portWait.state ?? this.#failure ?? { kind: 'off' };
    return tunnelStateOf(this.#running.keeper.state);
  }

  // Start and stop wait for each other: a click too many must not leave a port behind.
  #inOrder(run: () => Promise<void>): Promise<void> {
    const result = this.#step.then(run);
    this.#step = result;
    return result;
  }

  async #start(port: number | null): Promise<void> {
    if (this.#running !== null) return;
    const { spec, guard, owners, openLine, clock, random, onChange, onCredentialsNeeded } = this.#options;
    this.#failure = null;
    const life = new AbortController();
    setMaxListeners(0, life.signal); // as many connections wait on it as programs make
    try {
      const result = await openListener({
        host: spec.localAddress,
        port,
        guard,
        owners,
        onSocket: (socket, peer) => void this.#connect(socket, peer, life.signal),
        onRefused: (uid) => {
          const who = uid === null ? 'A program that could not be identified' : `A program of user ${uid}`;
          this.#noteError(new AppError('tunnel/peer-refused', `${who} tried to connect and was refused.`));
        },
      });
      if (result.kind === 'in-use') this.#portWait.taken(port, result);
      else {
        this.#portWait.stop();
        const keeper = new LineKeeper({
          openLine,
          isKept: spec.session === 'at-once',
          clock,
          random,
          onChange,
          onError: (error) => {
            this.#noteError(error);
          },
          onCredentialsNeeded,
        });
        this.#running = { listener: result.listener, keeper, life };
        this.#armIdleTimer();
        this.#options.onListening?.(result.listener.port);
      }
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      this.#portWait.stop();
      this.#failure = { kind: 'failed', error: error.toData() };
    }
    onChange();
  }

  async #stop(): Promise<void> {
    const running = this.#running;
    this.#failure = null;
    this.#portWait.stop();
    this.#running = null;
    this.#stopIdleTimer?.();
    this.#traffic.stop();
    if (running !== null) {
      await running.listener.close();
      running.life.abort();
      for (const pair of this.#pairs) pair.close();
      await running.keeper.close();
    }
    this.#options.onChange();
  }

  async #connect(socket: net.Socket, peer: PeerAddress, life: AbortSignal): Promise<void> {
    const { guard, clock, onChange } = this.#options;
    this.#openConnections += 1;
    this.#totalConnections += 1;
    this.#stopIdleTimer?.();
    this.#stopIdleTimer = null;
    onChange();
    try {
      const keeper = this.#running?.keeper;
      if (keeper === undefined) throw new AppError('cancelled', 'The tunnel was stopped.');
      const remote = await dialForSocket({ socket, peer, guard, keeper, life, clock });
      const pair = joinStreams({
        local: socket,
        remote,
        clock,
        onBytes: (direction, bytes) => {
          this.#traffic.count(direction, bytes);
        },
        isLocalGone: () => guard.isGone(peer),
        abortLocal: () => socket.resetAndDestroy(),
      });
      this.#pairs.add(pair);
      const ending = await pair.ended;
      this.#pairs.delete(pair);
      if (ending.by === 'remote' && ending.error instanceof AppError) this.#noteError(ending.error);
    } catch (error) {
      // A program that was answered reads its answer.
      if (socket.writableEnded) socket.destroySoon();
      else socket.resetAndDestroy();
      if (error instanceof AppError && error.code !== 'cancelled') this.#noteError(error);
    }
    this.#openConnections -= 1;
    if (this.#openConnections === 0 && this.#running?.life.signal === life) this.#armIdleTimer();
    onChange();
  }

  #armIdleTimer(): void {
    const minutes = this.spec.stopWhenIdleMinutes;
    if (minutes === null) return;
    this.#stopIdleTimer = this.#options.clock.after(minutes * 60_000, () => {
      this.#stopIdleTimer = null;
      this.#running?.keeper.rest();
    });
  }

  #noteError(error: AppError): void {
    this.#options.log.warn('Trouble with a tunnel.', { tunnel: this.spec.id, error });
    this.#lastError = { at: this.#options.clock.now(), error: error.toData() };
    this.#options.onChange();
  }
}
