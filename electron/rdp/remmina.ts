// Remmina. It wants a profile file; it puts the password there itself, encrypted with a key of its own, reading it from
// standard input (remmina(1), --update-profile). The file goes when it was connected for a while.
//
// It runs without the session bus. With it Remmina would put the password into the keyring, where it stays; would pass
// the file on to a Remmina that runs already, which nobody can end with the desktop; and would stay as an icon.
import path from 'node:path';
import { AppError } from '../../shared/app-error.ts';
import type { RdpOptions } from '../../shared/rdp.ts';
import { Secret } from '../base/secret.ts';
import { makeLaunchFolder } from './launch-folder.ts';
import { findProgram, type ProgramWorld, runProgram, startProgram } from './program.ts';
import { fingerprintNotes } from './rdp-certificate.ts';
import {
  type ClientEnding,
  type RdpClient,
  type RdpClientRequest,
  splitUserName,
  titleOf,
} from './rdp-client.ts';

const FLATPAK_ID = 'org.remmina.Remmina';
const FIND_LIMIT_MS = 5_000;
/** It asks about the certificate first, and falls over when its file is gone by the time of the answer (1.4.29). */
const ASKED_WITHIN_MS = 120_000;
/** It starts a whole desktop program for one line. */
const SET_PASSWORD_LIMIT_MS = 20_000;
const NO_BUS = { name: 'DBUS_SESSION_BUS_ADDRESS', value: 'unix:path=/nonexistent' };

export function remmina(world: ProgramWorld): RdpClient {
  return {
    id: 'remmina',
    name: 'Remmina',
    passesPassword: true,
    async find(signal) {
      const program = await findProgram(['remmina'], world);
      if (program !== null) return { program, leadingArguments: [] };
      const flatpak = await findProgram(['flatpak'], world);
      if (flatpak === null) return null;
      const info = { args: ['info', FLATPAK_ID], input: null };
      const ending = await runProgram(flatpak, info, FIND_LIMIT_MS, world, signal);
      return ending?.code === 0 ? { program: flatpak, leadingArguments: ['run', FLATPAK_ID] } : null;
    },
    async launch({ program, leadingArguments }, request, signal) {
      const folder = await makeLaunchFolder(world.tempDir);
      try {
        const file = await folder.write('desktop.remmina', formatRemminaProfile(request));
        const alone = { ...world, env: { ...world.env, [NO_BUS.name]: NO_BUS.value } };
        const leading = aloneInFlatpak(leadingArguments, path.dirname(file));
        const { password } = request.credentials;
        if (password !== null) {
          const order = {
            args: [...leading, '--update-profile', file, '--set-option', 'password'],
            input: new Secret(`${password.reveal()}\n`),
            hide: password,
          };
          const ending = await runProgram(program, order, SET_PASSWORD_LIMIT_MS, alone, signal);
          if (ending?.code !== 0)
            throw new AppError('rdp/client-failed', 'Remmina did not take the password.', {
              detail: ending?.said ?? 'It did not answer in time.',
            });
        }
        let stopTimer: () => void = () => undefined;
        const running = await startProgram(program, { args: [...leading, '-c', file], input: null }, alone);
        return {
          notes: [
            // It has no setting for a fingerprint, and takes any certificate or asks.
            ...fingerprintNotes('Remmina', request.certificate),
            ...(request.options.scale === null ? [] : [SCALE_NOTE]),
          ],
          ended: running.ended.then(({ code, said }): ClientEnding => {
            if (code === null || code === 0) return { kind: 'closed' };
            const error = new AppError('rdp/client-failed', 'Remmina failed.', { detail: said });
            return { kind: 'failed', error };
          }),
          async connected() {
            stopTimer = world.clock.after(ASKED_WITHIN_MS, () => void folder.remove());
          },
          async close() {
            stopTimer();
            await running.stop();
            await folder.remove();
          },
        };
      } catch (error) {
        await folder.remove();
        throw error;
      }
    },
  };
}

/** Its profiles have none. */
const SCALE_NOTE = 'Remmina takes the scale from its own preferences, under RDP, and not from here.';

/** A Flatpak has a bus and temporary files of its own: it is told about ours. */
function aloneInFlatpak(leading: readonly string[], folder: string): readonly string[] {
  const [run, ...app] = leading;
  if (run === undefined) return leading;
  return [run, `--env=${NO_BUS.name}=${NO_BUS.value}`, `--filesystem=${folder}`, ...app];
}

/** Keys of Remmina 1.4's RDP plugin. */
function formatRemminaProfile(request: RdpClientRequest): string {
  const { host, port, credentials, instanceName, options } = request;
  const { domain, user } = splitUserName(credentials.userName);
  const settings: Record<string, string | number> = {
    name: titleOf(instanceName),
    protocol: 'RDP',
    server: `${host}:${port}`,
    username: user,
    domain,
    ...displaySettings(options),
    disableclipboard: options.clipboard ? 0 : 1,
    // Its name until 1.4.29, and since.
    sharefolder: options.drives ? '/' : '',
    drive: options.drives ? '/' : '',
    sound: { here: 'local', there: 'remote', off: 'off' }[options.sound],
    console: options.adminSession ? 1 : 0,
    security: { auto: '', required: 'nla', off: 'tls' }[options.networkLevelAuthentication],
    cert_ignore: 0,
    'ignore-tls-errors': 0,
  };
  const lines = Object.entries(settings).map(
    ([name, value]) => `${name}=${String(value).replace(/\p{Cc}/gu, ' ')}`,
  );
  return `[remmina]\n${lines.join('\n')}\n`;
}

function displaySettings({ display }: RdpOptions): Record<string, string | number> {
  switch (display.kind) {
    case 'fit':
      return { resolution_mode: 1, scale: 2, viewmode: 1 };
    case 'window':
      return {
        resolution_mode: 2,
        resolution_width: display.width,
        resolution_height: display.height,
        viewmode: 1,
      };
    case 'full-screen':
      return { resolution_mode: 1, viewmode: 2 };
    case 'all-monitors':
      return { resolution_mode: 1, viewmode: 2, multimon: 1 };
  }
}
