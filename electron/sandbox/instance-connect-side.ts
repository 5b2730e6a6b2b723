// The half of the sandbox behind EC2 Instance Connect: pushed keys, endpoints and their tunnels, SSH servers of the
// machines, and the network they all share.
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Clock } from '../base/clock.ts';
import type { PortMap } from './agent/port-map.ts';
import type { CredentialStore } from './api/credentials.ts';
import type { EndpointWorld } from './api/ec2-endpoint-calls.ts';
import type { EicWorld } from './api/eic-calls.ts';
import type { Guard } from './api/guard.ts';
import { Endpoints } from './company/endpoints.ts';
import type { Inventory } from './company/inventory.ts';
import { EndpointDoor } from './eice/endpoint-door.ts';
import { MachineNetwork } from './machine-network.ts';
import { PushedKeys } from './ssh/pushed-keys.ts';
import { SshSide } from './ssh/ssh-side.ts';

/** What the calls of EC2 and EC2 Instance Connect stand on. */
export type InstanceConnectWorld = EicWorld & EndpointWorld;

export interface InstanceConnectParts {
  readonly clock: Clock;
  readonly credentials: CredentialStore;
  readonly guard: Guard;
  readonly inventory: Inventory;
  readonly ports: PortMap;
  readonly region: string;
  /** Counts calls by action, for the statistics. */
  readonly onCall: (action: string) => void;
}

export class InstanceConnectSide {
  readonly endpoints: Endpoints;
  readonly door: EndpointDoor;
  readonly ssh: SshSide;
  readonly #parts: InstanceConnectParts;
  readonly #pushed: PushedKeys;
  readonly #network: MachineNetwork;

  constructor(parts: InstanceConnectParts) {
    this.#parts = parts;
    const { inventory, ports, region } = parts;
    this.#pushed = new PushedKeys(parts.clock);
    this.endpoints = new Endpoints(region);
    this.ssh = new SshSide({
      inventory,
      pushed: this.#pushed,
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
  }

  get world(): InstanceConnectWorld {
    const { inventory, region } = this.#parts;
    return {
      inventory,
      region,
      endpoints: this.endpoints,
      pushKey: (target, user, key) => {
        this.#pushed.push(target, user, key);
      },
      pushSerialKey: () => 'disabled',
    };
  }

  /** True when the upgrade was for an endpoint, and so is taken care of. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): boolean {
    if (!EndpointDoor.isAsked(request)) return false;
    this.door.upgrade(request, socket, head);
    return true;
  }

  reset(): void {
    this.endpoints.reset();
    this.door.faults.reset();
    this.door.cutTunnels();
  }

  async close(): Promise<void> {
    this.door.close();
    await this.ssh.close();
    this.#pushed.close();
  }
}
