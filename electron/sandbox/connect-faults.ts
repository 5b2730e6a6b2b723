// What can be made to go wrong behind EC2 Instance Connect: endpoints, tunnels, keys, SSH servers, serial consoles.
import type { SerialRefusal } from './api/eic-calls.ts';
import type { EndpointState, Endpoints } from './company/endpoints.ts';
import type { Inventory } from './company/inventory.ts';
import type { EndpointDoor } from './eice/endpoint-door.ts';
import type { DurationPolicy } from './eice/tunnel-faults.ts';
import type { SerialConsole } from './ssh/serial-console.ts';
import type { SshSide } from './ssh/ssh-side.ts';

export interface ConnectFaultParts {
  readonly inventory: Inventory;
  readonly endpoints: Endpoints;
  readonly door: EndpointDoor;
  readonly ssh: SshSide;
  readonly serial: SerialConsole;
}

/** Longest delay a fault may put on a tunnel; longer ones are only forgotten faults. */
const MAX_DELAY_MS = 60_000;

export class ConnectFaults {
  readonly #parts: ConnectFaultParts;

  constructor(parts: ConnectFaultParts) {
    this.#parts = parts;
  }

  /** The next so many tunnels get their 101, and then "Unable to connect to target". 0 takes it back. */
  refuseTunnelTargets(times: number): void {
    this.#parts.door.faults.refusals = times;
  }

  /** Ends every tunnel without a close frame, as when its hour is over. Returns how many. */
  cutTunnels(): number {
    return this.#parts.door.cutTunnels();
  }

  /** Ends every tunnel in good order. Returns how many. */
  closeTunnels(code = 1000, reason = ''): number {
    return this.#parts.door.closeTunnels(code, reason);
  }

  /** Everything in every tunnel, in both directions, is that much later; 0 takes it back. */
  delayTunnels(ms: number): void {
    this.#parts.door.faults.delayMs = Math.min(ms, MAX_DELAY_MS);
  }

  /** Nothing comes out of any tunnel any more, and nobody is told; `false` lets everything go on. */
  stallTunnels(isStalled: boolean): void {
    this.#parts.door.faults.isStalled = isStalled;
  }

  /** A policy allows OpenTunnel for so many seconds only; `isNamed`: its refusals say so. Null: no such condition. */
  limitTunnelDuration(policy: DurationPolicy | null): void {
    this.#parts.door.faults.durationPolicy = policy;
  }

  setEndpointState(id: string, state: EndpointState, stateMessage = ''): void {
    this.#parts.endpoints.setState(id, state, stateMessage);
  }

  /** Whether a machine's image has EC2 Instance Connect, and so looks at pushed keys. */
  setInstanceConnect(idOrName: string, isInstalled: boolean): void {
    const id = this.#idOf(idOrName);
    this.#parts.inventory.setInstanceConnect(id, isInstalled);
    this.#parts.ssh.keysChanged(id);
  }

  /** The machine is another one from now on, under the same id: new host keys. Its connections are cut. */
  async replaceHostKeys(idOrName: string): Promise<void> {
    await this.#parts.ssh.replaceHostKeys(this.#idOf(idOrName));
  }

  /** Cuts every SSH connection to a machine, by whatever route it came. */
  cutSsh(idOrName: string): void {
    this.#parts.ssh.cut(this.#idOf(idOrName));
  }

  /** Keys for a machine's serial console are refused that way; null: taken again. */
  refuseSerialConsole(idOrName: string, refusal: SerialRefusal | null): void {
    this.#parts.serial.setRefusal(this.#idOf(idOrName), refusal);
  }

  #idOf(idOrName: string): string {
    const instance = this.#parts.inventory.resolve(idOrName);
    if (instance === null) throw new Error(`the sandbox has no instance ${idOrName}`);
    return instance.id;
  }
}
