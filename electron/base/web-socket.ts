// One WebSocket to the outside: deadline on opening, proxy and certificates, ping with liveness, bounded messages,
// and a pause for reading. Below ssm/channel-socket (and later eic/). No reconnecting here: an end is an end.
import type { Socket } from 'node:net';
import { WebSocket, type ClientOptions } from 'ws';
import { AppError } from '../../shared/app-error.ts';
import { onAbort } from './abort.ts';
import type { Clock } from './clock.ts';
import { FrameWriter } from './frame-writer.ts';
import type { Network } from './network.ts';
import { SocketLiveness } from './socket-liveness.ts';
import { readRefusal, WebSocketOpenError } from './web-socket-open-error.ts';

export type WebSocketEnding =
  /** A close frame arrived; 1000 is a normal close. */
  | { readonly kind: 'closed'; readonly code: number; readonly reason: string }
  /** No close frame: reset, network gone, message too large, broken frame. */
  | { readonly kind: 'lost'; readonly why: string | null }
  /** Open, but nothing was heard for too long, not even an answer to a ping. */
  | { readonly kind: 'unresponsive'; readonly silentMs: number };

export interface WebSocketOptions {
  readonly url: URL;
  readonly headers?: Readonly<Record<string, string>>;
  /** The server's name where the URL has an address in its place: for Host, SNI and the certificate. */
  readonly serverName?: string;
  readonly clock: Clock;
  /** Opening only; afterwards use `close`. */
  readonly signal: AbortSignal;
  readonly openTimeoutMs: number;
  /**
   * `must`: a ping without an answer means that the far side is gone. `may`: only once it has answered one; until then
   * pings just keep the way open. Default `must`.
   */
  readonly answersPings?: 'must' | 'may';
  /** Proxy and certificates. */
  readonly network: Network;
  onMessage(data: Buffer, isText: boolean): void;
  /** Bytes waiting to be sent have fallen below DRAINED_BYTES. May be told more often than needed. */
  onDrain(): void;
  /** Once, after the last message; not told when `close` was called before. */
  onEnd(ending: WebSocketEnding): void;
}

export interface OpenWebSocket {
  /** Bytes handed over and not yet given to the kernel. Senders hold back above a bound of their own. */
  readonly bufferedBytes: number;
  /** Does nothing when the socket has ended: `onEnd` says so. The bytes are copied. */
  send(data: Uint8Array | string): void;
  /** Stops reading from the network, so that the far side is slowed down by TCP. Liveness rests meanwhile. */
  pause(): void;
  /** Starts or goes on reading. */
  resume(): void;
  /** Asks for a sign of life now, e.g. after the computer slept. */
  probe(): void;
  /** Settles when the socket is gone. Never rejects; bounded. */
  close(): Promise<void>;
}

/** Protocol messages are about 1 KiB; agents may send more. Above this it is no message of ours. */
const MAX_MESSAGE_BYTES = 16 * 1024 * 1024;
const DRAINED_BYTES = 64 * 1024;
/** How long a peer may take to answer our close frame before the socket is dropped. */
const CLOSE_TIMEOUT_MS = 500;

/**
 * Opens paused: nothing is read before `resume`, so that no message comes before the caller can answer it.
 * Rejects with WebSocketOpenError, also when cancelled; or with the AppError of a proxy setting that cannot be used or a
 * proxy that refuses, whose words fit every service.
 */
export function openWebSocket(options: WebSocketOptions): Promise<OpenWebSocket> {
  const { clock, serverName } = options;
  return new Promise((resolve, reject) => {
    if (options.signal.aborted) {
      reject(new WebSocketOpenError('cancelled', null, null));
      return;
    }
    let socket: WebSocket;
    try {
      const settings: ClientOptions = {
        headers: { ...options.headers, ...(serverName === undefined ? {} : { Host: serverName }) },
        ...(serverName === undefined ? {} : { servername: serverName }),
        // Compression costs memory per socket, and no gateway of AWS offers it.
        perMessageDeflate: false,
        maxPayload: MAX_MESSAGE_BYTES,
        ...options.network.socketOptions(options.url),
      };
      socket = new WebSocket(options.url, settings);
    } catch (error) {
      reject(unreachable(error));
      return;
    }
    const fail = (error: Error) => {
      stopWaiting();
      // From here on only errors of the abandoned attempt can come.
      socket.removeAllListeners();
      socket.on('error', () => undefined);
      socket.terminate();
      reject(error);
    };
    const stopTimer = clock.after(options.openTimeoutMs, () => {
      fail(new WebSocketOpenError('timeout', null, `no answer within ${options.openTimeoutMs / 1000} s`));
    });
    const stopListening = onAbort(options.signal, () => {
      fail(new WebSocketOpenError('cancelled', null, null));
    });
    const stopWaiting = () => {
      stopTimer();
      stopListening();
    };
    socket.on('error', (error) => {
      fail(unreachable(error));
    });
    socket.on('unexpected-response', (_request, response) => {
      // ws leaves the answer to us; its body holds AWS's words.
      readRefusal(response, fail);
    });
    socket.on('upgrade', ({ socket: stream }) => {
      socket.once('open', () => {
        stopWaiting();
        socket.removeAllListeners();
        resolve(attach(socket, stream, options));
      });
    });
  });
}

