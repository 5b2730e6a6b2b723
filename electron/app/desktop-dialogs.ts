// The system's dialogs for the files of desktops: a private key to read, an .rdp file to write.
import os from 'node:os';
import path from 'node:path';
import type { BrowserWindow } from 'electron';
import { app, dialog } from 'electron';

export interface DesktopDialogs {
  /** Null when the person closed it. */
  chooseKeyFile(keyName: string | null): Promise<string | null>;
  chooseRdpFile(name: string): Promise<string | null>;
}

export function desktopDialogs(window: () => BrowserWindow | null): DesktopDialogs {
  return {
    async chooseKeyFile(keyName) {
      const whose = keyName === null ? 'of the instance' : `“${keyName}”`;
      const options: Electron.OpenDialogOptions = {
        title: `Private key of the key pair ${whose}`,
        buttonLabel: 'Use this key',
        defaultPath: path.join(os.homedir(), '.ssh'),
        properties: ['openFile', 'showHiddenFiles', 'dontAddToRecent'],
        filters: [
          { name: 'Private keys', extensions: ['pem', 'key', 'ppk'] },
          { name: 'All files', extensions: ['*'] },
        ],
      };
      const parent = window();
      const answer =
        parent === null ? dialog.showOpenDialog(options) : dialog.showOpenDialog(parent, options);
      return (await answer).filePaths[0] ?? null;
    },
    async chooseRdpFile(name) {
      const options: Electron.SaveDialogOptions = {
        title: 'Save as .rdp file',
        defaultPath: path.join(app.getPath('documents'), name),
        filters: [{ name: 'Remote Desktop', extensions: ['rdp'] }],
      };
      const parent = window();
      const answer =
        parent === null ? dialog.showSaveDialog(options) : dialog.showSaveDialog(parent, options);
      return (await answer).filePath ?? null;
    },
  };
}
