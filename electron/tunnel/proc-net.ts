// Reads Linux's table of TCP sockets: who holds a port, whose socket has connected to us, whether it is still there.
//
//   sl  local_address rem_address   st tx_queue:rx_queue tr:tm->when retrnsmt  uid  timeout inode
//   0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 12345 ...
import { createReadStream } from 'node:fs';

export interface TcpSocket {
  /** Dotted IPv4; addresses of tcp6 that are no mapped IPv4 stay in hex. */
  readonly localAddress: string;
  readonly localPort: number;
  readonly remoteAddress: string;
  readonly remotePort: number;
  readonly state: 'established' | 'listening' | 'other';
  readonly uid: number;
  /** 0 once no process has the socket any more: it was closed, not only shut down. */
  readonly inode: number;
}

const STATES: Readonly<Record<string, TcpSocket['state']>> = { '01': 'established', '0A': 'listening' };
/** A read comes in pieces, and rows may be missed when the table changes between two of them. */
const TRIES = 3;

export function parseTcpTable(text: string): TcpSocket[] {
  return text.split('\n').flatMap((line) => parseRow(line) ?? []);
}

/**
 * Rejects where there is no such table. Sockets of IPv6 are among them, as many programs (all of Java's) reach an IPv4
 * address by one of those.
 */
export async function readTcpTable(): Promise<TcpSocket[]> {
  // Without IPv6 in the kernel there is no tcp6, and nothing in it.
  const six = await readTable('/proc/net/tcp6').catch(() => '');
  return [...parseTcpTable(await readTable('/proc/net/tcp')), ...parseTcpTable(six)];
}

/** Also sockets that listen on IPv6 and thereby on IPv4. */
export async function readListeningSockets(): Promise<TcpSocket[]> {
  return (await readTcpTable()).filter(({ state }) => state === 'listening');
}

/** Not by `readFile`: Node 18 takes the first short read of /proc, some 27 rows, for the end of the file. */
async function readTable(file: string): Promise<string> {
  let text = '';
  for await (const chunk of createReadStream(file, { encoding: 'latin1' })) text += String(chunk);
  return text;
}

/** The first socket that `matches`; null when there is none. */
export async function findSocket(
  matches: (socket: TcpSocket) => boolean,
  read: () => Promise<readonly TcpSocket[]> = readTcpTable,
): Promise<TcpSocket | null> {
  for (let attempt = 0; attempt < TRIES; attempt++) {
    const found = (await read()).find(matches);
    if (found !== undefined) return found;
  }
  return null;
}

function parseRow(line: string): TcpSocket | null {
  const [, local = '', remote = '', state = '', , , , uid = '', , inode = ''] = line.trim().split(/\s+/);
  const from = parseEnd(local);
  const to = parseEnd(remote);
  if (from === null || to === null || !/^\d+$/.test(uid) || !/^\d+$/.test(inode)) return null;
  return {
    localAddress: from.address,
    localPort: from.port,
    remoteAddress: to.address,
    remotePort: to.port,
    state: STATES[state] ?? 'other',
    uid: Number(uid),
    inode: Number(inode),
  };
}

function parseEnd(text: string): { readonly address: string; readonly port: number } | null {
  const match = /^([0-9A-F]{8}|[0-9A-F]{32}):([0-9A-F]{4})$/.exec(text);
  if (match?.[1] === undefined || match[2] === undefined) return null;
  // IPv4 as one word in the machine's byte order, which is little-endian on all systems that Electron runs on; in
  // tcp6 a mapped IPv4 address is the last word.
  const isMapped = match[1].length === 32 && match[1].startsWith('0000000000000000FFFF0000');
  const word = match[1].length === 8 ? match[1] : isMapped ? match[1].slice(24) : null;
  const address = word === null ? match[1] : [...Buffer.from(word, 'hex').reverse()].join('.');
  return { address, port: Number.parseInt(match[2], 16) };
}
