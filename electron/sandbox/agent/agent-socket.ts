// The agent's side of the data channel as a socket that comes back: CreateDataChannel, dial, first frame, ping; after a
// close the same again with a new token. What was sent and received is kept by the session, not here.
import { randomUUID } from 'node:crypto';
import type { Socket } from 'node:net';
import { WebSocket, type RawData } from 'ws';
import type { Clock } from '../../base/clock.ts';
import { FrameWriter } from '../../base/frame-writer.ts';
import type { OpenDataChannel } from '../../ssm/payloads.ts';
import type { AgentHabits } from './agent-habits.ts';
import { signedHeaders, signedPost, type AgentIdentity } from './signed-call.ts';

/** The gateway says that the session is over: trying again would not help. */
export class SessionOver extends Error {}

/** A write this far ahead of the network does not wait for it: the operating system would take as much. */
const WRITE_AHEAD_BYTES = 64 * 1024;
const DIAL_DEADLINE_MS = 15_000;
/** Wait before try n is this times 2^n. */
const FIRST_RETRY_MS = 100;

export interface AgentSocketParts {
  readonly identity: AgentIdentity;
  readonly habits: AgentHabits;
  readonly clock: Clock;
  readonly sessionId: string;
  readonly target: string;
  readonly onFrame: (frame: Buffer) => void;
  /** Open again after having been lost. */
  readonly onReopen: () => void;
  /** Lost, and coming back failed; not called after close(). */
  readonly onGone: (error: Error) => void;
  /** Masks with zeros, which costs neither side anything: for benchmarks, where this side stands for another computer. */
  readonly isUnmasked?: boolean;
}

interface Dialled {
  readonly socket: WebSocket;
  /** What the socket writes to. */
  readonly stream: Socket;
}

export class AgentSocket {
  readonly #parts: AgentSocketParts;
  /** One id for the life of the agent's worker, as the real one has. */
  readonly #clientId = randomUUID();
  #socket: WebSocket | null = null;
  #frames: FrameWriter | null = null;
  /** Who waits until less is to be written; false when it never will be. */
  #waiting: ((written: boolean) => void)[] = [];
  #stopTimers: () => void = () => undefined;
  #isClosed = false;

  constructor(parts: AgentSocketParts) {
    this.#parts = parts;
  }

  get isOpen(): boolean {
    // While it closes, what is written to it is lost.
    return this.#socket?.readyState === WebSocket.OPEN;
  }