function attach(socket: WebSocket, stream: Socket, options: WebSocketOptions): OpenWebSocket {
  const { clock } = options;
  let lostWhy: string | null = null;
  let unresponsiveMs: number | null = null;
  let closedByUs = false;
  let hasAnswered = false;
  let settleGone: () => void = () => undefined;
  const gone = new Promise<void>((resolve) => (settleGone = resolve));
  const isOpen = () => socket.readyState === WebSocket.OPEN;
  const bufferedBytes = () => socket.bufferedAmount + frames.bufferedBytes;
  const liveness = new SocketLiveness(clock, {
    ping: () => {
      if (isOpen()) socket.ping('keepalive');
    },
    onSilent: (silentMs) => {
      if (options.answersPings === 'may' && !hasAnswered) {
        liveness.start();
        return;
      }
      unresponsiveMs = silentMs;
      socket.terminate();
    },
  });
  socket.on('message', (data, isBinary) => {
    liveness.heard();
    if (!closedByUs) options.onMessage(toBuffer(data), !isBinary);
  });
  socket.on('ping', () => {
    liveness.heard();
  });
  socket.on('pong', () => {
    hasAnswered = true;
    liveness.heard();
  });
  socket.on('error', (error) => {
    lostWhy = describeNetworkError(error);
  });
  socket.on('close', (code, reason) => {
    liveness.stop();
    settleGone();
    if (closedByUs) return;
    if (unresponsiveMs !== null) options.onEnd({ kind: 'unresponsive', silentMs: unresponsiveMs });
    // 1006 is ws's word for "no close frame came".
    else if (lostWhy !== null || code === 1006) options.onEnd({ kind: 'lost', why: lostWhy });
    else options.onEnd({ kind: 'closed', code, reason: reason.toString('utf8') });
  });
  const frames = new FrameWriter({
    ...{ stream, masking: 'random', isOpen },
    onWritten: () => {
      if (bufferedBytes() < DRAINED_BYTES && !closedByUs) options.onDrain();
    },
  });
  socket.pause();
  return {
    get bufferedBytes() {
      return bufferedBytes();
    },
    send(data) {
      if (!isOpen()) return;
      if (typeof data !== 'string') frames.add(data);
      else {
        frames.flush();
        socket.send(data);
      }
    },
    pause() {
      liveness.suspend();
      socket.pause();
    },
    resume() {
      socket.resume();
      liveness.start();
    },
    probe() {
      liveness.probe();
    },
    async close() {
      closedByUs = true;
      liveness.stop();
      if (socket.readyState === WebSocket.CLOSED) return;
      // A paused socket would never read the close frame of the other side.
      socket.resume();
      frames.flush();
      socket.close(1000);
      const stopTimer = clock.after(CLOSE_TIMEOUT_MS, () => {
        socket.terminate();
      });
      await gone;
      stopTimer();
    },
  };
}

function toBuffer(data: Buffer | ArrayBuffer | Buffer[]): Buffer {
  if (Buffer.isBuffer(data)) return data;
  return Array.isArray(data) ? Buffer.concat(data) : Buffer.from(data);
}

function unreachable(error: unknown): Error {
  if (error instanceof AppError) return error;
  return new WebSocketOpenError(
    'unreachable',
    null,
    error instanceof Error ? describeNetworkError(error) : null,
    error,
  );
}

function describeNetworkError(error: Error): string {
  return error.message === '' && 'code' in error ? String(error.code) : error.message;
}

/** Why a socket ended, as part of a sentence: "the gateway closed the socket (1000)". */
export function describeEnding(ending: WebSocketEnding, who: string): string {
  switch (ending.kind) {
    case 'closed':
      return `${who} closed the socket (${ending.code}${ending.reason === '' ? '' : ` ${ending.reason}`})`;
    case 'lost':
      return `the connection to ${who} was lost${ending.why === null ? '' : ` (${ending.why})`}`;
    case 'unresponsive':
      return `${who} has not answered for ${Math.round(ending.silentMs / 1000)} s`;
  }
}
