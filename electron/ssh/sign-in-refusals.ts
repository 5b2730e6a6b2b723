// What a target says with every refusal: the methods it takes, and whether the proof was good but not enough. ssh2
// keeps that to itself when the key that was refused came from an agent, so it is read where ssh2 reads it.
import type { Client } from 'ssh2';

export interface Refusal {
  /** `publickey`, `password`, `keyboard-interactive`, … as the target names them. */
  readonly methods: readonly string[];
  /** Accepted, and something else is wanted as well (RFC 4252 5.1). */
  readonly isPartial: boolean;
}

type OnFailure = (protocol: unknown, methods: readonly string[] | undefined, isPartial: boolean) => void;

interface ClientInside {
  readonly _protocol: { readonly _handlers: { USERAUTH_FAILURE: OnFailure } };
}

/** To be called after `connect`. `tell` hears of each refusal before ssh2 acts on it. */
export function watchRefusals(client: Client, tell: (refusal: Refusal) => void): void {
  const handlers = (client as unknown as ClientInside)._protocol._handlers;
  const original = handlers.USERAUTH_FAILURE;
  handlers.USERAUTH_FAILURE = (protocol, methods, isPartial) => {
    tell({ methods: methods ?? [], isPartial });
    original(protocol, methods, isPartial);
  };
}
