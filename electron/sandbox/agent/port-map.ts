// Ports of the sandbox's machines that lead elsewhere than to the same port of this computer: so that two machines can
// both have a 3389, and a database host can have a name. Filled by tests and by the sandbox's own desktops.

export interface Address {
  readonly host: string;
  readonly port: number;
}

/** What the map has no entry for: where it is, that nobody is there, or (`null`) that it is for this computer. */
export type Whereabouts = (
  target: string,
  host: string | null,
  port: number,
) => Promise<Address | 'nobody' | null>;

export class PortMap {
  #whereabouts: Whereabouts | null = null;
  readonly #entries = new Map<string, Address>();

  /** `host` null: a port of the machine itself. */
  set(target: string, host: string | null, port: number, to: Address): void {
    this.#entries.set(keyOf(target, host, port), to);
  }

  find(target: string, host: string | null, port: number): Address | null {
    return this.#entries.get(keyOf(target, host, port)) ?? null;
  }

  /** Asked for everything that has no entry. */
  setWhereabouts(whereabouts: Whereabouts): void {
    this.#whereabouts = whereabouts;
  }

  /** As `find`, and then as the sandbox's own network has it. Null: this computer's. */
  async resolve(target: string, host: string | null, port: number): Promise<Address | 'nobody' | null> {
    return this.find(target, host, port) ?? (await this.#whereabouts?.(target, host, port)) ?? null;
  }

  clear(): void {
    this.#entries.clear();
  }
}

function keyOf(target: string, host: string | null, port: number): string {
  return JSON.stringify([target, host?.toLowerCase() ?? null, port]);
}
