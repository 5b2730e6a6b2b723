// Whether a tunnel could listen on a local port, asked before it is saved: opens the port for a moment.
import { AppError } from '../../shared/app-error.ts';
import type { LocalPortCheck } from '../../shared/saved-tunnel.ts';
import { findFreePort } from './find-free-port.ts';
import { openListener } from './listener.ts';
import { uncheckedPeers } from './peer-guard.ts';
import { holderWords, type PortHolder, type PortOwners } from './port-holder.ts';

export interface PortQuestion {
  readonly host: string;
  readonly port: number;
  readonly owners: PortOwners;
  /** The name of the saved tunnel that has this port, which may be off now; null when none has. */
  readonly savedHolder: (port: number) => string | null;
}

export async function checkPort(question: PortQuestion): Promise<LocalPortCheck['use']> {
  const { port, savedHolder } = question;
  const tunnel = savedHolder(port);
  if (tunnel !== null)
    return { kind: 'in-use', holder: `the tunnel “${tunnel}”`, nextFreePort: await nextFree(question) };
  const use = await tryPort(question, port);
  if (use instanceof AppError) return { kind: 'not-allowed', reason: words(use) };
  if (use === null) return { kind: 'free' };
  return { kind: 'in-use', holder: holderWords(use.holder), nextFreePort: await nextFree(question) };
}

/** None that a saved tunnel has, also where that is off now. */
function nextFree({ host, port, savedHolder }: PortQuestion): Promise<number | null> {
  return findFreePort(host, port, (next) => savedHolder(next) !== null);
}

/** Null: it is free. */
async function tryPort(
  { host, owners }: PortQuestion,
  port: number,
): Promise<{ readonly holder: PortHolder | null } | AppError | null> {
  try {
    const result = await openListener({
      host,
      port,
      guard: uncheckedPeers,
      owners,
      // Nobody is expected in this moment.
      onSocket: (socket) => socket.destroy(),
      onRefused: () => undefined,
    });
    if (result.kind === 'in-use') return { holder: result.holder };
    await result.listener.close();
    return null;
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
}

function words(error: AppError): string {
  return error.detail ?? error.message;
}
