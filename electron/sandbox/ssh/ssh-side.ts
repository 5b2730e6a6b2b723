// The SSH half of the sandbox: a port 22 for every Linux machine, opened when somebody first goes there, with a server
// behind it that knows the keys AWS has pushed.
import { readFileSync } from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import type { Address } from '../agent/port-map.ts';
import type { Instance } from '../company/instance.ts';
import type { Inventory } from '../company/inventory.ts';
import { HostKeys } from './host-keys.ts';
import { LoginRoom } from './login-room.ts';
import type { PushedKeys } from './pushed-keys.ts';
import type { SshMachine, SshServer } from './ssh-machine.ts';
import { StandInServer } from './stand-in-server.ts';

export interface SshSideParts {
  readonly inventory: Inventory;
  readonly pushed: PushedKeys;
  /** Where a host and port lie, seen from a machine of the sandbox; null: nowhere. */
  readonly seenFrom: (instance: Instance, host: string, port: number) => Promise<Address | null>;
}

interface Door {
  readonly listener: net.Server;
  readonly address: Address;
  readonly server: SshServer;
  readonly sockets: Set<net.Socket>;
}

export class SshSide {
  readonly hostKeys = new HostKeys();
  readonly #parts: SshSideParts;
  readonly #room = new LoginRoom();
  readonly #doors = new Map<string, Promise<Door>>();

  constructor(parts: SshSideParts) {
    this.#parts = parts;
  }

  /** Where port 22 of a machine is on this computer; null when it has no SSH server or is not running. */
  async addressOf(target: string): Promise<Address | null> {
    const instance = this.#parts.inventory.find(target);
    if (instance?.ssh == null || instance.state !== 'running') return null;
    let door = this.#doors.get(target);
    if (door === undefined) {
      door = this.#open(instance, instance.ssh.loginUser);
      this.#doors.set(target, door);
    }
    return (await door).address;
  }

  async close(): Promise<void> {
    const doors = await Promise.all(this.#doors.values());
    for (const { listener, sockets } of doors) {
      listener.close();
      for (const socket of sockets) socket.destroy();
    }
    await Promise.all(doors.map(({ server }) => server.close()));
    this.#room.remove();
  }

  async #open(instance: Instance, loginUser: string): Promise<Door> {
    const server = this.#serverOf(instance, loginUser);
    const sockets = new Set<net.Socket>();
    const listener = net.createServer(
      { pauseOnConnect: true, noDelay: true, allowHalfOpen: false },
      (socket) => {
        if (this.#parts.inventory.find(instance.id)?.state !== 'running') {
          socket.destroy();
          return;
        }
        sockets.add(socket);
        socket.once('close', () => sockets.delete(socket));
        server.serve(socket);
      },
    );
    await new Promise<void>((resolve, reject) => {
      listener.once('error', reject);
      listener.listen(0, '127.0.0.1', resolve);
    });
    const { port } = listener.address() as net.AddressInfo;
    return { listener, server, sockets, address: { host: '127.0.0.1', port } };
  }

  #serverOf(instance: Instance, loginUser: string): SshServer {
    const machine: SshMachine = {
      instance,
      loginUser,
      home: this.#room.homeOf(instance.id, instance.name, loginUser),
      hostKeys: this.hostKeys.of(instance.id),
      room: this.#room,
      keysOf: (user) => this.#keysOf(instance.id, user),
    };
    const destinationOf = (host: string, port: number): Promise<Address | null> =>
      this.#parts.seenFrom(instance, host, port);
    return new StandInServer({ machine, forwards: { destinationOf } });
  }

  #keysOf(target: string, user: string): readonly string[] {
    const ssh = this.#parts.inventory.find(target)?.ssh ?? null;
    if (ssh === null || user !== ssh.loginUser) return [];
    const pushed = ssh.hasInstanceConnect ? this.#parts.pushed.keysOf(target, user) : [];
    return [...pushed, ...authorizedKeys(this.#room.homeOf(target, '', user))];
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
