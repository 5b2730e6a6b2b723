// Where a packaged app keeps its command line: a Node of its own with the bundle, and a launcher for shells. Electron's fuses
// keep the app itself from being used as Node (docs/adr/0013).
import path from 'node:path';

export interface CommandLineFacts {
  readonly isPackaged: boolean;
  /** Electron's, of a packaged app. */
  readonly resourcesFolder: string;
  /** Set where the app runs from an AppImage, whose files are gone when it ends. */
  readonly appImage: string | undefined;
  readonly platform: NodeJS.Platform;
}

/** Null where there is none that other programs could rely on. */
export function commandLineFolder({
  isPackaged,
  resourcesFolder,
  appImage,
  platform,
}: CommandLineFacts): string | null {
  if (!isPackaged || (appImage !== undefined && appImage !== '')) return null;
  return pathOf(platform).join(resourcesFolder, 'command-line');
}

/** What a shell starts. */
export function launcherOf(facts: CommandLineFacts): string | null {
  const folder = commandLineFolder(facts);
  if (folder === null) return null;
  return pathOf(facts.platform).join(
    folder,
    'bin',
    facts.platform === 'win32' ? 'sallyport.cmd' : 'sallyport',
  );
}

/** What a program starts, without a shell or script in between. */
export function commandLineWords(facts: CommandLineFacts): readonly [string, string] | null {
  const folder = commandLineFolder(facts);
  if (folder === null) return null;
  const { join } = pathOf(facts.platform);
  const node = facts.platform === 'win32' ? 'node.exe' : 'node';
  return [join(folder, node), join(folder, 'out', 'main', 'cli.js')];
}

function pathOf(platform: NodeJS.Platform): { readonly join: (...parts: string[]) => string } {
  return platform === 'win32' ? path.win32 : path.posix;
}
