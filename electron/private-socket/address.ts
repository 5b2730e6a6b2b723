// Where the running app listens for the command line, and how it is known that both belong to the same user: the address
// and a token lie in a file that only the user can read, in a folder that only the user can enter.
//
//   <data folder>/private/socket.json   {version, path, token}   0600 in 0700
//   <data folder>/private/socket        the socket, 0600; on Windows a named pipe with a random name instead
import { randomBytes } from 'node:crypto';
import { chmod, lstat, mkdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { z } from 'zod';
import { AppError } from '../../shared/app-error.ts';
import { errorCode, writeFileAtomically } from '../base/atomic-file.ts';
import { Secret } from '../base/secret.ts';

const addressSchema = z.object({
  version: z.literal(1),
  path: z.string().min(1).max(1_000),
  token: z.string().regex(/^[0-9a-f]{64}$/),
});

export interface SocketAddress {
  readonly path: string;
  readonly token: Secret<string>;
}

/** What a system does its own way. */
export interface SocketPlace {
  readonly platform: NodeJS.Platform;
  /** Null on Windows, where the folder of the user's profile is protected by its ACL. */
  readonly uid: number | null;
}

export const thisPlace: SocketPlace = { platform: process.platform, uid: process.getuid?.() ?? null };

/** sockaddr_un holds 104 bytes on macOS, 108 on Linux, with a zero at the end. */
const MAX_SOCKET_PATH_BYTES = 103;
const MAX_FILE_BYTES = 4_096;

export function addressFile(dataFolder: string): string {
  return path.join(dataFolder, 'private', 'socket.json');
}

/** Makes folder and token; the socket is the caller's. Rejects with `app/refused` when the folder is not ours. */
export async function makeAddress(dataFolder: string, place: SocketPlace): Promise<SocketAddress> {
  const folder = path.dirname(addressFile(dataFolder));
  await makePrivateFolder(folder, place);
  const token = randomBytes(32).toString('hex');
  const socketPath = await chooseSocketPath(folder, place);
  return { path: socketPath, token: new Secret(token) };
}

/** Once somebody listens there. */
export async function publishAddress(dataFolder: string, address: SocketAddress): Promise<void> {
  const { path: socketPath, token } = address;
  const text = JSON.stringify({ version: 1, path: socketPath, token: token.reveal() });
  await writeFileAtomically(addressFile(dataFolder), text);
}

export async function withdrawAddress(dataFolder: string): Promise<void> {
  await rm(addressFile(dataFolder), { force: true });
}

/** Null when no app has left one. Rejects with `app/refused` for one that somebody else may have written. */
export async function readAddress(dataFolder: string, place: SocketPlace): Promise<SocketAddress | null> {
  const file = addressFile(dataFolder);
  let text: string;
  try {
    await checkOwn(path.dirname(file), 'folder', place);
    await checkOwn(file, 'file', place);
    text = await readFile(file, 'utf8');
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(errorCode(error))) return null;
    throw error;
  }
  let json: unknown;
  try {
    json = JSON.parse(text.slice(0, MAX_FILE_BYTES));
  } catch {
    return null;
  }
  const address = addressSchema.safeParse(json);
  if (!address.success) return null;
  if (place.platform !== 'win32') {
    try {
      await checkOwn(path.dirname(address.data.path), 'folder', place);
      await checkOwn(address.data.path, 'socket', place);
    } catch (error) {
      if (errorCode(error) === 'ENOENT') return null;
      throw error;
    }
  }
  return { path: address.data.path, token: new Secret(address.data.token) };
}

async function chooseSocketPath(folder: string, place: SocketPlace): Promise<string> {
  if (place.platform === 'win32') return `\\\\.\\pipe\\sallyport-${randomBytes(16).toString('hex')}`;
  const inside = path.join(folder, 'socket');
  if (Buffer.byteLength(inside) <= MAX_SOCKET_PATH_BYTES) return inside;
  // The data folder lies too deep.
  const short = path.join(tmpdir(), `sallyport-${place.uid ?? 0}-${randomBytes(8).toString('hex')}`);
  await makePrivateFolder(short, place);
  return path.join(short, 'socket');
}

async function makePrivateFolder(folder: string, place: SocketPlace): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  if (place.platform !== 'win32' && (await lstat(folder)).isDirectory()) await chmod(folder, 0o700);
  await checkOwn(folder, 'folder', place);
}

/** Rejects with `app/refused`, or with what the file system says. */
async function checkOwn(file: string, what: 'folder' | 'file' | 'socket', place: SocketPlace): Promise<void> {
  const stats = await lstat(file);
  const is = { folder: stats.isDirectory(), file: stats.isFile(), socket: stats.isSocket() }[what];
  const isOurs = place.uid === null || stats.uid === place.uid;
  // Group and others have no business there at all.
  const isPrivate = place.uid === null || (stats.mode & 0o077) === 0;
  if (is && isOurs && isPrivate) return;
  const why = !is ? `It is not a ${what}.` : isOurs ? 'Others may use it.' : 'It belongs to somebody else.';
  throw new AppError('app/refused', 'The private socket of the app is not safe to use.', {
    detail: `${file}: ${why}`,
  });
}
