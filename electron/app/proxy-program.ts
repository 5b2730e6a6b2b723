// How other programs start our command line: in a checkout with the Node that is there, in a packaged app with its own.
import path from 'node:path';
import type { CommandLinkSwitch } from '../ipc/command-line-calls.ts';
import { makeCommandLink } from './command-link.ts';
import { type CommandLineFacts, commandLineWords } from './command-line-place.ts';
import { findProgram } from '../base/find-program.ts';
import type { SshConfigParts } from './ssh-config-desk.ts';
import type { ProxyProgram } from './ssh-config-text.ts';

interface ProxyProgramFacts extends CommandLineFacts {
  /** Of the checkout. */
  readonly appFolder: string;
  /** Null where the app keeps its files in the usual place. */
  readonly dataFolder: string | null;
  readonly env: NodeJS.ProcessEnv;
}

/** Null where there is none. Never rejects. */
async function findProxyProgram(facts: ProxyProgramFacts): Promise<ProxyProgram | null> {
  const { isPackaged, appFolder, dataFolder, platform, env } = facts;
  if (isPackaged) {
    const words = commandLineWords(facts);
    return words === null ? null : { words, dataFolder, platform };
  }
  // Under npm it says which Node it is; a plain start finds it as a shell would.
  const node = await findProgram(env['npm_node_execpath'] ?? 'node', { platform, env });
  if (node === null) return null;
  return { words: [node, path.join(appFolder, 'scripts', 'sallyport.mjs')], dataFolder, platform };
}

interface AppPlace {
  readonly isPackaged: boolean;
  getAppPath(): string;
  getPath(name: 'home'): string;
}

function factsOf({ isPackaged }: AppPlace): CommandLineFacts {
  const { platform, env, resourcesPath } = process;
  return { isPackaged, resourcesFolder: resourcesPath, appImage: env['APPIMAGE'], platform };
}

export function commandLinkOf(app: AppPlace): CommandLinkSwitch {
  return makeCommandLink({ ...factsOf(app), home: app.getPath('home'), searchPath: process.env['PATH'] });
}

/** What the app knows of itself, as the names for other SSH programs need it. `dataFolder` null: the usual one. */
export function sshConfigOf(
  app: AppPlace,
  dataFolder: string | null,
): Pick<SshConfigParts, 'place' | 'program' | 'dataFolder'> {
  const { env } = process;
  return {
    dataFolder,
    place: { folder: path.join(app.getPath('home'), '.ssh'), uid: process.getuid?.() ?? null },
    program: () =>
      findProxyProgram({
        ...factsOf(app),
        appFolder: app.getAppPath(),
        dataFolder,
        env,
      }),
  };
}
