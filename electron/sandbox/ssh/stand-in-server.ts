// An SSH server in this process (ssh2): the jump host, and every machine where OpenSSH is not installed or cannot run.
// It signs people in as OpenSSH would: one account, keys pushed by AWS or in the account's authorized_keys.
import { readFileSync } from 'node:fs';
import type net from 'node:net';
import path from 'node:path';
import ssh2, { type AuthContext, type Connection } from 'ssh2';
import { isSignedBy } from './signed-by.ts';
import { serveForwards, type ForwardRules } from './stand-in-forwards.ts';
import { serveSession } from './stand-in-session.ts';
import type { SshMachine, SshServer } from './ssh-machine.ts';

/** OpenSSH's MaxAuthTries and LoginGraceTime. */
const MAX_TRIES = 6;
const SIGN_IN_MS = 120_000;

export interface StandInParts {
  readonly machine: SshMachine;
  readonly forwards: ForwardRules;
}

export class StandInServer implements SshServer {
  readonly #parts: StandInParts;
  readonly #server: ssh2.Server;
  readonly #sockets = new Set<net.Socket>();
  readonly #endings = new Set<() => Promise<void>>();

  constructor(parts: StandInParts) {
    this.#parts = parts;
    this.#server = new ssh2.Server(
      { hostKeys: parts.machine.hostKeys.map((key) => key.privateKey), ident: 'SallyportSandbox' },
      (connection) => {
        this.#welcome(connection);
      },
    );
  }

  serve(socket: net.Socket): void {
    this.#sockets.add(socket);
    socket.on('error', () => undefined);
    socket.once('close', () => this.#sockets.delete(socket));
    this.#server.injectSocket(socket);
    socket.resume();
  }

  keysChanged(): void {
    // They are looked up when somebody signs in.
  }

  get connectionCount(): number {
    return this.#sockets.size;
  }

  cut(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  async close(): Promise<void> {
    this.cut();
    await Promise.all([...this.#endings].map((end) => end()));
  }

  #welcome(connection: Connection): void {
    const { machine, forwards } = this.#parts;
    connection.on('error', () => undefined);
    const timer = setTimeout(() => connection.end(), SIGN_IN_MS);
    connection.once('close', () => {
      clearTimeout(timer);
    });
    let tries = 0;
    connection.on('authentication', (context) => {
      if (this.#mayIn(context)) {
        context.accept();
        return;
      }
      if (context.method !== 'none') tries += 1;
      if (tries >= MAX_TRIES) connection.end();
      else context.reject(['publickey']);
    });
    connection.once('ready', () => {
      clearTimeout(timer);
      connection.on('session', (accept) => {
        serveSession(accept(), machine, this.#endings);
      });
      serveForwards(connection, forwards, this.#endings);
    });
  }

  #mayIn(context: AuthContext): boolean {
    const { machine } = this.#parts;
    if (context.username !== machine.loginUser) return false;
    const keys = [...machine.keysOf(context.username), ...authorizedKeys(machine.home)];
    return isSignedBy(context, keys);
  }
}

function authorizedKeys(home: string): string[] {
  try {
    const text = readFileSync(path.join(home, '.ssh', 'authorized_keys'), 'utf8');
    return text.split('\n').filter((line) => /^(ssh|ecdsa)-\S+ \S+/.test(line));
  } catch {
    // Most people have none.
    return [];
  }
}
