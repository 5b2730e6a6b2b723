// Opens a file of an instance for editing: with the command of the settings, else with the system's own program for it;
// never in a way that would run it.
import { spawn } from 'node:child_process';
import path from 'node:path';
import { AppError } from '../../shared/app-error.ts';
import { type Command, commandWords } from './command-words.ts';
import type { Agree } from './consents.ts';
import { runForEditing } from './deeds.ts';
import { findProgram } from './find-program.ts';

export interface EditProgramsParts {
  /** Of the settings; null: the system's program. */
  readonly command: () => string | null;
  /** Electron's shell.openPath: answers with why it could not, or with nothing. */
  readonly openPath: (file: string) => Promise<string>;
  readonly platform: NodeJS.Platform;
  readonly env: NodeJS.ProcessEnv;
  /** Before the command of the settings runs. */
  readonly agree: Agree;
  /** Settles when the program runs. */
  readonly launch?: (command: Command) => Promise<void>;
}

export interface EditPrograms {
  /** Throws `files/would-run` when opening a file of this name would run what an instance has put into it. */
  checkName(name: string): void;
  /** Rejects with `files/editor-failed`, as `checkName`, and as `Agree`. */
  open(file: string, signal: AbortSignal): Promise<void>;
}

/**
 * What the systems run, install or follow when it is opened: Windows by the end of the name (PATHEXT, and types whose
 * handlers run what is in them), macOS bundles and scripts of Terminal, Linux starters.
 */
const RUN_WHEN_OPENED: Readonly<Record<'win32' | 'darwin' | 'other', readonly string[]>> = {
  win32:
    'exe com bat cmd vbs vbe js jse wsf wsh msc ps1 psm1 psd1 ps1xml scr pif cpl msi msp mst hta reg lnk url inf scf jar py pyw pyc pyz rb pl application appref-ms gadget chm hlp ws sct shb shs xbap xll settingcontent-ms library-ms search-ms diagcab appx appxbundle msix msixbundle appinstaller iso img vhd vhdx theme themepack website rdp jnlp'.split(
      ' ',
    ),
  darwin:
    'app command tool terminal workflow action scpt scptd applescript pkg mpkg dmg webloc inetloc fileloc url jar jnlp mobileconfig prefpane saver wdgt qlgenerator'.split(
      ' ',
    ),
  other: 'desktop appimage run jar jnlp flatpakref flatpakrepo snap deb rpm exe msi bat cmd url'.split(' '),
};

export function editPrograms(parts: EditProgramsParts): EditPrograms {
  const { platform, env, launch = launchEditor } = parts;
  const checkName = (name: string): void => {
    if (parts.command() !== null) return;
    // Windows does not mind spaces and dots at the end.
    const ending = path.win32
      .extname(name.replace(/[. ]+$/, ''))
      .slice(1)
      .toLowerCase();
    const kinds = RUN_WHEN_OPENED[platform === 'win32' || platform === 'darwin' ? platform : 'other'];
    if (kinds.includes(ending))
      throw new AppError('files/would-run', `Files that end in .${ending} are not shown but run.`, {
        detail: name,
      });
  };
  return {
    checkName,
    async open(file, signal) {
      const command = parts.command();
      if (command === null) {
        checkName(path.basename(file));
        const why = await parts.openPath(file);
        if (why !== '')
          throw new AppError('files/editor-failed', 'The system could not open the file.', { detail: why });
        return;
      }
      const [program, ...args] = commandWords(withFile(command), { file }, unusable);
      const found = await findProgram(program, { platform, env });
      if (found === null)
        throw new AppError('files/editor-failed', `${program} was not found on this computer.`, {
          detail: 'It is looked for in the folders of PATH. A full path works as well.',
        });
      await parts.agree(runForEditing(command), signal);
      await launch({ program: found, args });
    },
  };
}

/** `code --wait` means what `code --wait {file}` does. */
function withFile(command: string): string {
  return command.includes('{file}') ? command : `${command} {file}`;
}

function unusable(detail: string): AppError {
  return new AppError('files/editor-failed', 'The command for editing cannot be used.', { detail });
}

/** It outlives us. */
function launchEditor({ program, args }: Command): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { detached: true, stdio: 'ignore', windowsHide: false });
    child.once('error', (error) => {
      reject(
        new AppError('files/editor-failed', `${program} could not be started.`, {
          detail: error.message,
          cause: error,
        }),
      );
    });
    child.once('spawn', () => {
      child.unref();
      resolve();
    });
  });
}
