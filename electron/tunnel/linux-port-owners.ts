// Who holds a local port on Linux: the table of sockets names the owner and the socket, /proc the process that has it.
import { readdir, readFile, readlink } from 'node:fs/promises';
import type { PortHolder, PortOwners } from './port-holder.ts';
import { readListeningSockets, type TcpSocket } from './proc-net.ts';

export interface LinuxFiles {
  readonly listeningSockets: () => Promise<readonly TcpSocket[]>;
  /** "812", for a socket that one of this user's processes has. */
  readonly findProcess: (inodes: ReadonlySet<number>) => Promise<PortHolder | null>;
  /** /etc/passwd */
  readonly users: () => Promise<string>;
}

const SYSTEM: LinuxFiles = {
  listeningSockets: readListeningSockets,
  findProcess,
  users: () => readFile('/etc/passwd', 'utf8'),
};

export function linuxPortOwners(files: LinuxFiles = SYSTEM): PortOwners {
  return {
    async findHolder(address, port) {
      try {
        const sockets = (await files.listeningSockets()).filter((socket) => blocks(socket, address, port));
        const [first] = sockets;
        if (first === undefined) return null;
        const found = await files.findProcess(new Set(sockets.map(({ inode }) => inode)));
        return found ?? (await ownerOf(first, files));
      } catch {
        return null; // no /proc here
      }
    },
  };
}

const EVERY_ADDRESS: readonly string[] = ['0.0.0.0', '0'.repeat(32)];

function blocks(socket: TcpSocket, address: string, port: number): boolean {
  return (
    socket.localPort === port &&
    (socket.localAddress === address || EVERY_ADDRESS.includes(socket.localAddress))
  );
}

/** Processes of other users keep their open files to themselves; whose the socket is, everybody may read. */
async function ownerOf({ uid }: TcpSocket, { users }: LinuxFiles): Promise<PortHolder> {
  const text = await users().catch(() => '');
  const row = text.split('\n').find((line) => line.split(':')[2] === String(uid));
  const name = row?.split(':')[0] ?? '';
  return { kind: 'other-user', user: name === '' ? `with the number ${uid}` : name };
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
      return { kind: 'program', processId: Number(name), program: program.trim() };
    }
  }
  return null;
}