  /** Rejects when the gateway will not have us. */
  async open(): Promise<void> {
    const { identity, sessionId, target } = this.#parts;
    const path = `/v1/data-channel/${encodeURIComponent(sessionId)}`;
    const answer = await signedPost(
      identity,
      path,
      'ssmmessages',
      { 'content-type': 'application/json' },
      JSON.stringify({ MessageSchemaVersion: '1.0', RequestId: randomUUID(), ClientId: this.#clientId }),
    );
    if (answer.status === 400) throw new SessionOver('Session is already terminated');
    const token = /<TokenValue>([^<]+)<\/TokenValue>/.exec(answer.body)?.[1];
    if (answer.status !== 201 || token === undefined)
      throw new Error(`CreateDataChannel was answered with ${answer.status}`);
    const dialled = await this.#dial(new URL(`${path}?role=publish_subscribe`, identity.endpointUrl));
    if (this.#isClosed) {
      dialled.socket.terminate();
      return;
    }
    const first: OpenDataChannel = {
      MessageSchemaVersion: '1.0',
      RequestId: randomUUID(),
      TokenValue: token,
      ClientInstanceId: target,
      ClientId: this.#clientId,
    };
    dialled.socket.send(JSON.stringify(first));
    this.#adopt(dialled);
  }

  /** True when it is on its way and its sender need not wait; false when nothing was sent. */
  sendAtOnce(frame: Buffer): boolean {
    if (!this.isOpen || this.#frames === null || this.#bufferedBytes >= WRITE_AHEAD_BYTES) return false;
    this.#frames.add(frame);
    return true;
  }

  /** Resolves when no more than a little is waiting to be written; false when there is no socket to write to. */
  send(frame: Buffer): Promise<boolean> {
    if (!this.isOpen || this.#frames === null) return Promise.resolve(false);
    if (this.sendAtOnce(frame)) return Promise.resolve(true);
    this.#frames.add(frame);
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  get #bufferedBytes(): number {
    return (this.#socket?.bufferedAmount ?? 0) + (this.#frames?.bufferedBytes ?? 0);
  }

  #settle(written: boolean): void {
    for (const resolve of this.#waiting.splice(0)) resolve(written);
  }

  pause(): void {
    this.#socket?.pause();
  }

  resume(): void {
    if (this.#socket?.isPaused === true) this.#socket.resume();
  }

  close(): void {
    this.#isClosed = true;
    this.#stopTimers();
    this.#frames?.flush();
    this.#socket?.close(1000);
    this.#socket = null;
    this.#settle(false);
  }

  #dial(url: URL): Promise<Dialled> {
    const headers = signedHeaders(this.#parts.identity, 'GET', url, 'ssmmessages');
    const wsUrl = url.href.replace(/^http/, 'ws');
    return new Promise((resolve, reject) => {
      const socket = new WebSocket(wsUrl, {
        headers,
        perMessageDeflate: false,
        handshakeTimeout: DIAL_DEADLINE_MS,
      });
      socket.once('upgrade', ({ socket: stream }) => {
        socket.once('open', () => {
          resolve({ socket, stream });
        });
      });
      socket.once('unexpected-response', (request, response) => {
        request.destroy();
        const { statusCode = 0 } = response;
        reject(statusCode === 404 ? new SessionOver() : new Error(`the gateway answered with ${statusCode}`));
      });
      // Stays for the life of the socket: after an error 'close' follows, and that is what we act on.
      socket.on('error', reject);
    });
  }

  #adopt({ socket, stream }: Dialled): void {
    const { habits, clock, onFrame, isUnmasked } = this.#parts;
    this.#socket = socket;
    this.#frames = new FrameWriter({
      stream,
      masking: isUnmasked === true ? 'zeros' : 'random',
      isOpen: () => socket.readyState === WebSocket.OPEN,
      onWritten: () => {
        if (this.#bufferedBytes < WRITE_AHEAD_BYTES) this.#settle(true);
      },
    });
    socket.on('message', (data: RawData, isBinary: boolean) => {
      if (isBinary && Buffer.isBuffer(data)) onFrame(data);
    });
    let pongAt = clock.now();
    socket.on('pong', () => {
      pongAt = clock.now();
    });
    const timer = setInterval(() => {
      if (clock.now() - pongAt > habits.pingMs + habits.pongTimeoutMs) socket.terminate();
      else socket.ping('keepalive');
    }, habits.pingMs);
    this.#stopTimers = () => {
      clearInterval(timer);
    };
    socket.once('close', () => {
      clearInterval(timer);
      if (this.#socket !== socket) return;
      this.#socket = null;
      this.#settle(false);
      void this.#comeBack();
    });
  }

  async #comeBack(): Promise<void> {
    const { habits, clock, onReopen, onGone } = this.#parts;
    let failure = new Error('the gateway closed the socket');
    for (let attempt = 0; attempt < habits.reconnectTries && !this.#isClosed; attempt += 1) {
      await new Promise<void>((resolve) => clock.after(FIRST_RETRY_MS * 2 ** attempt, resolve));
      if (this.#isClosed) return;
      try {
        await this.open();
        if (this.isOpen) onReopen();
        return;
      } catch (error) {
        failure = error instanceof Error ? error : new Error(String(error));
        if (error instanceof SessionOver) break;
      }
    }
    if (!this.#isClosed) onGone(failure);
  }
}
