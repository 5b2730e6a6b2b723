// One connection of a multiplexed port session at the agent: a TCP socket to the destination on one side, smux frames
// on the other. As in the real agent, either side's end closes both (no half-close).
import type net from 'node:net';
import { corkForThisTurn } from '../../base/cork-turn.ts';
import { encodeSmuxFrame, SMUX_COMMAND } from '../../ssm/smux-frame.ts';

export interface PortStreamParts {
  readonly write: (frame: Buffer) => Promise<void>;
  readonly writeNow: (frame: Buffer) => void;
  /** Bytes from the client that no longer wait here. */
  readonly delivered: (bytes: number) => void;
  readonly gone: () => void;
}

/** smux cuts writes here. */
const FRAME_BYTES = 32_768;

export class PortStream {
  readonly #id: number;
  readonly #parts: PortStreamParts;
  readonly #undelivered: Uint8Array[] = [];
  #socket: net.Socket | null = null;
  /** The write under way to the client: FIN must not overtake it. */
  #toClientUntilNow: Promise<void> = Promise.resolve();
  #isWriting = false;
  #clientFinished = false;
  #isClosed = false;

  constructor(id: number, parts: PortStreamParts) {
    this.#id = id;
    this.#parts = parts;
  }

  connect(socket: net.Socket): void {
    if (this.#isClosed) {
      socket.destroy();
      return;
    }
    this.#socket = socket;
    socket.on('data', (bytes: Buffer) => {
      socket.pause();
      this.#toClientUntilNow = this.#toClient(bytes);
      void this.#toClientUntilNow.then(() => socket.resume());
    });
    // A socket that is paused tells its end all the same, while what came last still waits for room in the pipe.
    const closeAfterLastWrite = (): void => {
      void this.#toClientUntilNow.then(() => {
        this.close();
      });
    };
    for (const event of ['end', 'error', 'close']) socket.on(event, closeAfterLastWrite);
    void this.#toDestination();
  }

  deliver(bytes: Uint8Array): void {
    this.#undelivered.push(bytes);
    void this.#toDestination();
  }

  /** FIN: what has come is still delivered, then both directions close. */
  finishedByClient(): void {
    this.#clientFinished = true;
    void this.#toDestination();
  }

  /** Sends FIN and drops what has not been delivered. */
  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#parts.writeNow(encodeSmuxFrame(SMUX_COMMAND.finish, this.#id));
    this.#release();
    // Not reset: what was written goes out.
    this.#socket?.destroySoon();
  }

  /** The session is over. */
  cut(): void {
    this.#isClosed = true;
    this.#release();
    this.#socket?.destroy();
  }

  #release(): void {
    let dropped = 0;
    for (const bytes of this.#undelivered.splice(0)) dropped += bytes.length;
    this.#parts.gone();
    this.#parts.delivered(dropped);
  }

  async #toClient(bytes: Buffer): Promise<void> {
    for (let at = 0; at < bytes.length && !this.#isClosed; at += FRAME_BYTES)
      await this.#parts.write(
        encodeSmuxFrame(SMUX_COMMAND.data, this.#id, bytes.subarray(at, at + FRAME_BYTES)),
      );
  }

  async #toDestination(): Promise<void> {
    const socket = this.#socket;
    if (socket === null || this.#isWriting) return;
    this.#isWriting = true;
    for (let bytes = this.#undelivered.shift(); bytes !== undefined; bytes = this.#undelivered.shift()) {
      corkForThisTurn(socket);
      const hasRoom = socket.write(bytes);
      this.#parts.delivered(bytes.length);
      if (!hasRoom) await drained(socket);
    }
    this.#isWriting = false;
    if (this.#clientFinished) this.close();
  }
}

function drained(socket: net.Socket): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      socket.off('drain', done);
      socket.off('close', done);
      resolve();
    };
    if (socket.destroyed) resolve();
    else {
      socket.on('drain', done);
      socket.on('close', done);
    }
  });
}
