// The `sallyport` command in a folder of PATH: a symbolic link to the launcher that the packaged app brings along. Made and
// taken away in the settings; what is not ours is never touched.
import { lstat, mkdir, readlink, rename, rm, symlink } from 'node:fs/promises';
import path from 'node:path';
import { AppError } from '../../shared/app-error.ts';
import type { CommandLinkState } from '../../shared/command-link.ts';
import { errorCode } from '../base/atomic-file.ts';
import type { CommandLinkSwitch } from '../ipc/command-line-calls.ts';
import { type CommandLineFacts, commandLineFolder, launcherOf } from './command-line-place.ts';

export interface CommandLinkParts extends CommandLineFacts {
  readonly home: string;
  /** As the app found it. */
  readonly searchPath: string | undefined;
  /** Where macOS programs put theirs; a test says where else. */
  readonly macFolder?: string;
}

const MAC_FOLDER = '/usr/local/bin';
const NAME = 'sallyport';

export function makeCommandLink(parts: CommandLinkParts): CommandLinkSwitch {
  const state = (): Promise<CommandLinkState> => look(parts);
  return {
    state,
    switchTo: async (to) => {
      const launcher = launcherOf(parts);
      if (launcher === null || parts.platform === 'win32') return await state();
      const link = linkOf(parts);
      const holder = await readLink(link);
      if (holder.kind === 'other') throw takenBy(link);
      try {
        if (to === 'on') await place(link, launcher);
        else await rm(link, { force: true });
      } catch (error) {
        throw unwritable(link, launcher, to, error);
      }
      return await state();
    },
  };
}

async function look(parts: CommandLinkParts): Promise<CommandLinkState> {
  const { platform, isPackaged, searchPath } = parts;
  const folder = commandLineFolder(parts);
  if (folder === null) return { kind: 'unavailable', why: isPackaged ? 'app-image' : 'checkout' };
  if (platform === 'win32') return { kind: 'by-folder', folder: path.win32.join(folder, 'bin') };
  const link = linkOf(parts);
  const holder = await readLink(link);
  if (holder.kind !== 'ours' || holder.target !== launcherOf(parts)) return { kind: 'off', link };
  const folders = (searchPath ?? '').split(':');
  return { kind: 'on', link, found: folders.includes(path.dirname(link)) ? 'in-path' : 'not-in-path' };
}

function linkOf({ platform, home, macFolder = MAC_FOLDER }: CommandLinkParts): string {
  // Both are in the PATH of most shells; Debian and Fedora add the first one once it exists.
  const folder = platform === 'darwin' ? macFolder : path.join(home, '.local', 'bin');
  return path.join(folder, NAME);
}

type Holder =
  | { readonly kind: 'nobody' }
  | { readonly kind: 'ours'; readonly target: string }
  | { readonly kind: 'other' };

/** Ours: a link to a launcher of Sallyport, of this copy of the app or of one that was moved or removed. */
async function readLink(link: string): Promise<Holder> {
  try {
    if (!(await lstat(link)).isSymbolicLink()) return { kind: 'other' };
    const target = await readlink(link);
    return target.endsWith('/command-line/bin/sallyport') ? { kind: 'ours', target } : { kind: 'other' };
  } catch (error) {
    if (errorCode(error) === 'ENOENT' || errorCode(error) === 'ENOTDIR') return { kind: 'nobody' };
    throw new AppError('command-link/unwritable', 'The place of the command could not be looked at.', {
      detail: error instanceof Error ? error.message : null,
      cause: error,
    });
  }
}

/** In one step: a shell never finds half of it. */
async function place(link: string, launcher: string): Promise<void> {
  const temporary = `${link}.${process.pid}`;
  await mkdir(path.dirname(link), { recursive: true });
  await rm(temporary, { force: true });
  await symlink(launcher, temporary);
  await rename(temporary, link);
}

function takenBy(link: string): AppError {
  return new AppError('command-link/taken', `There is another ${NAME} at ${link}.`, {
    detail: 'Nothing was changed. Move it away first if you want this one.',
  });
}

function unwritable(link: string, launcher: string, to: 'on' | 'off', cause: unknown): AppError {
  const byHand = to === 'on' ? `sudo ln -sf '${launcher}' '${link}'` : `sudo rm '${link}'`;
  return new AppError('command-link/unwritable', `${link} could not be changed.`, {
    detail: `By hand, in a terminal: ${byHand}`,
    cause,
  });
}
