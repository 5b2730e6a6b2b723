// Builds the desk of files from the app's parts: dialogs, programs, where copies lie.
import { randomUUID } from 'node:crypto';
import path from 'node:path';
import type { SettingsStore } from '../library/settings.ts';
import { editPrograms, type EditProgramsParts } from './edit-programs.ts';
import type { FileDialogs, FileShell } from './file-dialogs.ts';
import { FilesDesk, type FilesDeskParts } from './files-desk.ts';

/** What the desk of files needs of the system. */
export interface FilesHome extends Pick<FilesDeskParts, 'dropGrants' | 'dragStarter'> {
  readonly dialogs: FileDialogs;
  readonly shell: FileShell;
}

export interface FilesHomeParts extends Pick<FilesDeskParts, 'connections' | 'publish' | 'clock' | 'log'> {
  readonly home: FilesHome;
  readonly dataFolder: string;
  readonly settings: SettingsStore;
  readonly env: NodeJS.ProcessEnv;
  readonly agree: EditProgramsParts['agree'];
}

export function buildFilesDesk(parts: FilesHomeParts): FilesDesk {
  const { home, settings, env, dataFolder, agree } = parts;
  const { platform } = process;
  const desk = new FilesDesk({
    ...parts,
    ...home,
    ...{ platform, newId: randomUUID },
    programs: editPrograms({
      command: () => settings.value.files.editor,
      openPath: home.shell.openPath,
      ...{ platform, env, agree },
    }),
    downloadSessions: () => settings.value.files.downloadSessions,
    reveal: home.shell.reveal,
    editsFolder: path.join(dataFolder, 'edits'),
    dragsFolder: path.join(dataFolder, 'drags'),
  });
  void desk.edits.sweep();
  void desk.drags.sweep();
  return desk;
}
