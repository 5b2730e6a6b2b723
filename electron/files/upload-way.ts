// From this computer to a folder of the target.
import { AppError } from '../../shared/app-error.ts';
import type { LastingRemote } from './lasting-remote.ts';
import type { OpenParts } from './part-name.ts';
import { planUpload } from './plan-upload.ts';
import type { RemoteFacts, RemoteFiles } from './remote-files.ts';
import { joinRemote } from './remote-path.ts';
import type { TransferWay } from './transfer-way.ts';
import { uploadFile } from './upload-file.ts';

export interface UploadPlace {
  readonly sources: readonly string[];
  /** Exists. */
  readonly folder: string;
  readonly remote: LastingRemote;
  readonly parts: OpenParts;
  /** Windows has no permissions that would mean something there. */
  readonly platform: NodeJS.Platform;
}

export function uploadWay({ sources, folder, remote, parts, platform }: UploadPlace): TransferWay {
  const at = (to: readonly string[]): string => joinRemote(folder, ...to);
  let ownUid: Promise<number | null> | null = null;
  return {
    plan: (plan, signal) => planUpload(sources, plan, signal),
    makeFolder: (to, signal) =>
      remote.run(async (files) => {
        const there = await foundRemotely(files, at(to), signal);
        if (there === null) {
          await files.mkdir(at(to), signal);
          return 'made';
        }
        if (there.kind === 'folder') return 'there';
        throw new AppError('files/exists', 'Something else than a folder has its name.');
      }, signal),
    there: (file, signal) =>
      remote.run(async (files) => {
        const there = await foundRemotely(files, at(file.to), signal);
        if (there === null) return null;
        return there.kind === 'folder' ? 'folder' : { size: there.size, modifiedAt: there.modifiedAt };
      }, signal),
    copy: ({ file, then, signal, onPosition }) =>
      remote.run(async (files) => {
        ownUid ??= uidOfHome(files, signal);
        const mode = platform === 'win32' ? null : file.mode;
        const whose = { mode, ownUid: await ownUid };
        await uploadFile(files, {
          from: file.from,
          to: at(file.to),
          then,
          parts,
          ...whose,
          signal,
          onPosition,
        });
      }, signal),
  };
}

export async function foundRemotely(
  files: RemoteFiles,
  path: string,
  signal: AbortSignal,
): Promise<RemoteFacts | null> {
  try {
    return await files.lstat(path, signal);
  } catch (error) {
    if (error instanceof AppError && error.code === 'files/not-found') return null;
    throw error;
  }
}

/** SFTP does not tell who one is; the folder that one begins in is one's own. Null when that cannot be asked. */
export async function uidOfHome(files: RemoteFiles, signal: AbortSignal): Promise<number | null> {
  try {
    return (await files.stat('.', signal)).uid;
  } catch {
    // A home that is missing says nothing; a lost connection shows itself at the next question.
    return null;
  }
}
