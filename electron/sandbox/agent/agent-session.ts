// One session at the agent: connect, shake hands where needed, run the program, drain, say goodbye (fact sheets 3, 6).
import { AppError } from '../../../shared/app-error.ts';
import type { Clock } from '../../base/clock.ts';
import type { ClientMessage } from '../../ssm/client-message.ts';
import { PAYLOAD_TYPE } from '../../ssm/payloads.ts';
import type { AgentJob } from '../gateway/agent-jobs.ts';
import type { AgentCipher } from './agent-cipher.ts';
import { AgentCrash } from './agent-crash.ts';
import { AgentFailure } from './agent-failure.ts';
import type { AgentHabits } from './agent-habits.ts';
import { shakeHands } from './agent-handshake.ts';
import { SessionOver } from './agent-socket.ts';
import { AgentStream, type Handled } from './agent-stream.ts';
import { runProgram } from './programs.ts';
import type { MachineRoom } from './machine-room.ts';
import type { PortMap } from './port-map.ts';
import type { SessionChannel } from './session-channel.ts';
import type { AgentIdentity } from './signed-call.ts';

export interface AgentSessionParts {
  readonly job: AgentJob;
  readonly identity: AgentIdentity;
  readonly habits: AgentHabits;
  readonly clock: Clock;
  readonly room: MachineRoom;
  readonly ports: PortMap;
}

interface Expectation {
  readonly payloadType: number;
  readonly take: (message: ClientMessage) => void;
}

/** Payload types that KMS encrypts: only Output from the client; these from the agent. */
const ENCRYPTED_TYPES: readonly number[] = [PAYLOAD_TYPE.output, PAYLOAD_TYPE.stdErr, PAYLOAD_TYPE.exitCode];

export class AgentSession {
  readonly #parts: AgentSessionParts;
  readonly #stop = new AbortController();
  readonly #stream: AgentStream;
  #cipher: AgentCipher | null = null;
  #isHandshakeDone: boolean;
  #expected: Expectation | null = null;
  #handler: ((message: ClientMessage) => Promise<void> | void) | null = null;

  constructor(parts: AgentSessionParts) {
    this.#parts = parts;
    const { job, identity, habits, clock } = parts;
    this.#isHandshakeDone = !needsHandshake(job);
    this.#stream = new AgentStream({
      identity,
      habits,
      clock,
      sessionId: job.sessionId,
      target: job.target,
      onMessage: (message) => this.#onMessage(message),
      onChannelClosed: () => {
        this.stop();
      },
      onGone: () => {
        this.stop();
      },
    });
  }

  /** Ends the program and with it the session. */
  stop(): void {
    this.#stop.abort();
    this.#stream.stop();
  }

  /**
   * Runs the whole session; resolves with the agent's last words, empty when it simply ended, null when its worker
   * crashed and told nobody.
   */
  async run(): Promise<string | null> {
    try {
      await this.#stream.open();
      await this.#stream.sendState('Connected');
      const lastWords = await this.#runProgram();
      await this.#stream.drain(this.#stop.signal.aborted ? 0 : this.#parts.habits.drainMs);
      await this.#stream.sendState('Terminating');
      return lastWords;
    } catch (error) {
      // Ended before its agent came: nothing was started, nothing is to be said.
      if (error instanceof SessionOver) return '';
      if (error instanceof AgentCrash) return null;
      throw error;
    } finally {
      this.#stream.close();
    }
  }

  async #runProgram(): Promise<string> {
    const { job, identity, habits, room, ports } = this.#parts;
    let clientVersion = '';
    try {
      if (!this.#isHandshakeDone) {
        const handshaken = await shakeHands({
          job,
          identity,
          stream: this.#stream,
          timeoutMs: habits.handshakeTimeoutMs,
          expect: (payloadType, timeoutMs, timedOut) => this.#expect(payloadType, timeoutMs, timedOut),
        });
        this.#cipher = handshaken.cipher;
        clientVersion = handshaken.clientVersion;
        this.#isHandshakeDone = true;
      }
      await runProgram({ job, room, ports, clientVersion }, this.#channel());
      return '';
    } catch (error) {
      if (this.#stop.signal.aborted) return '';
      if (error instanceof AgentFailure) return error.output;
      // What a client sent and nobody can read ends the session with the reader's words.
      if (error instanceof AppError) return new AgentFailure(error.detail ?? error.message).output;
      throw error;
    }
  }

  #channel(): SessionChannel {
    return {
      habits: this.#parts.habits,
      signal: this.#stop.signal,
      send: (payloadType, payload) => {
        const isEncrypted = this.#cipher !== null && ENCRYPTED_TYPES.includes(payloadType);
        return this.#stream.send(
          payloadType,
          isEncrypted && this.#cipher !== null ? this.#cipher.encrypt(payload) : payload,
        );
      },
      accept: (handler) => {
        this.#handler = handler;
      },
    };
  }

  #onMessage(message: ClientMessage): Promise<Handled> | Handled {
    const { payloadType } = message;
    if (isHandshakeType(payloadType)) {
      if (this.#expected?.payloadType === payloadType) this.#expected.take(message);
      return 'done';
    }
    // Acknowledged and dropped: the real agent loses what a client sends too early.
    if (!this.#isHandshakeDone) return 'done';
    if (this.#handler === null) return 'not-ready';
    const clear = this.#decrypted(message);
    const handling = clear === null ? undefined : this.#handler(clear);
    return handling instanceof Promise ? handling.then(() => 'done') : 'done';
  }

  #decrypted(message: ClientMessage): ClientMessage | null {
    if (this.#cipher === null || message.payloadType !== PAYLOAD_TYPE.output) return message;
    try {
      return { ...message, payload: this.#cipher.decrypt(message.payload) };
    } catch (error) {
      if (error instanceof AgentFailure) return null;
      throw error;
    }
  }

  #expect(payloadType: number, timeoutMs: number, timedOut: string): Promise<ClientMessage> {
    return new Promise((resolve, reject) => {
      const fail = (message: string): void => {
        settle();
        reject(new AgentFailure(message));
      };
      const onStop = (): void => {
        fail('cancelled');
      };
      const cancel = this.#parts.clock.after(timeoutMs, () => {
        fail(timedOut);
      });
      const settle = (): void => {
        cancel();
        this.#stop.signal.removeEventListener('abort', onStop);
        this.#expected = null;
      };
      this.#stop.signal.addEventListener('abort', onStop, { once: true });
      this.#expected = {
        payloadType,
        take: (message) => {
          settle();
          resolve(message);
        },
      };
    });
  }
}

function needsHandshake(job: AgentJob): boolean {
  return job.sessionType !== 'Standard_Stream' || job.kmsKeyId !== null;
}

function isHandshakeType(payloadType: number): boolean {
  return payloadType === PAYLOAD_TYPE.handshakeResponse || payloadType === PAYLOAD_TYPE.encChallengeResponse;
}
