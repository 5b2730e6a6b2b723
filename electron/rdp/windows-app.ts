// Windows App (formerly Microsoft Remote Desktop), the client of macOS. It takes no password from another program,
// neither in a file nor in a link. Not run on macOS by our tests: a stand-in for `open` records what it is given.
import { access } from 'node:fs/promises';
import path from 'node:path';
import { AppError } from '../../shared/app-error.ts';
import { makeLaunchFolder } from './launch-folder.ts';
import { findProgram, type ProgramWorld, runProgram, startProgram } from './program.ts';
import type { RdpClient } from './rdp-client.ts';
import { fingerprintNotes } from './rdp-certificate.ts';
import { formatRdpFile, rdpFileName } from './rdp-file.ts';

const APP_NAMES = ['Windows App.app', 'Microsoft Remote Desktop.app'];
const BUNDLE_ID = 'com.microsoft.rdc.macos';
const FIND_LIMIT_MS = 5_000;

export function windowsApp(world: ProgramWorld): RdpClient {
  return {
    id: 'windows-app',
    name: 'Windows App',
    passesPassword: false,
    async find(signal) {
      if (world.platform !== 'darwin') return null;
      const app = (await findInFolders(world)) ?? (await findBySpotlight(world, signal));
      return app === null ? null : { program: app, leadingArguments: [] };
    },
    async launch(found, request) {
      const open = await findProgram(['open'], world, ['/usr/bin']);
      if (open === null)
        throw new AppError('rdp/client-missing', 'The command `open` of macOS was not found.');
      const { host, port, credentials, instanceName, options, certificate } = request;
      const folder = await makeLaunchFolder(world.tempDir);
      try {
        const content = formatRdpFile({ host, port, userName: credentials.userName, options, forMac: true });
        const file = await folder.write(rdpFileName(instanceName), content);
        const running = await startProgram(open, { args: ['-a', found.program, file], input: null }, world);
        const { code, said } = await running.ended;
        if (code !== 0)
          throw new AppError('rdp/client-failed', 'Windows App could not be opened.', { detail: said });
        const remove = (): Promise<void> => folder.remove();
        return {
          notes: [
            'Windows App takes no password from other programs: enter or paste it when it asks.',
            ...fingerprintNotes('Windows App', certificate),
          ],
          ended: Promise.resolve({ kind: 'handed-over' }),
          connected: remove,
          close: remove,
        };
      } catch (error) {
        await folder.remove();
        throw error;
      }
    },
  };
}

async function findInFolders(world: ProgramWorld): Promise<string | null> {
  const folders = ['/Applications', path.join(world.env['HOME'] ?? '/', 'Applications')];
  for (const name of APP_NAMES)
    for (const folder of folders) {
      const app = path.join(folder, name);
      try {
        await access(app);
        return app;
      } catch {
        // not there
      }
    }
  return null;
}

async function findBySpotlight(world: ProgramWorld, signal: AbortSignal): Promise<string | null> {
  const program = await findProgram(['mdfind'], world, ['/usr/bin']);
  if (program === null) return null;
  const query = `kMDItemCFBundleIdentifier == "${BUNDLE_ID}"`;
  const ending = await runProgram(program, { args: [query], input: null }, FIND_LIMIT_MS, world, signal);
  const first = ending?.code === 0 ? ending.said.split('\n')[0]?.trim() : undefined;
  return first === undefined || !path.isAbsolute(first) ? null : first;
}
