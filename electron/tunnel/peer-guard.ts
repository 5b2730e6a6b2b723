// Lets only programs of this user into a tunnel: a loopback port is open to everybody on the computer, and what is
// behind it often trusts whoever reaches it.
//
// Linux tells whose socket has connected. On other systems nothing is checked, and `kind` says so: any local user may
// connect there.
import { findSocket, readTcpTable, type TcpSocket } from './proc-net.ts';

/** Both ends of an accepted socket, as we see them. */
export interface PeerAddress {
  readonly localAddress: string;
  readonly localPort: number;
  readonly remoteAddress: string;
  readonly remotePort: number;
}

export type PeerVerdict =
  | { readonly kind: 'welcome' }
  /** `uid` null: gone before its owner could be read, so it is nobody we know. */
  | { readonly kind: 'refused'; readonly uid: number | null };

export interface PeerGuard {
  readonly kind: 'own-processes-only' | 'unchecked';
  /** Never rejects. */
  check(peer: PeerAddress): Promise<PeerVerdict>;
  /**
   * After the peer has ended its half: true when its program has closed the socket and waits for no answer, false when
   * it may still read, or when it cannot be told. Never rejects.
   */
  isGone(peer: PeerAddress): Promise<boolean>;
}

export const uncheckedPeers: PeerGuard = {
  kind: 'unchecked',
  check: () => Promise.resolve({ kind: 'welcome' }),
  isGone: () => Promise.resolve(false),
};

export function linuxPeerGuard(ownUid: number, read = readTcpTable): PeerGuard {
  // One read serves all that asked before it began: many connections at once cost one look at the table.
  let next: Promise<readonly TcpSocket[]> | null = null;
  let running: Promise<unknown> = Promise.resolve();
  const table = (): Promise<readonly TcpSocket[]> => {
    if (next !== null) return next;
    const reading = running.then(() => {
      next = null;
      return read();
    });
    running = reading.catch(() => undefined);
    next = reading;
    return reading;
  };
  const find = (peer: PeerAddress) => findSocket((socket) => isPeer(socket, peer), table);
  return {
    kind: 'own-processes-only',
    async check(peer) {
      const socket = await find(peer).catch(() => null);
      // A socket that nobody has any more shows uid 0 whoever had it.
      if (socket === null || socket.inode === 0) return { kind: 'refused', uid: null };
      return socket.uid === ownUid ? { kind: 'welcome' } : { kind: 'refused', uid: socket.uid };
    },
    async isGone(peer) {
      try {
        const socket = await find(peer);
        return socket === null || socket.inode === 0;
      } catch {
        return false; // not to be told: the far side is then closed after the quiet period
      }
    },
  };
}

export function peerGuardFor(platform: NodeJS.Platform, ownUid: number | undefined): PeerGuard {
  return platform === 'linux' && ownUid !== undefined ? linuxPeerGuard(ownUid) : uncheckedPeers;
}

function isPeer(socket: TcpSocket, peer: PeerAddress): boolean {
  return (
    socket.localPort === peer.remotePort &&
    socket.remotePort === peer.localPort &&
    socket.localAddress === peer.remoteAddress &&
    socket.remoteAddress === peer.localAddress
  );
}
