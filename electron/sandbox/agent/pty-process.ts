// A program in a pseudo terminal with the two things node-pty does not offer: reading at the reader's pace without
// losing the end, and knowing when a write has been taken (the agent acknowledges only then).
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
const INITIAL_SIZE = { cols: 80, rows: 24 };

export interface PtyCommand {
  readonly file: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
}

export class PtyProcess {
  readonly #pty: IPty;
  readonly #chunks: Buffer[] = [];
  #bufferedBytes = 0;
  #hasEnded = false;
  #isPaused = false;
  #wakeReader: () => void = () => undefined;
  #endCheck: NodeJS.Timeout | null = null;

  constructor(command: PtyCommand) {
    this.#pty = spawn(command.file, [...command.args], {
      name: 'xterm-256color',
      cwd: command.cwd,
      env: command.env,
      encoding: null,
      ...INITIAL_SIZE,
    });
    // With encoding null the data are bytes, whatever the declaration says.
    this.#pty.onData((data: string | Buffer) => {
      this.#take(typeof data === 'string' ? Buffer.from(data) : data);
    });
    this.#pty.onExit(() => {
      this.#hasEnded = true;
      this.#stopEndCheck();
      this.#wakeReader();
    });
  }

  get pid(): number {
    return this.#pty.pid;
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
    else if (!socket.destroyed)
      await new Promise<void>((resolve) => {
        socket.once('close', resolve);
        socket.write(bytes, () => {
          socket.off('close', resolve);
          resolve();
        });
      });
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

// node-pty's own write says nothing when it is done; the socket beneath does. Null on Windows.
function unixSocketOf(pty: IPty): ReadStream | null {
  if (process.platform === 'win32' || !('_socket' in pty)) return null;
  return pty._socket as ReadStream;
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
