// The system's dialogs for files that are moved: what to upload, where to download to.
import type { BrowserWindow, OpenDialogOptions } from 'electron';
import { app, dialog, shell } from 'electron';

export interface FileDialogs {
  /** Empty when the person closed it. */
  chooseUpload(what: 'files' | 'folder'): Promise<readonly string[]>;
  /** Null when the person closed it. */
  chooseDestination(): Promise<string | null>;
}

/** What the system does with a file of this computer. */
export interface FileShell {
  /** Opens it with its program; answers with why it could not, or with nothing. */
  readonly openPath: (file: string) => Promise<string>;
  /** Shows it in the file manager. */
  readonly reveal: (file: string) => void;
}

export const fileShell: FileShell = {
  openPath: (file) => shell.openPath(file),
  reveal: (file) => {
    shell.showItemInFolder(file);
  },
};

export function fileDialogs(window: () => BrowserWindow | null): FileDialogs {
  const ask = async (options: OpenDialogOptions): Promise<readonly string[]> => {
    const parent = window();
    const answer = parent === null ? dialog.showOpenDialog(options) : dialog.showOpenDialog(parent, options);
    return (await answer).filePaths;
  };
  return {
    chooseUpload: (what) =>
      ask({
        title: what === 'files' ? 'Upload files' : 'Upload a folder',
        buttonLabel: 'Upload',
        properties: [what === 'files' ? 'openFile' : 'openDirectory', 'multiSelections', 'dontAddToRecent'],
      }),
    async chooseDestination() {
      const [folder] = await ask({
        title: 'Download to',
        buttonLabel: 'Download here',
        defaultPath: app.getPath('downloads'),
        properties: ['openDirectory', 'createDirectory', 'dontAddToRecent'],
      });
      return folder ?? null;
    },
  };
}
