// Whether the far side of an SSH connection is still there, and how far away: keepalive@openssh.com requests on
// base/socket-liveness. Beside ssh-client.
import type { Client } from 'ssh2';
import type { Clock } from '../base/clock.ts';
import { SocketLiveness } from '../base/socket-liveness.ts';

/** ssh2 answers its own keepalives with an entry in this queue; it offers no other way to send one at will. */
interface ClientInside {
  readonly _protocol: { ping(): void };
  readonly _callbacks: ((failed: unknown) => void)[];
}

/** Weight of the newest measurement, as TCP does (RFC 6298). */
const NEWEST = 1 / 8;

export class SshLiveness {
  readonly #liveness: SocketLiveness;
  readonly #client: ClientInside;
  readonly #clock: Clock;
  #roundTripMs: number | null = null;
  #unanswered = 0;

  constructor(options: {
    readonly client: Client;
    readonly clock: Clock;
    /** Nothing was heard for so long; told once. */
    readonly onSilent: (silentMs: number) => void;
  }) {
    this.#client = options.client as unknown as ClientInside;
    this.#clock = options.clock;
    this.#liveness = new SocketLiveness(options.clock, {
      ping: () => {
        this.#ping();
      },
      onSilent: options.onSilent,
    });
  }

  /** Smoothed; null until measured. */
  get roundTripMs(): number | null {
    return this.#roundTripMs;
  }

  start(): void {
    this.#liveness.start();
    this.#ping();
  }

  heard(): void {
    this.#liveness.heard();
  }

  probe(): void {
    this.#liveness.probe();
  }

  stop(): void {
    this.#liveness.stop();
  }

  #ping(): void {
    // One unanswered request is as good as two, and a far side that never answers must not make the queue grow.
    if (this.#unanswered > 0) return;
    this.#unanswered += 1;
    const sentAt = this.#clock.now();
    this.#client._callbacks.push((failed) => {
      this.#unanswered -= 1;
      // A refusal (true) is an answer; an Error says that the connection is gone.
      if (failed instanceof Error) return;
      const took = Math.max(0, this.#clock.now() - sentAt);
      const before = this.#roundTripMs;
      this.#roundTripMs = before === null ? took : before + (took - before) * NEWEST;
      this.heard();
    });
    this.#client._protocol.ping();
  }
}
