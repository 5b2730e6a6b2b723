// The serial console service of a region (fact sheet 2.5 to 2.7): an SSH server that knows people only by a key pushed
// within the last minute, lets one of them at a time to a machine's first serial port, and passes breaks on.
import net from 'node:net';
import ssh2, { type AuthContext, type Connection, type ServerChannel } from 'ssh2';
import type { Clock } from '../../base/clock.ts';
import { PtyProcess } from '../agent/pty-process.ts';
import type { SerialRefusal } from '../api/eic-calls.ts';
import type { Inventory } from '../company/inventory.ts';
import { watchBreaks } from './break-request.ts';
import { ed25519Key } from './host-keys.ts';
import type { LoginRoom } from './login-room.ts';
import { PushedKeys } from './pushed-keys.ts';
import { serialProgram, SYSRQ_HELP } from './serial-program.ts';
import { isSignedBy } from './signed-by.ts';

export interface SerialConsoleParts {
  readonly clock: Clock;
  readonly inventory: Inventory;
  readonly room: LoginRoom;
}

/** A session that has ended keeps its machine's port for so long. */
const COOL_DOWN_MS = 30_000;
const MAX_SESSION_MS = 60 * 60_000;
const READ_BYTES = 4096;
const PORT_USER = 'port0';

type SessionPlace =
  | { readonly kind: 'open'; readonly connection: Connection }
  | { readonly kind: 'cooling'; readonly cancel: () => void };

export class SerialConsole {
  /** The account's switch. */
  isEnabled = true;
  /** As `ssh-keygen -l` writes it. */
  readonly fingerprint: string;
  readonly #parts: SerialConsoleParts;
  readonly #pushed: PushedKeys;
  readonly #server: ssh2.Server;
  readonly #listener: net.Server;
  readonly #places = new Map<string, SessionPlace>();
  readonly #refusals = new Map<string, SerialRefusal>();
  readonly #sockets = new Set<net.Socket>();

  constructor(parts: SerialConsoleParts) {
    this.#parts = parts;
    this.#pushed = new PushedKeys(parts.clock);
    const hostKey = ed25519Key();
    this.fingerprint = hostKey.fingerprint;
    this.#server = new ssh2.Server(
      { hostKeys: [hostKey.privateKey], ident: 'SallyportSerial' },
      (connection) => {
        this.#welcome(connection);
      },
    );
    this.#listener = net.createServer({ noDelay: true }, (socket) => {
      this.#sockets.add(socket);
      socket.on('error', () => undefined);
      socket.once('close', () => this.#sockets.delete(socket));
      this.#server.injectSocket(socket);
    });
  }

  /** Its `127.0.0.1:port`. */
  async open(): Promise<string> {
    await new Promise<void>((resolve, reject) => {
      this.#listener.once('error', reject);
      this.#listener.listen(0, '127.0.0.1', resolve);
    });
    return `127.0.0.1:${(this.#listener.address() as net.AddressInfo).port}`;
  }

  /** Null: the key was taken. */
  pushKey(target: string, key: string): SerialRefusal | null {
    if (!this.isEnabled) return 'disabled';
    const refusal = this.#refusals.get(target);
    if (refusal !== undefined) return refusal;
    if (this.#places.has(target)) return 'session-limit';
    this.#pushed.push(target, PORT_USER, key);
    return null;
  }

  /** Pushes for this machine are refused that way; null: as usual. */
  setRefusal(target: string, refusal: SerialRefusal | null): void {
    if (refusal === null) this.#refusals.delete(target);
    else this.#refusals.set(target, refusal);
  }

  get sessionCount(): number {
    return [...this.#places.values()].filter(({ kind }) => kind === 'open').length;
  }

  reset(): void {
    this.isEnabled = true;
    this.#refusals.clear();
    for (const [target, place] of this.#places)
      if (place.kind === 'cooling') {
        place.cancel();
        this.#places.delete(target);
      }
  }

  close(): void {
    this.#listener.close();
    for (const socket of this.#sockets) socket.destroy();
    for (const place of this.#places.values()) if (place.kind === 'cooling') place.cancel();
    this.#pushed.close();
  }

  #welcome(connection: Connection): void {
    connection.on('error', () => undefined);
    connection.on('authentication', (context) => {
      const target = this.#targetOf(context);
      if (target === null) {
        context.reject(['publickey']);
        return;
      }
      context.accept();
      connection.once('ready', () => {
        this.#serve(connection, target);
      });
    });
  }

  /** The machine that this person may talk to; null: none. */
  #targetOf(context: AuthContext): string | null {
    const [, target] = /^(i-[0-9a-f]+)\.port0$/.exec(context.username) ?? [];
    if (target === undefined || !this.isEnabled || context.method !== 'publickey') return null;
    if (this.#parts.inventory.find(target)?.state !== 'running' || this.#places.has(target)) return null;
    return isSignedBy(context, this.#pushed.keysOf(target, PORT_USER)) ? target : null;
  }

  #serve(connection: Connection, target: string): void {
    const { clock } = this.#parts;
    // Two may have shown their keys at the same time.
    if (this.#places.has(target)) {
      connection.end();
      return;
    }
    this.#places.set(target, { kind: 'open', connection });
    const cancel = clock.after(MAX_SESSION_MS, () => connection.end());
    connection.once('close', () => {
      cancel();
      const over = clock.after(COOL_DOWN_MS, () => this.#places.delete(target));
      this.#places.set(target, { kind: 'cooling', cancel: over });
    });
    let terminal: ServerChannel | null = null;
    watchBreaks(connection, () => terminal?.write(SYSRQ_HELP));
    connection.on('session', (accept) => {
      const session = accept();
      let pty: PtyProcess | null = null;
      session.on('pty', (acceptPty) => (acceptPty as (() => void) | undefined)?.());
      session.on('window-change', (_accept, _reject, { cols, rows }) => pty?.resize(cols, rows));
      session.on('shell', (acceptShell) => {
        terminal = acceptShell();
        pty = new PtyProcess(serialProgram(this.#parts, target));
        void joinTerminal(terminal, pty, connection);
      });
    });
  }
}

async function joinTerminal(channel: ServerChannel, pty: PtyProcess, connection: Connection): Promise<void> {
  channel.on('error', () => undefined);
  channel.once('close', () => void pty.end());
  channel.on('data', (bytes: Buffer) => {
    channel.pause();
    void pty.write(bytes).then(() => channel.resume());
  });
  for (let bytes = await pty.read(READ_BYTES); bytes !== null; bytes = await pty.read(READ_BYTES))
    if (!channel.destroyed && !channel.write(bytes))
      await new Promise<void>((resolve) => {
        channel.once('drain', resolve);
        channel.once('close', resolve);
      });
  connection.end();
}
