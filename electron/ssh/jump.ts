// SSH through other machines: each hop is dialled from the one before, and they close in reverse.
import { AppError } from '../../shared/app-error.ts';
import type { Dial, Transport } from '../base/transport.ts';
import type { SshClient } from './ssh-client.ts';

export interface Hop {
  /** For words: "jump-1". */
  readonly name: string;
  /** As seen from the hop before; the first hop is where `dial` leads, whatever it says. */
  readonly host: string;
  readonly port: number;
  /** Signs in; owns the transport (openSshClient does both). */
  readonly open: (transport: Transport, signal: AbortSignal) => Promise<SshClient>;
}

export interface SshChain {
  /** Where the chain leads. */
  readonly last: SshClient;
  /** All of them, the first hop first. */
  readonly clients: readonly SshClient[];
  /** Closes every hop, the last one first. Bounded; never rejects; safe to call twice. */
  close(): Promise<void>;
}

/** More is a loop of saved connections that lead to each other. */
const MAX_HOPS = 8;

/**
 * Opens `hops` in order. Rejects with the error of the hop that failed, its name before the detail where there are
 * several, after the others were closed. A hop that is lost later takes those behind it along: the last one's `ended`
 * tells.
 */
export async function openSshChain(
  dial: Dial,
  hops: readonly [Hop, ...Hop[]],
  signal: AbortSignal,
): Promise<SshChain> {
  if (hops.length > MAX_HOPS)
    throw new AppError('jump/loop', `More than ${MAX_HOPS} jump hosts lead to the target.`);
  const clients: SshClient[] = [];
  const close = async (): Promise<void> => {
    for (const client of [...clients].reverse()) await client.close();
  };
  let reach = dial;
  for (const hop of hops) {
    try {
      const client: SshClient = await hop.open(await reach(signal), signal);
      clients.push(client);
      const next = hops[clients.length];
      if (next !== undefined) reach = (inner) => client.dial(next.host, next.port, inner);
    } catch (error) {
      await close();
      throw hops.length > 1 ? named(error, hop.name) : error;
    }
  }
  const last = clients.at(-1);
  if (last === undefined) throw new AppError('internal', 'A chain without hops.');
  return { last, clients, close };
}

function named(error: unknown, name: string): unknown {
  if (!(error instanceof AppError) || error.code === 'cancelled') return error;
  const { code, message, detail, retryable } = error;
  const words = detail === null ? `At ${name}.` : `At ${name}: ${detail}`;
  return new AppError(code, message, { detail: words, retryable, cause: error });
}
