// A live tunnel that begins at the target: the target listens, and each connection made there is led to a port of this
// computer or of a host it reaches. The target is asked to listen again whenever the line was lost.
import { AppError } from '../../shared/app-error.ts';
import { TARGET_LOOPBACK, type ToHere, type TunnelSnapshot, type TunnelSpec } from '../../shared/tunnel.ts';
import { joinStreams, type StreamPair } from '../base/stream-pair.ts';
import type { Line, OpenLineRequest, Transport } from '../base/transport.ts';
import { connectHere, nobodyHere } from './connect-here.ts';
import { LineKeeper } from './line-keeper.ts';
import { lineFacts, tunnelStateOf } from './line-state.ts';
import type { TunnelOptions } from './tunnel.ts';
import { TunnelTraffic } from './tunnel-traffic.ts';

export class ReverseTunnel {
  readonly spec: TunnelSpec;
  readonly #options: TunnelOptions;
  readonly #to: ToHere;
  readonly #traffic: TunnelTraffic;
  readonly #pairs = new Set<StreamPair>();
  #keeper: LineKeeper | null = null;
  /** Null until the target has said it; kept while the line is lost, and another one where a renewal got that. */
  #port: number | null = null;
  #openConnections = 0;
  #totalConnections = 0;
  #lastError: TunnelSnapshot['lastError'] = null;
  #step: Promise<unknown> = Promise.resolve();

  constructor(options: TunnelOptions, to: ToHere) {
    this.#options = options;
    this.#to = to;
    this.spec = options.spec;
    this.#traffic = new TunnelTraffic(options.clock, options.onChange);
  }

  /** Asks for the port and keeps it; its failure is a state. Does nothing twice. */
  start(): Promise<void> {
    return this.#inOrder(() => {
      if (this.#keeper !== null) return Promise.resolve();
      const { clock, random, onChange, onCredentialsNeeded } = this.#options;
      this.#keeper = new LineKeeper({
        openLine: (request) => this.#open(request),
        // What nobody listens for cannot be opened by who connects.
        isKept: true,
        onError: (error) => {
          this.#noteError(error);
        },
        ...{ clock, random, onChange, onCredentialsNeeded },
      });
      onChange();
      return Promise.resolve();
    });
  }

  /** Cuts every connection and gives up the port. Bounded; never rejects. */
  stop(): Promise<void> {
    return this.#inOrder(async () => {
      const keeper = this.#keeper;
      this.#keeper = null;
      this.#port = null;
      this.#traffic.stop();
      for (const pair of this.#pairs) pair.close();
      await keeper?.close();
      this.#options.onChange();
    });
  }

  /** The network is back, the computer woke up, somebody signed in. */
  retryNow(): void {
    this.#keeper?.retryNow();
  }

  signInFailed(error: AppError): void {
    this.#keeper?.signInFailed(error);
  }

  snapshot(): TunnelSnapshot {
    const line = this.#keeper?.line ?? null;
    const { listenAddress, listenPort } = this.#to;
    return {
      id: this.spec.id,
      state: this.#keeper === null ? { kind: 'off' } : tunnelStateOf(this.#keeper.state),
      address: null,
      farAddress:
        this.#keeper === null
          ? null
          : { host: listenAddress ?? TARGET_LOOPBACK, port: this.#port ?? listenPort },
      openConnections: this.#openConnections,
      totalConnections: this.#totalConnections,
      ...this.#traffic.facts,
      ...lineFacts(line),
      lastError: this.#lastError,
      guard: 'unchecked',
    };
  }

  #inOrder(run: () => Promise<void>): Promise<void> {
    const result = this.#step.then(run);
    this.#step = result;
    return result;
  }

  async #open(request: OpenLineRequest): Promise<Line> {
    const portBefore = this.#port;
    try {
      const line = await this.#options.openLine({
        ...request,
        onChange: () => {
          this.#port = this.#keeper?.line?.listensAt ?? this.#port;
          request.onChange();
        },
        incoming: {
          portBefore,
          onConnection: (transport, from) => void this.#connect(transport, from),
        },
      });
      this.#port = line.listensAt ?? null;
      return line;
    } catch (error) {
      throw portBefore !== null && error instanceof AppError ? heldByUs(error) : error;
    }
  }

  async #connect(transport: Transport, from: string): Promise<void> {
    const { clock, onChange, log } = this.#options;
    this.#openConnections += 1;
    this.#totalConnections += 1;
    onChange();
    const host = this.#to.host ?? 'localhost';
    const socket = connectHere(host, this.#to.port);
    let isConnected = false;
    socket.once('connect', () => (isConnected = true));
    const pair = joinStreams({
      local: socket,
      remote: transport,
      clock,
      onBytes: (direction, bytes) => {
        this.#traffic.count(direction, bytes);
      },
      abortLocal: () => socket.resetAndDestroy(),
    });
    this.#pairs.add(pair);
    const { by, error } = await pair.ended;
    this.#pairs.delete(pair);
    log.debug('A connection from the target has ended.', { tunnel: this.spec.id, from, by, error });
    if (by === 'local' && !isConnected && error !== null)
      this.#noteError(nobodyHere(host, this.#to.port, error));
    if (by === 'remote' && error instanceof AppError) this.#noteError(error);
    this.#openConnections -= 1;
    onChange();
  }

  #noteError(error: AppError): void {
    this.#options.log.warn('Trouble with a tunnel.', { tunnel: this.spec.id, error });
    this.#lastError = { at: this.#options.clock.now(), error: error.toData() };
    this.#options.onChange();
  }
}

/** A target that has not noticed yet that we were lost still holds the port for us: that passes. */
function heldByUs(error: AppError): AppError {
  if (error.code !== 'ssh/port-taken') return error;
  return new AppError(error.code, error.message, {
    detail: 'Perhaps the target has not noticed yet that the connection before was lost.',
    retryable: true,
    cause: error,
  });
}
