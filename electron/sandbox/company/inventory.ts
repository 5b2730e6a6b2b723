// All machines of the sandbox, in a stable order, with the state changes that faults ask for.
import { company } from './company.ts';
import { fleet } from './fleet.ts';
import type { Instance, InstanceAgent, InstanceState } from './instance.ts';

export class Inventory {
  readonly #byId = new Map<string, Instance>();
  readonly #original: readonly Instance[];
  #list: readonly Instance[] | null = null;

  /** `total` machines in all; the eight of the company always come first. */
  constructor(region: string, total: number, jumpAddress: string | null = null) {
    const known = company(region, jumpAddress);
    this.#original = [...known, ...fleet(Math.max(0, total - known.length), region)];
    this.reset();
  }

  /** In a stable order. */
  all(): readonly Instance[] {
    this.#list ??= [...this.#byId.values()];
    return this.#list;
  }

  find(id: string): Instance | null {
    return this.#byId.get(id) ?? null;
  }

  /** By id, or by name when exactly one has it. Null when there is none. */
  resolve(idOrName: string): Instance | null {
    const byId = this.find(idOrName);
    if (byId !== null) return byId;
    const named = this.all().filter((instance) => instance.name === idOrName);
    return named.length === 1 ? (named[0] ?? null) : null;
  }

  /** The machine with this private address in a VPC; null when there is none. */
  findAt(vpcId: string, privateAddress: string): Instance | null {
    return (
      this.all().find(({ ec2, privateAddress: own }) => own === privateAddress && ec2?.vpcId === vpcId) ??
      null
    );
  }

  setState(id: string, state: InstanceState): void {
    this.#replace(id, (instance) => ({ ...instance, state }));
  }

  setAgentStatus(id: string, status: InstanceAgent['status']): void {
    this.#replace(id, (instance) => ({ ...instance, agent: { ...instance.agent, status } }));
  }

  /** Whether the machine honours keys that AWS pushes. */
  setInstanceConnect(id: string, isInstalled: boolean): void {
    this.#replace(id, (instance) => ({
      ...instance,
      ssh: instance.ssh === null ? null : { ...instance.ssh, hasInstanceConnect: isInstalled },
    }));
  }

  setAgentVersion(id: string, version: string): void {
    this.#replace(id, (instance) => ({ ...instance, agent: { ...instance.agent, version } }));
  }

  reset(): void {
    this.#byId.clear();
    for (const instance of this.#original) this.#byId.set(instance.id, instance);
    this.#list = null;
  }

  #replace(id: string, change: (instance: Instance) => Instance): void {
    const instance = this.find(id);
    if (instance === null) throw new Error(`no instance ${id} in the sandbox`);
    this.#byId.set(id, change(instance));
    this.#list = null;
  }
}
