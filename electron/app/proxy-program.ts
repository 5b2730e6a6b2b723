// How other programs start our command line: in a checkout with Node; a packaged app has none yet, because Electron's
// fuses keep it from being used as Node.
import path from 'node:path';
import { findProgram } from './find-program.ts';
import type { SshConfigParts } from './ssh-config-desk.ts';
import type { ProxyProgram } from './ssh-config-text.ts';

interface ProxyProgramFacts {
  readonly isPackaged: boolean;
  /** Of the checkout. */
  readonly appFolder: string;
  /** Null where the app keeps its files in the usual place. */
  readonly dataFolder: string | null;
  readonly platform: NodeJS.Platform;
  readonly env: NodeJS.ProcessEnv;
}

/** Null where there is none. Never rejects. */
async function findProxyProgram(facts: ProxyProgramFacts): Promise<ProxyProgram | null> {
  const { isPackaged, appFolder, dataFolder, platform, env } = facts;
  if (isPackaged) return null;
  // Under npm it says which Node it is; a plain start finds it as a shell would.
  const node = await findProgram(env['npm_node_execpath'] ?? 'node', { platform, env });
  if (node === null) return null;
  return { words: [node, path.join(appFolder, 'scripts', 'sallyport.mjs')], dataFolder, platform };
}

/** What the app knows of itself, as the names for other SSH programs need it. `dataFolder` null: the usual one. */
export function sshConfigOf(
  app: { readonly isPackaged: boolean; getAppPath(): string; getPath(name: 'home'): string },
  dataFolder: string | null,
): Pick<SshConfigParts, 'place' | 'program' | 'dataFolder'> {
  const { platform, env } = process;
  return {
    dataFolder,
    place: { folder: path.join(app.getPath('home'), '.ssh'), uid: process.getuid?.() ?? null },
    program: () =>
      findProxyProgram({
        isPackaged: app.isPackaged,
        appFolder: app.getAppPath(),
        dataFolder,
        platform,
        env,
      }),
  };
}
