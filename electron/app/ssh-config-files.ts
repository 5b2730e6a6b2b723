// ~/.ssh as Sallyport touches it: its own file, and one line in the user's, whose mode, owner and symlinks stay.
import { chown, lstat, mkdir, open, readFile, realpath, rm, rmdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { AppError } from '../../shared/app-error.ts';
import { errorCode, renamePatiently, writeFileAtomically } from '../base/atomic-file.ts';
import { addInclude, hasInclude, removeInclude } from './ssh-config-include.ts';

export interface SshConfigPlace {
  /** `~/.ssh` */
  readonly folder: string;
  /** Null on Windows. */
  readonly uid: number | null;
}

/** Far above what people write; a file that is longer is something else. */
export const MAX_CONFIG_BYTES = 4 * 1024 * 1024;
/** Editors and other programs write there too: then it is read again. */
const MAX_TRIES = 5;

export function ownConfigFile({ folder }: SshConfigPlace): string {
  return path.join(folder, 'sallyport', 'config');
}

/** Rejects with `ssh-config/unwritable`. */
export async function isIncluded(place: SshConfigPlace): Promise<boolean> {
  return await told(async () => hasInclude((await readUserConfig(place))?.text ?? ''));
}

/** What our file holds; null when there is none. Rejects with `ssh-config/unwritable`. */
export async function readOwnConfig(place: SshConfigPlace): Promise<string | null> {
  return await told(async () => {
    try {
      return await readFile(ownConfigFile(place), 'utf8');
    } catch (error) {
      if (errorCode(error) === 'ENOENT') return null;
      throw error;
    }
  });
}

/** Writes our file first, so that the line never leads to nothing. Rejects with `ssh-config/unwritable`. */
export async function writeSshConfig(place: SshConfigPlace, text: string): Promise<void> {
  await told(async () => {
    await mkdir(place.folder, { recursive: true, mode: 0o700 });
    await writeFileAtomically(ownConfigFile(place), text);
    await changeUserConfig(place, addInclude);
  });
}

/** Takes the line out first. Rejects with `ssh-config/unwritable`. */
export async function removeSshConfig(place: SshConfigPlace): Promise<void> {
  await told(async () => {
    await changeUserConfig(place, removeInclude);
    const own = ownConfigFile(place);
    await rm(own, { force: true });
    try {
      await rmdir(path.dirname(own));
    } catch (error) {
      // Never there, or somebody keeps something else in it.
      if (!['ENOENT', 'ENOTEMPTY', 'EEXIST'].includes(errorCode(error))) throw error;
    }
  });
}

interface UserConfig {
  /** Where it really is: people link it to a folder that they keep in version control. */
  readonly file: string;
  readonly text: string;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly mtimeMs: number;
  readonly ino: number;
  readonly isLinked: boolean;
}

/** Null when there is none. */
async function readUserConfig({ folder, uid }: SshConfigPlace): Promise<UserConfig | null> {
  const link = path.join(folder, 'config');
  let isLinked: boolean;
  try {
    isLinked = (await lstat(link)).isSymbolicLink();
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return null;
    throw error;
  }
  const file = await realpath(link).catch((error: unknown) => {
    throw unwritable(`${link} is a link that leads nowhere.`, error);
  });
  const stats = await stat(file);
  if (!stats.isFile()) throw unwritable(`${file} is not a file.`);
  if (uid !== null && stats.uid !== uid) throw unwritable(`${file} belongs to somebody else.`);
  if (stats.size > MAX_CONFIG_BYTES) throw unwritable(`${file} is too large to be an SSH configuration.`);
  const { mode, mtimeMs, ino, gid } = stats;
  return {
    file,
    text: await readFile(file, 'latin1'),
    mode: mode & 0o7777,
    uid: stats.uid,
    gid,
    mtimeMs,
    ino,
    isLinked,
  };
}

async function changeUserConfig(place: SshConfigPlace, change: (text: string) => string): Promise<void> {
  for (let tries = 0; tries < MAX_TRIES; tries += 1) {
    const before = await readUserConfig(place);
    const text = change(before?.text ?? '');
    if (text === (before?.text ?? '')) return;
    if (before === null) {
      await replaceFile(path.join(place.folder, 'config'), text, { mode: 0o600, uid: -1, gid: -1 });
      return;
    }
    // Nothing was in it but our line: it was made for that.
    if (text === '' && !before.isLinked) {
      await rm(before.file);
      return;
    }
    if (await replaceFile(before.file, text, before)) return;
  }
  throw unwritable('Another program keeps writing to it.');
}

/** False when somebody else has changed the file since it was read. */
async function replaceFile(
  file: string,
  text: string,
  before: Pick<UserConfig, 'mode' | 'uid' | 'gid'> & Partial<Pick<UserConfig, 'mtimeMs' | 'ino'>>,
): Promise<boolean> {
  const temp = `${file}.sallyport-new`;
  // What a killed run left; never through a link.
  await rm(temp, { force: true });
  const handle = await open(temp, 'wx', 0o600);
  try {
    try {
      await handle.writeFile(text, 'latin1');
      await handle.chmod(before.mode);
      await handle.sync();
    } finally {
      await handle.close();
    }
    const made = await stat(temp);
    // Root edits for somebody, or the folder hands down its group.
    if (before.uid >= 0 && (made.uid !== before.uid || made.gid !== before.gid))
      await chown(temp, before.uid, before.gid);
    if (before.ino !== undefined) {
      const now = await stat(file);
      if (now.ino !== before.ino || now.mtimeMs !== before.mtimeMs) return false;
    }
    await renamePatiently(temp, file);
    return true;
  } finally {
    await rm(temp, { force: true });
  }
}

async function told<T>(run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    if (error instanceof AppError) throw error;
    throw unwritable(error instanceof Error ? error.message : String(error), error);
  }
}

function unwritable(detail: string, cause?: unknown): AppError {
  return new AppError('ssh-config/unwritable', 'Your SSH configuration was not changed.', { detail, cause });
}
