// One live session at the gateway: two sides, a lane each way, and its end. Knows of messages only their type.
import type { Duplex } from 'node:stream';
import type { RawData, WebSocket } from 'ws';
import type { Clock } from '../../base/clock.ts';
import { decodeClientMessage, MESSAGE_TYPE, messageTypeOf } from '../../ssm/client-message.ts';
import { AppError } from '../../../shared/app-error.ts';
import { agentSessionStateSchema, parseJsonPayload } from '../../ssm/payloads.ts';
import { channelClosedFrame, publicationFrame } from './gateway-frames.ts';
import { Lane } from './lane.ts';
import type { NetworkShape } from './network-shape.ts';
import { isLive, type Session, type SessionBook, type Side } from './sessions.ts';

export interface RelayLimits {
  /** No stream data for so long ends the session (AWS: preference idleSessionTimeout, default 20 min). */
  readonly idleMs: number;
  /** Every socket is closed with 1000 "Bye" after so long (AWS: about an hour); the session stays. */
  readonly socketLifeMs: number;
  /** An agent that does not come back within this is gone for good. */
  readonly agentGoneMs: number;
}

/** Last words come over the agent's control channel, Terminating over its data channel: either may be first. */
const LAST_WORDS_MS = 2000;
/** Both sides get that long to read channel_closed and hang up themselves. */
const HANG_UP_MS = 1000;

export interface RelayParts {
  readonly session: Session;
  readonly sessions: SessionBook;
  readonly clock: Clock;
  readonly limits: RelayLimits;
  /** The relay is over and its sockets are closed or closing. */
  readonly onEnd: () => void;
}

export class SessionRelay {
  readonly #parts: RelayParts;
  readonly #sockets: Record<Side, WebSocket | null> = { client: null, agent: null };
  /** By the side that sends. */
  readonly #lanes: Readonly<Record<Side, Lane>>;
  readonly #timers = new Map<string, () => void>();
  #lastStreamAt: number;
  #lastWords: string | null = null;
  #hasEnded = false;
  #isSilenced = false;

  constructor(parts: RelayParts) {
    this.#parts = parts;
    this.#lanes = { client: new Lane(parts.clock), agent: new Lane(parts.clock) };
    this.#lastStreamAt = parts.clock.now();
    this.#watchIdle(parts.limits.idleMs);
    this.#expectAgent();
  }

  get session(): Session {
    return this.#parts.session;
  }

  socketOf(side: Side): WebSocket | null {
    return this.#sockets[side];
  }

  laneFrom(side: Side): Lane {
    return this.#lanes[side];
  }

  setShape(from: Side, shape: NetworkShape): void {
    this.#lanes[from].setShape(shape);
  }

