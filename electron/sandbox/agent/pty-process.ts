// A program in a pseudo terminal with the two things node-pty does not offer: reading at the reader's pace without
// losing the end, and knowing when a write has been taken (the agent acknowledges only then).
import { readSync, writeSync } from 'node:fs';
import type { ReadStream } from 'node:tty';
import { spawn, type IPty } from '@lydell/node-pty';
import { endProcessGroup } from './process-end.ts';

/** Bytes read ahead of the agent before the program is left to wait on its full terminal. */
const READ_AHEAD_BYTES = 64 * 1024;
/**
 * node-pty throws away what it has not read 200 ms after the program's end, so a paused terminal must notice the end
 * itself and read on.
 */
const END_CHECK_MS = 50;
/** How soon a full terminal is tried again: a program that reads makes room in far less. */
const FULL_TERMINAL_RETRY_MS = 5;
const INITIAL_SIZE = { cols: 80, rows: 24 };

export interface PtyCommand {
  readonly file: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  /** Root only: who it runs as. */
  readonly owner?: { readonly uid: number; readonly gid: number } | null;
}

/** `signal` 0: it ended by itself. */
export interface PtyExit {
  readonly exitCode: number;
  readonly signal: number;
}

export class PtyProcess {
  readonly #pty: IPty;
  readonly #chunks: Buffer[] = [];
  #bufferedBytes = 0;
  #hasEnded = false;
  #exit: PtyExit | null = null;
  #isPaused = false;
  #wakeReader: () => void = () => undefined;
  #endCheck: NodeJS.Timeout | null = null;

