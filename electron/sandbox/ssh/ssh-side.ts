// The SSH half of the sandbox: a port 22 for every Linux machine, opened when somebody first goes there, with a server
// behind it that knows the keys AWS has pushed.
import net from 'node:net';
import path from 'node:path';
import type { Address } from '../agent/port-map.ts';
import { COMPANY } from '../company/company.ts';
import type { Instance } from '../company/instance.ts';
import type { Inventory } from '../company/inventory.ts';
import { HostKeys } from './host-keys.ts';
import type { LoginRoom } from './login-room.ts';
import { machineAccounts } from './machine-accounts.ts';
import { nssWrapperHere, sshServerHere, type SshServerChoice } from './open-ssh-here.ts';
import { OpenSshServer } from './open-ssh-server.ts';
import type { PushedKeys } from './pushed-keys.ts';
import type { SshMachine, SshServer } from './ssh-machine.ts';
import { StandInServer } from './stand-in-server.ts';

export interface SshSideParts {
  readonly inventory: Inventory;
  readonly pushed: PushedKeys;
  readonly room: LoginRoom;
  /** Default: OpenSSH where this computer can run it. */
  readonly choice?: SshServerChoice | null;
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
  readonly #servers = new Map<string, SshServer>();
  #choice: SshServerChoice;
  #isChecked = false;
  readonly #doors = new Map<string, Promise<Door>>();

  constructor(parts: SshSideParts) {
    this.#parts = parts;
    this.#choice = parts.choice ?? sshServerHere();
    parts.pushed.watch((target) => {
      this.#servers.get(target)?.keysChanged();
    });
  }

  /** Which server answers at port 22 of the machines, and if it is not OpenSSH, why. */
  get choice(): SshServerChoice {
    return this.#choice;
  }

  get connectionCount(): number {
    let count = 0;
    for (const server of this.#servers.values()) count += server.connectionCount;
    return count;
  }

  /** Cuts every connection to port 22 of a machine. */
  cut(target: string): void {
    this.#servers.get(target)?.cut();
  }

  /** The machine's keys are looked at again: it has or has not EC2 Instance Connect now. */
  keysChanged(target: string): void {
    this.#servers.get(target)?.keysChanged();
  }

  /** From now on it is another machine: other host keys. Its connections are cut. */
  async replaceHostKeys(target: string): Promise<void> {
    const door = this.#doors.get(target);
    this.#doors.delete(target);
    this.#servers.delete(target);
    this.hostKeys.replace(target);
    if (door !== undefined) await closeDoor(await door);
  }

  /** Serves a connection that has come to a machine by another door. */
  async take(target: string, socket: net.Socket): Promise<void> {
    const address = await this.addressOf(target);
    const door = address === null ? undefined : await this.#doors.get(target);
    if (door === undefined) socket.destroy();
    else door.listener.emit('connection', socket);
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
    await Promise.all(doors.map(closeDoor));
  }

  async #open(instance: Instance, loginUser: string): Promise<Door> {
    const server = this.#serverOf(instance, loginUser);
    this.#servers.set(instance.id, server);
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
    const { room } = this.#parts;
    const home = room.homeOf(instance.id, instance.name, loginUser);
    const dir = path.join(path.dirname(home), '.server');
    room.makeDir(dir);
    const machine: SshMachine = {
      instance,
      loginUser,
      home,
      dir,
      accounts: machineAccounts({ room, dir, loginUser, home }, nssWrapperHere()),
      hostKeys: this.hostKeys.of(instance.id),
      room,
      keysOf: (user) => this.#keysOf(instance.id, user),
    };
    if (this.#choice.kind === 'openssh' && instance.id !== COMPANY.jump)
      try {
        const server = new OpenSshServer(machine, this.#choice);
        // Once: the files of all machines are alike, and it takes a moment.
        if (!this.#isChecked) server.check();
        this.#isChecked = true;
        return server;
      } catch (error) {
        // It is there and does not run: an old one, a hardened system. The other server serves from here on.
        const words = error instanceof Error ? error.message : String(error);
        this.#choice = { kind: 'stand-in', reason: `sshd does not run here: ${words.trim().slice(-300)}` };
      }
    const destinationOf = (host: string, port: number): Promise<Address | null> =>
      this.#parts.seenFrom(instance, host, port);
    return new StandInServer({ machine, forwards: { destinationOf } });
  }

  #keysOf(target: string, user: string): readonly string[] {
    const ssh = this.#parts.inventory.find(target)?.ssh ?? null;
    if (ssh === null || user !== ssh.loginUser) return [];
    return ssh.hasInstanceConnect ? this.#parts.pushed.keysOf(target, user) : [];
  }
}

async function closeDoor({ listener, sockets, server }: Door): Promise<void> {
  listener.close();
  for (const socket of sockets) socket.destroy();
  await server.close();
}