  /** A side has shown its token. A socket it had before is closed: one side, one socket. */
  attach(side: Side, socket: WebSocket, stream: Duplex): void {
    const previous = this.#sockets[side];
    this.#sockets[side] = socket;
    this.#lanes[side].setSource(socket);
    this.#lanes[otherOf(side)].setDestination({ socket, stream });
    previous?.close(1000, 'replaced');
    socket.on('message', (data: RawData, isBinary: boolean) => {
      if (isBinary) this.#receive(side, socket, bytesOf(data));
    });
    socket.on('close', () => {
      this.#detach(side, socket);
    });
    this.#setTimer(`${side} life`, this.#parts.limits.socketLifeMs, () => {
      socket.close(1000, 'Bye');
    });
    if (side === 'agent') this.#clearTimer('agent gone');
    if (this.#sockets.client !== null && this.#sockets.agent !== null) {
      this.session.status = 'Connected';
      this.#tell('client', publicationFrame('start', this.#parts.clock.now()));
      this.#tell('agent', publicationFrame('start', this.#parts.clock.now()));
    }
  }

  /** Nothing passes any more either way, and nobody is told: as when the agent's machine is switched off. */
  silence(): void {
    this.#isSilenced = true;
  }

  /** The session is over: both sides are told, then hung up on. `output`: the agent's last words, for the client. */
  end(output: string, status: 'Terminated' | 'Failed' = 'Terminated'): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    for (const cancel of this.#timers.values()) cancel();
    this.#timers.clear();
    const { session, sessions, clock } = this.#parts;
    sessions.end(session, status);
    this.#tell('client', channelClosedFrame(session.id, output, clock.now()));
    this.#tell('agent', channelClosedFrame(session.id, '', clock.now()));
    this.#setTimer('hang up', HANG_UP_MS, () => {
      this.close();
    });
    this.#finishWhenEmpty();
  }

  /** Closes without a word; the sandbox is going away or the session is over. */
  close(): void {
    this.#hasEnded = true;
    for (const cancel of this.#timers.values()) cancel();
    this.#timers.clear();
    this.#parts.sessions.end(this.session, 'Terminated');
    this.#sockets.client?.close(1000);
    this.#sockets.agent?.close(1000);
    this.#parts.onEnd();
  }

  /** The agent's last words, by its control channel: the session ends when its data has all arrived as well. */
  agentFinished(output: string): void {
    this.#lastWords = output;
    if (this.session.status === 'Terminating' || this.#sockets.agent === null) this.end(output);
    else this.#awaitLastWords();
  }

  #receive(side: Side, socket: WebSocket, frame: Buffer): void {
    try {
      this.#onFrame(side, frame);
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      socket.close(1008, 'malformed message');
    }
  }

  #onFrame(side: Side, frame: Buffer): void {
    if (this.#hasEnded || this.#isSilenced) return;
    switch (messageTypeOf(frame)) {
      case MESSAGE_TYPE.agentSessionState:
        // For the gateway only; a client has no business sending it.
        if (side === 'agent') this.#onAgentState(frame);
        return;
      case MESSAGE_TYPE.input:
      case MESSAGE_TYPE.output:
        this.#lastStreamAt = this.#parts.clock.now();
        break;
      default:
        break;
    }
    this.#lanes[side].push(frame);
  }

  #onAgentState(frame: Buffer): void {
    const state = parseJsonPayload(agentSessionStateSchema, decodeClientMessage(frame).payload);
    if (state.SessionState !== 'Terminating') return;
    this.session.status = 'Terminating';
    if (this.session.agent === 'external' || this.#lastWords !== null) this.end(this.#lastWords ?? '');
    else this.#awaitLastWords();
  }

  #awaitLastWords(): void {
    this.#setTimer('last words', LAST_WORDS_MS, () => {
      this.end(this.#lastWords ?? '');
    });
  }

  #detach(side: Side, socket: WebSocket): void {
    if (this.#sockets[side] !== socket) return;
    this.#sockets[side] = null;
    this.#lanes[side].setSource(null);
    this.#lanes[otherOf(side)].setDestination(null);
    this.#clearTimer(`${side} life`);
    if (this.#hasEnded) {
      this.#finishWhenEmpty();
      return;
    }
    if (this.session.status === 'Connected') this.session.status = 'Disconnected';
    this.#tell(otherOf(side), publicationFrame('pause', this.#parts.clock.now()));
    if (side === 'agent') this.#expectAgent();
  }

  #expectAgent(): void {
    if (this.session.status === 'Terminating') return;
    this.#setTimer('agent gone', this.#parts.limits.agentGoneMs, () => {
      this.end('', 'Failed');
    });
  }

  #watchIdle(ms: number): void {
    this.#setTimer('idle', ms, () => {
      const quietMs = this.#parts.clock.now() - this.#lastStreamAt;
      if (quietMs >= this.#parts.limits.idleMs) this.end('');
      else this.#watchIdle(this.#parts.limits.idleMs - quietMs);
    });
  }

  #tell(side: Side, frame: Buffer): void {
    // Behind what is already under way to this side.
    this.#lanes[otherOf(side)].say(frame);
  }

  #finishWhenEmpty(): void {
    if (this.#sockets.client === null && this.#sockets.agent === null && !isLive(this.session)) this.close();
  }

  #setTimer(name: string, ms: number, run: () => void): void {
    this.#clearTimer(name);
    this.#timers.set(name, this.#parts.clock.after(ms, run));
  }

  #clearTimer(name: string): void {
    this.#timers.get(name)?.();
    this.#timers.delete(name);
  }
}

function otherOf(side: Side): Side {
  return side === 'client' ? 'agent' : 'client';
}

export function bytesOf(data: RawData): Buffer {
  if (Buffer.isBuffer(data)) return data;
  return Array.isArray(data) ? Buffer.concat(data) : Buffer.from(data);
}
