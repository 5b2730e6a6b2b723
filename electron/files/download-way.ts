// From the target to a folder of this computer. Nothing is written outside of that folder: names are single steps,
// and a link in the way is not followed.
import type { Stats } from 'node:fs';
import { lstat, mkdir } from 'node:fs/promises';
import path from 'node:path';
import { AppError } from '../../shared/app-error.ts';
import { errorCode } from '../base/atomic-file.ts';
import { downloadFile } from './download-file.ts';
import type { LastingRemote } from './lasting-remote.ts';
import { localError } from './local-error.ts';
import type { MoreSessions } from './more-sessions.ts';
import type { OpenParts } from './part-name.ts';
import { planDownload } from './plan-download.ts';
import type { TransferWay } from './transfer-way.ts';

export interface DownloadPlace {
  readonly sources: readonly string[];
  /** Exists. */
  readonly folder: string;
  readonly remote: LastingRemote;
  readonly parts: OpenParts;
  readonly more?: MoreSessions | null;
  readonly platform: NodeJS.Platform;
}

export function downloadWay({
  sources,
  folder,
  remote,
  parts,
  platform,
  more = null,
}: DownloadPlace): TransferWay {
  const at = (to: readonly string[]): string => path.join(folder, ...to);
  return {
    plan: (plan, signal) =>
      remote.run((files) => {
        plan.clear();
        return planDownload(files, plan, { sources, platform, signal });
      }, signal),
    async makeFolder(to) {
      try {
        await mkdir(at(to));
        return 'made';
      } catch (error) {
        if (errorCode(error) !== 'EEXIST') throw localError(error, at(to), 'made');
      }
      const there = await found(at(to));
      if (there?.isDirectory() === true) return 'there';
      throw new AppError('files/exists', 'Something else than a folder has its name.');
    },
    async there(file) {
      const there = await found(at(file.to));
      if (there === null) return null;
      return there.isDirectory() ? 'folder' : { size: there.size, modifiedAt: there.mtimeMs };
    },
    copy: ({ file, then, signal, onPosition }) =>
      remote.run(
        (files) =>
          downloadFile(files, { from: file.from, to: at(file.to), then, parts, more, signal, onPosition }),
        signal,
      ),
  };
}

async function found(file: string): Promise<Stats | null> {
  try {
    return await lstat(file);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return null;
    throw localError(error, file, 'found');
  }
}
