// The command line's end: finds the running app, proves who it is, and gets a path to a target's SSH from it.
import { randomBytes } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import { AppError } from '../../shared/app-error.ts';
import { cancelledError, onAbort } from '../base/abort.ts';
import type { Clock } from '../base/clock.ts';
import { withDeadline } from '../base/deadline.ts';
import { errorCode } from '../base/atomic-file.ts';
import type { SshPath } from '../base/ssh-path.ts';
import { readAddress, type SocketAddress, type SocketPlace } from './address.ts';
import { FrameSocket } from './frame-socket.ts';
import { type FromApp, fromAppSchema, type PathWish, PROTOCOL_VERSION } from './messages.ts';
import { isProof, proofFor } from './proof.ts';

/** Both are on this computer; only a stopped app does not answer. */
const CONNECT_MS = 3_000;

export interface FindAppOptions {
  readonly dataFolder: string;
  readonly place: SocketPlace;
  readonly clock: Clock;
}

/** A socket to the running app; null when none runs. Rejects with `app/refused`, `cancelled`. */
export async function findApp(
  { dataFolder, place, clock }: FindAppOptions,
  signal: AbortSignal,
): Promise<AppLink | null> {
  const address = await readAddress(dataFolder, place);
  if (address === null) return null;
  try {
    const socket = await withDeadline(
      (inner) => connectTo(address.path, inner),
      CONNECT_MS,
      signal,
      () => new AppError('app/refused', 'The running app does not answer.', { retryable: true }),
      clock,
    );
    return new AppLink(socket, address, clock);
  } catch (error) {
    // A killed app leaves its address behind.
    if (['ECONNREFUSED', 'ENOENT'].includes(errorCode(error))) return null;
    throw error;
  }
}

function connectTo(socketPath: string, signal: AbortSignal): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ path: socketPath });
    const stop = onAbort(signal, () => {
      socket.destroy();
      reject(cancelledError());
    });
    socket.once('error', (error) => {
      stop();
      reject(error);
    });
    socket.once('connect', () => {
      stop();
      socket.removeAllListeners('error');
      resolve(socket);
    });
  });
}

export class AppLink {
  readonly #link: FrameSocket;
  readonly #address: SocketAddress;
  readonly #clock: Clock;
  readonly #waiting = new Map<number, (error: AppError | null) => void>();
  #hear: (message: FromApp) => void = () => undefined;
  #fail: (error: AppError) => void = () => undefined;
  #nextId = 0;

  constructor(socket: Socket, address: SocketAddress, clock: Clock) {
    this.#address = address;
    this.#clock = clock;
    this.#link = new FrameSocket({
      socket,
      onControl: (json) => {
        const message = fromAppSchema.safeParse(json);
        if (!message.success) throw refused('It sent a message of another version.');
        if (message.data.kind === 'failed') this.#lost(AppError.fromData(message.data.error));
        else if (message.data.kind === 'answer') this.#answered(message.data);
        else this.#hear(message.data);
      },
    });
    this.#link.on('error', (error) => {
      this.#lost(error instanceof AppError ? error : refused(error.message));
    });
  }

  /** Rejects with AppError, with the link closed. `step`: what the app is doing, for people. */
  async open(wish: PathWish, step: (text: string) => void, signal: AbortSignal): Promise<SshPath> {
    const nonce = randomBytes(32).toString('hex');
    const { token } = this.#address;
    try {
      const hello = await withDeadline(
        (inner) =>
          this.#next('hello', inner, () =>
            this.#link.send({ kind: 'hello', version: PROTOCOL_VERSION, nonce }),
          ),
        CONNECT_MS,
        signal,
        () => refused('It does not answer.'),
        this.#clock,
      );
      if (!isProof(hello.proof, 'app', token, nonce)) throw refused('It is not the app of this user.');
      const proof = proofFor('command-line', token, hello.nonce);
      const { kind: _kind, ...opened } = await this.#next(
        'opened',
        signal,
        () => {
          this.#link.send({ kind: 'open', proof, wish });
        },
        step,
      );
      return {
        ...opened,
        transport: this.#link,
        push: async (user, publicKeyLine, inner) => {
          const error = await this.#ask({ kind: 'push', user, publicKeyLine }, inner);
          if (error !== null) throw error;
        },
        checkHostKey: async ({ type, fingerprintSha256 }, inner) =>
          (await this.#ask({ kind: 'check-host-key', type, fingerprintSha256 }, inner)) ?? 'accept',
        noteSignedIn: (user) => {
          this.#link.send({ kind: 'signed-in', user });
          return Promise.resolve();
        },
      };
    } catch (error) {
      this.close();
      throw error;
    }
  }

  close(): void {
    this.#link.destroy();
  }

  /** The next message of `kind`, steps before it told. */
  #next<K extends FromApp['kind']>(
    kind: K,
    signal: AbortSignal,
    begin: () => void,
    step: (text: string) => void = () => undefined,
  ): Promise<Extract<FromApp, { kind: K }>> {
    return new Promise((resolve, reject) => {
      const stop = onAbort(signal, () => {
        reject(cancelledError());
      });
      this.#fail = (error) => {
        stop();
        reject(error);
      };
      this.#hear = (message) => {
        if (message.kind === 'step') step(message.text);
        else if (message.kind === kind) {
          stop();
          resolve(message as Extract<FromApp, { kind: K }>);
        } else this.#lost(refused(`"${message.kind}" came out of turn.`));
      };
      begin();
    });
  }

  #ask(question: object, signal: AbortSignal): Promise<AppError | null> {
    const id = this.#nextId++;
    return new Promise((resolve, reject) => {
      if (this.#link.destroyed) {
        reject(new AppError('app/lost', 'The app has gone.', { retryable: true }));
        return;
      }
      const stop = onAbort(signal, () => {
        this.#waiting.delete(id);
        reject(cancelledError());
      });
      this.#waiting.set(id, (error) => {
        stop();
        resolve(error);
      });
      this.#link.send({ ...question, id });
    });
  }

  #answered({ id, error }: Extract<FromApp, { kind: 'answer' }>): void {
    const settle = this.#waiting.get(id);
    this.#waiting.delete(id);
    settle?.(error === null ? null : AppError.fromData(error));
  }

  #lost(error: AppError): void {
    this.#link.lose(error);
    this.#fail(error);
    for (const settle of this.#waiting.values()) settle(error);
    this.#waiting.clear();
  }
}

function refused(detail: string): AppError {
  return new AppError('app/refused', 'The running app and this command line do not get on.', { detail });
}
