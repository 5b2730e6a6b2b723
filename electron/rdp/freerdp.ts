// FreeRDP 3 and 2 as clients. Version 3 reads all of its arguments from standard input, so its command line shows
// nothing; version 2 reads the password there.
import { AppError } from '../../shared/app-error.ts';
import { Secret } from '../base/secret.ts';
import { freeRdpArguments } from './freerdp-arguments.ts';
import { freeRdpEnding } from './freerdp-exit.ts';
import { findProgram, type ProgramWorld, runProgram, startProgram } from './program.ts';
import type { FoundClient, RdpClient, RdpClientRequest } from './rdp-client.ts';

const VERSION_LIMIT_MS = 5_000;
/** Those that are version 3 by their name, windows of X11 first: they take /dynamic-resolution and /t best. */
const VERSION_3_NAMES = ['xfreerdp3', 'sdl-freerdp3', 'wlfreerdp3'];
/** Whatever the distribution calls by the old name. */
const PLAIN_NAMES = ['xfreerdp', 'sdl-freerdp', 'wlfreerdp'];
const FLATPAK_ID = 'com.freerdp.FreeRDP';

export function freeRdp3(world: ProgramWorld): RdpClient {
  return {
    id: 'freerdp3',
    name: 'FreeRDP 3',
    passesPassword: true,
    async find(signal) {
      const program = await findProgram(VERSION_3_NAMES, world);
      if (program !== null) return { program, leadingArguments: [] };
      return (await findPlain(3, world, signal)) ?? (await findFlatpak(world, signal));
    },
    launch: (found, request) =>
      launch(found, request, world, (args, password) => ({
        args: ['/args-from:stdin'],
        input: new Secret([...args, `/p:${password}`, ''].join('\n')),
      })),
  };
}

export function freeRdp2(world: ProgramWorld): RdpClient {
  return {
    id: 'freerdp2',
    name: 'FreeRDP 2',
    passesPassword: true,
    find: (signal) => findPlain(2, world, signal),
    launch: (found, request) =>
      launch(found, request, world, (args, password) => ({
        // Plain /from-stdin asks only when the server does, which a server of TLS without NLA never does.
        args: [...args, '/from-stdin:force'],
        input: new Secret(`${password}\n`),
      })),
  };
}

async function launch(
  found: FoundClient,
  request: RdpClientRequest,
  world: ProgramWorld,
  hand: (
    args: readonly string[],
    password: string,
  ) => { readonly args: readonly string[]; readonly input: Secret<string> },
): ReturnType<RdpClient['launch']> {
  const { password } = request.credentials;
  if (password === null)
    throw new AppError('rdp/client-failed', 'FreeRDP cannot ask for the password itself.', {
      detail: 'Enter it here, or choose another client.',
    });
  const text = password.reveal();
  // One argument, one line.
  if (/[\r\n\0]/.test(text)) throw new AppError('rdp/client-failed', 'The password has a line break in it.');
  const args = freeRdpArguments(request);
  const { args: given, input } = hand(args, text);
  const running = await startProgram(
    found.program,
    { args: [...found.leadingArguments, ...given], input, hide: password },
    world,
  );
  return {
    notes: [],
    ended: running.ended.then(freeRdpEnding),
    connected: () => Promise.resolve(),
    close: () => running.stop(),
  };
}

async function findPlain(
  wanted: 2 | 3,
  world: ProgramWorld,
  signal: AbortSignal,
): Promise<FoundClient | null> {
  const program = await findProgram(PLAIN_NAMES, world);
  if (program === null) return null;
  return (await majorVersion(program, world, signal)) === wanted ? { program, leadingArguments: [] } : null;
}

/** "This is FreeRDP version 2.11.7 (2.11.7)" */
async function majorVersion(
  program: string,
  world: ProgramWorld,
  signal: AbortSignal,
): Promise<number | null> {
  const ending = await runProgram(
    program,
    { args: ['--version'], input: null },
    VERSION_LIMIT_MS,
    world,
    signal,
  );
  const digits = /version (\d+)\./i.exec(ending?.said ?? '')?.[1];
  return digits === undefined ? null : Number(digits);
}

async function findFlatpak(world: ProgramWorld, signal: AbortSignal): Promise<FoundClient | null> {
  const program = await findProgram(['flatpak'], world);
  if (program === null) return null;
  const ending = await runProgram(
    program,
    { args: ['info', FLATPAK_ID], input: null },
    VERSION_LIMIT_MS,
    world,
    signal,
  );
  return ending?.code === 0 ? { program, leadingArguments: ['run', FLATPAK_ID] } : null;
}
