// The route `direct`: plain TCP to an address of the target, over the internet, a VPN or Direct Connect.
import net from 'node:net';
import { AppError } from '../../shared/app-error.ts';
import type { Target } from '../../shared/aws.ts';
import { cancelledError } from '../base/abort.ts';
import type { Clock } from '../base/clock.ts';
import { withDeadline } from '../base/deadline.ts';
import type { Transport } from '../base/transport.ts';

/** Addresses that the target is reached by from outside answer in a round trip or not at all. */
const CONNECT_MS = 8_000;
/** A private address that was not asked for: without a VPN nobody ever answers. */
const GUESS_MS = 3_000;
/** Notices a peer that is gone without a word, below SSH's own signs of life. */
const KEEP_ALIVE_MS = 30_000;

/** In the order of trying. `address`: chosen by the user. */
export function directAddresses(
  target: Pick<Target, 'publicAddress' | 'privateAddress' | 'ipv6Address'> | null,
  address: string | null,
): readonly string[] {
  if (address !== null) return [address];
  if (target === null) return [];
  return [target.publicAddress, target.ipv6Address, target.privateAddress].filter((each) => each !== null);
}

export interface DirectDialRequest {
  readonly addresses: readonly string[];
  readonly port: number;
  /** `known`: the first can be reached, as far as AWS says. The others are guesses: a VPN may lead there. */
  readonly kind: 'known' | 'guess';
  readonly clock: Clock;
}

/** Rejects with `direct/no-address`, `direct/unreachable`, `cancelled`. */
export async function dialDirect(request: DirectDialRequest, signal: AbortSignal): Promise<Transport> {
  const { addresses, port, kind, clock } = request;
  const problems: string[] = [];
  for (const [index, address] of addresses.entries()) {
    try {
      return await withDeadline(
        (inner) => connect(address, port, inner),
        kind === 'known' && index === 0 ? CONNECT_MS : GUESS_MS,
        signal,
        () => new Error('no answer'),
        clock,
      );
    } catch (error) {
      if (error instanceof AppError) throw error;
      problems.push(`${address} port ${String(port)}: ${wordsOf(error)}`);
    }
  }
  if (problems.length === 0)
    throw new AppError('direct/no-address', 'The target has no address that could be dialled.');
  throw new AppError('direct/unreachable', 'The target did not answer at its address.', {
    detail: problems.join('\n'),
    retryable: true,
  });
}

function connect(host: string, port: number, signal: AbortSignal): Promise<net.Socket> {
  return new Promise((resolve, reject) => {
    // Both families of a name are tried: Node 18 does so only when told to.
    const socket = net.connect({ host, port, noDelay: true, autoSelectFamily: true });
    const giveUp = (): void => {
      socket.destroy();
      reject(cancelledError());
    };
    signal.addEventListener('abort', giveUp, { once: true });
    socket.once('error', (error) => {
      signal.removeEventListener('abort', giveUp);
      reject(error);
    });
    socket.once('connect', () => {
      signal.removeEventListener('abort', giveUp);
      socket.removeAllListeners('error');
      socket.setKeepAlive(true, KEEP_ALIVE_MS);
      resolve(socket);
    });
  });
}

const WORDS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'refused',
  EHOSTUNREACH: 'there is no route to it',
  ENETUNREACH: 'there is no route to it',
  ENOTFOUND: 'the name is not known',
  ETIMEDOUT: 'no answer',
  ECONNRESET: 'cut',
};

function wordsOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const code = 'code' in error ? String(error.code) : '';
  return WORDS[code] ?? (error.message === '' ? code : error.message);
}
