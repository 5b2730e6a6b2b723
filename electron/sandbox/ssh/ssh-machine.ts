// What the two SSH servers of the sandbox have in common: who may sign in to a machine, and where its people live.
import type { Instance } from '../company/instance.ts';
import type { HostKey } from './host-keys.ts';
import type { LoginRoom } from './login-room.ts';
import type net from 'node:net';

export interface SshMachine {
  readonly instance: Instance;
  readonly loginUser: string;
  readonly home: string;
  /** For files of its server. */
  readonly dir: string;
  /** With this environment a program sees the machine's accounts; empty where that cannot be done. */
  readonly accounts: Readonly<Record<string, string>>;
  readonly hostKeys: readonly HostKey[];
  readonly room: LoginRoom;
  /** `<type> <base64>` of the keys that AWS has pushed and the machine honours now. */
  readonly keysOf: (user: string) => readonly string[];
}

export interface SshServer {
  /** Serves one accepted connection to port 22, of which nothing has been read yet. */
  serve(socket: net.Socket): void;
  /** The keys with which people may sign in are others now. */
  keysChanged(): void;
  readonly connectionCount: number;
  /** Cuts every connection without a word, as a machine that is switched off. */
  cut(): void;
  /** Cuts every connection and ends every program. */
  close(): Promise<void>;
}
