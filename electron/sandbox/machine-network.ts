// The sandbox's network: which port of this computer a port of a machine is, seen from AWS, from an agent, or from
// another machine. Machines meet in their own VPC only.
import net from 'node:net';
import type { Address, PortMap } from './agent/port-map.ts';
import type { Instance } from './company/instance.ts';
import type { Inventory } from './company/inventory.ts';

export interface MachineNetworkParts {
  readonly inventory: Inventory;
  readonly ports: PortMap;
  readonly region: string;
  /** Port 22 of a machine; null when nobody is there. */
  readonly sshAddressOf: (target: string) => Promise<Address | null>;
}

/** Ports that are never this computer's own: a person would land in the wrong place. */
const OWN_PORTS: readonly number[] = [22, 3389];
const SELF: readonly string[] = ['localhost', '127.0.0.1', '::1'];
const DIAL_MS = 10_000;

export class MachineNetwork {
  readonly #parts: MachineNetworkParts;

  constructor(parts: MachineNetworkParts) {
    this.#parts = parts;
    parts.ports.setWhereabouts((target, host, port) => this.#seenByAgent(target, host, port));
  }

  /** For the stand-in SSH servers: null for everything outside the machine's VPC. */
  async seenFrom(instance: Instance, host: string, port: number): Promise<Address | null> {
    const mapped = this.#parts.ports.find(instance.id, host, port);
    if (mapped !== null) return mapped;
    const there = this.#neighbour(instance, host);
    return there === null ? null : await this.#portOf(there, port);
  }

  /** As an endpoint does it. Rejects when nobody answers. */
  async dial(vpcId: string, privateAddress: string, port: number): Promise<net.Socket> {
    const instance = this.#parts.inventory.findAt(vpcId, privateAddress);
    const address = instance === null ? null : await this.#portOf(instance, port);
    if (address === null) throw new Error(`nobody at ${privateAddress}:${port}`);
    return new Promise((resolve, reject) => {
      const socket = net.connect({ ...address, allowHalfOpen: true, noDelay: true });
      socket.setTimeout(DIAL_MS, () => socket.destroy(new Error('timeout')));
      socket.once('error', reject);
      socket.once('connect', () => {
        socket.setTimeout(0);
        socket.off('error', reject);
        // Nothing is lost before whoever dialled listens.
        socket.pause();
        resolve(socket);
      });
    });
  }

  async #seenByAgent(target: string, host: string | null, port: number): Promise<Address | 'nobody' | null> {
    const instance = this.#parts.inventory.find(target);
    if (instance === null) return null;
    if (host === null && !OWN_PORTS.includes(port)) return null;
    const there = host === null ? instance : this.#neighbour(instance, host);
    // A host of this computer's own network: agents go there, as the README says.
    if (there === null) return null;
    return (await this.#portOf(there, port)) ?? 'nobody';
  }

  #neighbour(instance: Instance, host: string): Instance | null {
    if (SELF.includes(host) || host === instance.privateAddress) return instance;
    const name = /^ip-(\d+)-(\d+)-(\d+)-(\d+)(?:\.(.+)\.compute\.internal)?$/.exec(host.toLowerCase());
    const address = name === null ? host : name.slice(1, 5).join('.');
    if (name?.[5] !== undefined && name[5] !== this.#parts.region) return null;
    return instance.ec2 === null ? null : this.#parts.inventory.findAt(instance.ec2.vpcId, address);
  }

  async #portOf(instance: Instance, port: number): Promise<Address | null> {
    if (instance.state !== 'running') return null;
    const mapped = this.#parts.ports.find(instance.id, null, port);
    if (mapped !== null) return mapped;
    if (port === 22) return this.#parts.sshAddressOf(instance.id);
    return OWN_PORTS.includes(port) ? null : { host: '127.0.0.1', port };
  }
}
