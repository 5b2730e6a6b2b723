// Opens a file of an instance for editing: with the command of the settings, else with the system's own program for it;
// never in a way that would run it.
import { spawn } from 'node:child_process';
import path from 'node:path';
import { AppError } from '../../shared/app-error.ts';
import type { Command } from './command-words.ts';
import { editingCommand } from './editing-command.ts';
import { findProgram } from '../base/find-program.ts';
import { outsideEnv } from '../base/outside-env.ts';
import type { Agree } from './consents.ts';
import { runForEditing } from './deeds.ts';

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
 * What is only looked at, whatever has been installed: plain text, pictures, documents that hold no macros. Windows runs
 * far more kinds than anybody could list (Git for Windows runs `.sh`, Python `.py`, AutoHotkey `.ahk`), and pages and SVG
 * run their scripts in the browser, which is no editor anyway.
 */
const SHOWN_BY_WINDOWS =
  'txt text log md markdown rst adoc csv tsv json jsonl ndjson json5 yaml yml toml ini cfg cnf conf config properties env tf tfvars hcl sql diff patch c h cc cpp hpp cs java kt go rs swift scala ts tsx jsx css scss less proto graphql service timer png jpg jpeg gif bmp webp avif heic tif tiff ico pdf docx xlsx pptx odt ods odp'.split(
    ' ',
  );

/** What these run, install or follow when it is opened: bundles and scripts of Terminal; starters. */
const RUN_WHEN_OPENED: Readonly<Record<'darwin' | 'other', readonly string[]>> = {
  darwin:
    'app command tool terminal workflow action scpt scptd applescript pkg mpkg dmg webloc inetloc fileloc url jar jnlp mobileconfig prefpane saver wdgt qlgenerator'.split(
      ' ',
    ),
  other: 'desktop appimage run jar jnlp flatpakref flatpakrepo snap deb rpm exe msi bat cmd url'.split(' '),
};

function isShown(ending: string, platform: NodeJS.Platform): boolean {
  // Without an ending, or with nothing before it (.bashrc), Windows shows or runs it as whoever was installed last wants.
  if (platform === 'win32') return SHOWN_BY_WINDOWS.includes(ending);
  return !RUN_WHEN_OPENED[platform === 'darwin' ? platform : 'other'].includes(ending);
}

export function editPrograms(parts: EditProgramsParts): EditPrograms {
  const { platform, env, launch = (command) => launchEditor(command, env) } = parts;
  const checkName = (name: string): void => {
    if (parts.command() !== null) return;
    // Windows does not mind spaces and dots at the end.
    const ending = path.win32
      .extname(name.replace(/[. ]+$/, ''))
      .slice(1)
      .toLowerCase();
    if (!isShown(ending, platform))
      throw new AppError('files/would-run', `${kindOf(ending)} may be run instead of shown.`, {
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
      const [program, ...args] = editingCommand(command, file, platform);
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

function kindOf(ending: string): string {
  return ending === '' ? 'A file without an ending' : `A file that ends in .${ending}`;
}

/** It outlives us. */
function launchEditor({ program, args }: Command, env: NodeJS.ProcessEnv): Promise<void> {
  return new Promise((resolve, reject) => {
    const options = { detached: true, stdio: 'ignore', windowsHide: false, env: outsideEnv(env) } as const;
    const child = spawn(program, args, options);
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
