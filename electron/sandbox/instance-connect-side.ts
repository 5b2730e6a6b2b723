// The half of the sandbox behind EC2 Instance Connect: pushed keys, endpoints and their tunnels, SSH servers of the
// machines, and the network they all share.
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Clock } from '../base/clock.ts';
import type { PortMap } from './agent/port-map.ts';
import type { CredentialStore } from './api/credentials.ts';
import type { ConsoleWorld } from './api/ec2-console-calls.ts';
import type { EndpointWorld } from './api/ec2-endpoint-calls.ts';
import type { EicWorld } from './api/eic-calls.ts';
import type { Guard } from './api/guard.ts';
import { COMPANY } from './company/company.ts';
import { Endpoints, namesOf } from './company/endpoints.ts';
import type { Inventory } from './company/inventory.ts';
import { ConnectFaults } from './connect-faults.ts';
import { EndpointDoor } from './eice/endpoint-door.ts';
import { TlsDoor } from './eice/tls-door.ts';
import { MachineNetwork } from './machine-network.ts';
import type { JumpDoor } from './ssh/jump-door.ts';
import { LoginRoom } from './ssh/login-room.ts';
import type { SshServerChoice } from './ssh/open-ssh-here.ts';
import { PushedKeys } from './ssh/pushed-keys.ts';
import { SerialConsole } from './ssh/serial-console.ts';
import { SshSide } from './ssh/ssh-side.ts';

/** What the calls of EC2 and EC2 Instance Connect stand on. */
export type InstanceConnectWorld = EicWorld & EndpointWorld & Omit<ConsoleWorld, 'now'>;

export interface InstanceConnectParts {
  readonly clock: Clock;
  readonly credentials: CredentialStore;
  readonly guard: Guard;
  readonly inventory: Inventory;
  readonly ports: PortMap;
  readonly region: string;
  /** The jump host's public door. */
  readonly jumpDoor: JumpDoor;
  /** Only this user may look in. */
  readonly dir: string;
  /** Default: OpenSSH where this computer can run it. */
  readonly sshServer?: SshServerChoice | null;
  /** Counts calls by action, for the statistics. */
  readonly onCall: (action: string) => void;
}

/** What clients need to know besides the endpoint URL. */
export interface InstanceConnectFacts {
  /** `wss://127.0.0.1:port`: stands for `wss://<dns name>` of every endpoint. */
  readonly openTunnelUrl: string;
  /** The authority that vouches for it, PEM. */
  readonly caFile: string;
  /** `127.0.0.1:port` */
  readonly serialConsole: string;
  /** `SHA256:…` */
  readonly serialHostKey: string;
  /** Which server answers at port 22 of the Linux machines. */
  readonly sshServer: SshServerChoice['kind'];
}

export class InstanceConnectSide {
  readonly serial: SerialConsole;
  readonly faults: ConnectFaults;
  readonly endpoints: Endpoints;
  readonly door: EndpointDoor;
  readonly ssh: SshSide;
  readonly #parts: InstanceConnectParts;
  readonly #pushed: PushedKeys;
  readonly #network: MachineNetwork;
  readonly #room = new LoginRoom();
  readonly #tls: TlsDoor;

  constructor(parts: InstanceConnectParts) {
    this.#parts = parts;
    const { inventory, ports, region } = parts;
    this.#pushed = new PushedKeys(parts.clock);
    this.endpoints = new Endpoints(region);
    this.ssh = new SshSide({
      inventory,
      pushed: this.#pushed,
      room: this.#room,
      choice: parts.sshServer ?? null,
      seenFrom: (instance, host, port) => this.#network.seenFrom(instance, host, port),
    });
    this.#network = new MachineNetwork({
      inventory,
      ports,
      region,
      sshAddressOf: (target) => this.ssh.addressOf(target),
    });
    this.door = new EndpointDoor({
      ...parts,
      endpoints: this.endpoints,
      dial: (vpcId, privateAddress, port) => this.#network.dial(vpcId, privateAddress, port),
    });
    this.serial = new SerialConsole({ clock: parts.clock, inventory, room: this.#room });
    this.#tls = new TlsDoor({
      dir: parts.dir,
      dnsNames: this.endpoints.all().flatMap(namesOf),
      now: parts.clock.now(),
      onUpgrade: (request, socket, head) => {
        if (!this.upgrade(request, socket, head)) socket.destroy();
      },
    });
    const { endpoints, door, ssh, serial } = this;
    this.faults = new ConnectFaults({ inventory, endpoints, door, ssh, serial });
    parts.jumpDoor.onSocket((socket) => void this.ssh.take(COMPANY.jump, socket));
  }

  get world(): InstanceConnectWorld {
    const { inventory, region } = this.#parts;
    return {
      inventory,
      region,
      endpoints: this.endpoints,
      serialAccess: this.serial,
      hostKeysOf: (target) => this.ssh.hostKeys.of(target),
      pushKey: (target, user, key) => {
        this.#pushed.push(target, user, key);
      },
      pushSerialKey: (target, key) => this.serial.pushKey(target, key),
    };
  }

  /** True when the upgrade was for an endpoint, and so is taken care of. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): boolean {
    if (!EndpointDoor.isAsked(request)) return false;
    this.door.upgrade(request, socket, head);
    return true;
  }

  /** Opens its ports. */
  async open(): Promise<InstanceConnectFacts> {
    return {
      openTunnelUrl: await this.#tls.open(),
      caFile: this.#tls.caFile,
      serialConsole: await this.serial.open(),
      serialHostKey: this.serial.fingerprint,
      sshServer: this.ssh.choice.kind,
    };
  }

  reset(): void {
    this.serial.reset();
    this.endpoints.reset();
    this.door.faults.reset();
    this.door.cutTunnels();
  }

  async close(): Promise<void> {
    this.#parts.jumpDoor.close();
    this.door.close();
    this.#tls.close();
    this.serial.close();
    await this.ssh.close();
    this.#pushed.close();
    this.#room.remove();
  }
}
