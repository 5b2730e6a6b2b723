// Who holds a local port: for the words "port 5432 is used by postgres (process 812)".
import { readdir, readFile, readlink } from 'node:fs/promises';
import { readListeningSockets, type TcpSocket } from './proc-net.ts';

export interface PortHolder {
  readonly processId: number;
  /** The program's short name. */
  readonly program: string;
}

export interface PortOwners {
  /** Null when it cannot be told: not on this system, or a program of another user. Never rejects. */
  findHolder(address: string, port: number): Promise<PortHolder | null>;
}

/** Systems where nothing is known; macOS and Windows have tools of their own for this. */
const unknownPortOwners: PortOwners = { findHolder: () => Promise.resolve(null) };

export const linuxPortOwners: PortOwners = {
  async findHolder(address, port) {
    try {
      const sockets = await readListeningSockets();
      const inodes = sockets.filter((socket) => blocks(socket, address, port)).map(({ inode }) => inode);
      return inodes.length === 0 ? null : await findProcess(new Set(inodes));
    } catch {
      return null; // no /proc here: as on a system where nothing is known
    }
  },
};

export function portOwnersFor(platform: NodeJS.Platform): PortOwners {
  return platform === 'linux' ? linuxPortOwners : unknownPortOwners;
}

const EVERY_ADDRESS: readonly string[] = ['0.0.0.0', '0'.repeat(32)];

function blocks(socket: TcpSocket, address: string, port: number): boolean {
  return (
    socket.localPort === port &&
    (socket.localAddress === address || EVERY_ADDRESS.includes(socket.localAddress))
  );
}

async function findProcess(inodes: ReadonlySet<number>): Promise<PortHolder | null> {
  for (const name of await readdir('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    // Processes end while we look, and those of other users are not shown: both are skipped.
    const files = await readdir(`/proc/${name}/fd`).catch(() => []);
    for (const file of files) {
      const link = await readlink(`/proc/${name}/fd/${file}`).catch(() => '');
      const inode = /^socket:\[(\d+)\]$/.exec(link)?.[1];
      if (inode === undefined || !inodes.has(Number(inode))) continue;
      const program = await readFile(`/proc/${name}/comm`, 'utf8').catch(() => '');
      return { processId: Number(name), program: program.trim() };
    }
  }
  return null;
}
