// mstsc, the client of Windows. Opened with /v: where that can say all that is wanted: since April 2026 every .rdp file
// that nobody has signed brings up a red warning with all redirection off. Not run on Windows by our tests: stand-in
// programs record what it would be given.
import path from 'node:path';
import { AppError } from '../../shared/app-error.ts';
import type { RdpOptions } from '../../shared/rdp.ts';
import { Secret } from '../base/secret.ts';
import { makeLaunchFolder } from './launch-folder.ts';
import { CONNECTED_WORD, encodeOrder, MSTSC_SCRIPT } from './mstsc-script.ts';
import { findProgram, type ProgramEnding, type ProgramWorld, startProgram } from './program.ts';
import {
  type ClientEnding,
  type FoundClient,
  type RdpClient,
  type RdpClientRequest,
  titleOf,
} from './rdp-client.ts';
import { formatRdpFile, rdpFileName } from './rdp-file.ts';

const REFUSED_BY_POLICY = 90;
const NOT_STARTED = 91;

export function mstsc(world: ProgramWorld): RdpClient {
  return {
    id: 'mstsc',
    name: 'Remote Desktop Connection',
    passesPassword: true,
    async find() {
      if (world.platform !== 'win32') return null;
      const program = await findProgram(['mstsc.exe'], world, [systemFolder(world)]);
      return program === null ? null : { program, leadingArguments: [] };
    },
    launch: (found, request) => launch(found, request, world),
  };
}

async function launch(
  found: FoundClient,
  request: RdpClientRequest,
  world: ProgramWorld,
): ReturnType<RdpClient['launch']> {
  const { host, port, credentials, instanceName, options, certificate } = request;
  const powerShell = await findProgram(['powershell.exe', 'pwsh.exe'], world, [
    path.join(systemFolder(world), 'WindowsPowerShell', 'v1.0'),
  ]);
  if (powerShell === null) throw new AppError('rdp/client-missing', 'PowerShell was not found.');
  const folder = needsFile(options) ? await makeLaunchFolder(world.tempDir) : null;
  try {
    const file = await folder?.write(
      rdpFileName(instanceName),
      formatRdpFile({ host, port, userName: credentials.userName, options }),
    );
    const order = encodeOrder({
      credentialName: `TERMSRV/${host}`,
      userName: credentials.userName,
      password: credentials.password?.reveal() ?? null,
      server: host,
      certificateHash: certificate?.sha1 ?? null,
      program: found.program,
      args: file === undefined ? plainArguments(host, port, options) : [`"${file}"`],
      title: titleOf(instanceName),
    });
    const running = await startProgram(
      powerShell,
      {
        // Encoded, because it goes through two parsers of quotes otherwise. It is no secret.
        args: [
          '-NoProfile',
          '-NonInteractive',
          '-EncodedCommand',
          Buffer.from(MSTSC_SCRIPT, 'utf16le').toString('base64'),
        ],
        input: new Secret(order),
        keepInputOpen: true,
        hide: credentials.password,
      },
      world,
    );
    const connected = async (): Promise<void> => {
      running.write(CONNECTED_WORD);
      await folder?.remove();
    };
    return {
      notes:
        folder === null ? [] : ['Windows warns about files that nobody has signed; these settings need one.'],
      ended: running.ended.then(async (ending) => {
        await folder?.remove();
        return endingOf(ending);
      }),
      connected,
      async close() {
        // The script takes the credential away and leaves the window: it belongs to the person.
        running.endInput();
        await folder?.remove();
      },
    };
  } catch (error) {
    await folder?.remove();
    throw error;
  }
}

/** What /v: cannot say. Clipboard on and drives off are mstsc's own defaults. */
function needsFile(options: RdpOptions): boolean {
  const { scale, clipboard, drives, sound, networkLevelAuthentication } = options;
  return !clipboard || drives || sound !== 'here' || scale !== null || networkLevelAuthentication === 'off';
}

function plainArguments(host: string, port: number, { display, adminSession }: RdpOptions): string[] {
  return [`/v:${host}:${port}`, ...displayArguments(display), ...(adminSession ? ['/admin'] : [])];
}

function displayArguments(display: RdpOptions['display']): string[] {
  switch (display.kind) {
    case 'fit':
      return [];
    case 'window':
      return [`/w:${display.width}`, `/h:${display.height}`];
    case 'full-screen':
      return ['/f'];
    case 'all-monitors':
      return ['/multimon'];
  }
}

function endingOf({ code, said }: ProgramEnding): ClientEnding {
  if (code === REFUSED_BY_POLICY)
    return {
      kind: 'failed',
      error: new AppError('rdp/client-failed', 'Windows did not take the password into Credential Manager.', {
        detail: `A policy may forbid saved passwords for Remote Desktop. Choose to enter the password yourself. ${said}`,
      }),
    };
  if (code === NOT_STARTED || (code !== null && code !== 0))
    return {
      kind: 'failed',
      error: new AppError('rdp/client-failed', 'Remote Desktop Connection could not be started.', {
        detail: said === '' ? null : said,
      }),
    };
  return { kind: 'closed' };
}

function systemFolder(world: ProgramWorld): string {
  return path.join(world.env['SystemRoot'] ?? 'C:\\Windows', 'System32');
}