  constructor(command: PtyCommand) {
    this.#pty = spawn(command.file, [...command.args], {
      name: 'xterm-256color',
      cwd: command.cwd,
      env: command.env,
      encoding: null,
      ...(command.owner ?? {}),
      ...INITIAL_SIZE,
    });
    const socket = unixSocketOf(this.#pty);
    if (socket !== null) {
      stopReadingWhenPaused(socket);
      // Still open here; it is closed when this returns.
      socket.on('end', () => {
        this.#drain();
      });
    }
    // With encoding null the data are bytes, whatever the declaration says.
    this.#pty.onData((data: string | Buffer) => {
      this.#take(typeof data === 'string' ? Buffer.from(data) : data);
    });
    this.#pty.onExit(({ exitCode, signal }) => {
      this.#exit = { exitCode, signal: signal ?? 0 };
      this.#hasEnded = true;
      this.#stopEndCheck();
      this.#wakeReader();
    });
  }

  get pid(): number {
    return this.#pty.pid;
  }

  /** Null while it runs. */
  get exit(): PtyExit | null {
    return this.#exit;
  }

  /** Up to `maxBytes` of what is there, waiting for the first byte; null after the last one. One reader at a time. */
  async read(maxBytes: number): Promise<Buffer | null> {
    while (this.#chunks.length === 0) {
      if (this.#hasEnded) return null;
      await new Promise<void>((resolve) => {
        this.#wakeReader = resolve;
      });
    }
    const parts: Buffer[] = [];
    let missing = maxBytes;
    for (let chunk = this.#chunks[0]; chunk !== undefined && missing > 0; chunk = this.#chunks[0]) {
      const part = chunk.subarray(0, missing);
      parts.push(part);
      missing -= part.length;
      if (part.length === chunk.length) this.#chunks.shift();
      else this.#chunks[0] = chunk.subarray(part.length);
    }
    this.#bufferedBytes -= maxBytes - missing;
    if (this.#isPaused && this.#bufferedBytes < READ_AHEAD_BYTES / 2) this.#resume();
    return parts.length === 1 && parts[0] !== undefined ? parts[0] : Buffer.concat(parts);
  }

  /** Resolves when the terminal has taken the bytes, which a program that does not read can put off for ever. */
  async write(bytes: Buffer): Promise<void> {
    if (this.#hasEnded) return;
    const socket = unixSocketOf(this.#pty);
    if (socket === null) this.#pty.write(bytes.toString('utf8'));
    else await this.#writeTo(socket, bytes);
  }

  // Not through the socket of node-pty: libuv writes to a terminal by trying again and again until it is taken, so a
  // program that echoes more than anybody reads meanwhile would stop this process for good.
  async #writeTo(socket: ReadStream, bytes: Buffer): Promise<void> {
    const { fd } = this.#pty as IPty & { readonly fd: number };
    let rest = bytes;
    // A closed number may soon belong to another file.
    while (rest.length > 0 && !this.#hasEnded && !socket.destroyed) {
      const written = writeWhatFits(fd, rest);
      rest = rest.subarray(written);
      if (rest.length > 0 && written === 0)
        await new Promise((resolve) => setTimeout(resolve, FULL_TERMINAL_RETRY_MS));
    }
  }

  /** Sizes no terminal can have are ignored. */
  resize(cols: number, rows: number): void {
    if (this.#hasEnded || cols < 1 || rows < 1 || cols > 0xffff || rows > 0xffff) return;
    this.#pty.resize(cols, rows);
  }

  /** Hangs up, and kills what does not go. */
  async end(): Promise<void> {
    this.#resume();
    await endProcessGroup(this.#pty.pid);
  }

  #take(chunk: Buffer): void {
    this.#chunks.push(chunk);
    this.#bufferedBytes += chunk.length;
    if (this.#bufferedBytes >= READ_AHEAD_BYTES && !this.#isPaused && isAlive(this.#pty.pid)) this.#pause();
    this.#wakeReader();
  }

  // The event loop calls it the end when the program has hung up and a read brought less than it had room for. A
  // terminal never brings more than 4 KB at a time, so up to 64 KB may be left; they are read here.
  #drain(): void {
    if (!('fd' in this.#pty) || typeof this.#pty.fd !== 'number') return;
    const buffer = Buffer.alloc(READ_AHEAD_BYTES);
    for (let length = -1; length !== 0;) {
      try {
        length = readSync(this.#pty.fd, buffer);
      } catch {
        // EIO: the end of a terminal. EAGAIN: a job in the background still holds it and says nothing.
        return;
      }
      this.#take(Buffer.from(buffer.subarray(0, length)));
    }
  }

  #pause(): void {
    this.#isPaused = true;
    this.#pty.pause();
    this.#endCheck = setInterval(() => {
      if (!isAlive(this.#pty.pid)) this.#resume();
    }, END_CHECK_MS);
  }

  #resume(): void {
    this.#stopEndCheck();
    if (!this.#isPaused) return;
    this.#isPaused = false;
    this.#pty.resume();
  }

  #stopEndCheck(): void {
    if (this.#endCheck !== null) clearInterval(this.#endCheck);
    this.#endCheck = null;
  }
}

// At once and not in the thread pool, so that the ack leaves before the program's answer is read. The terminal does not
// block: node-pty opened it so.
function writeWhatFits(fd: number, bytes: Buffer): number {
  try {
    return writeSync(fd, bytes);
  } catch (error) {
    // EAGAIN: full for now. Anything else: the terminal is gone, and its end is told elsewhere.
    return error instanceof Error && 'code' in error && error.code === 'EAGAIN' ? 0 : bytes.length;
  }
}

// Null on Windows.
function unixSocketOf(pty: IPty): ReadStream | null {
  if (process.platform === 'win32' || !('_socket' in pty)) return null;
  return pty._socket as ReadStream;
}

// A paused socket reads on until its buffer is full, meets the terminal's end (EIO) and throws the buffer away. With a
// mark of 1 it stops reading at the first piece that nobody takes; while it flows the mark means nothing.
function stopReadingWhenPaused(socket: ReadStream): void {
  if (!('_readableState' in socket)) return;
  (socket._readableState as { highWaterMark: number }).highWaterMark = 1;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    // ESRCH: gone. Anything else does not happen to our own child.
    return false;
  }
}
