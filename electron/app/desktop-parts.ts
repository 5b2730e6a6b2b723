// Builds the desk of desktops from the app's parts: its files, programs and dialogs.
import { randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { BrowserWindow } from 'electron';
import { desktopIdSchema, promptIdSchema } from '../../shared/ids.ts';
import type { Clock, Random } from '../base/clock.ts';
import type { Log } from '../base/log.ts';
import type { DesktopCloud } from '../connection/desktop-cloud.ts';
import { openSavedDesktops, type SavedDesktops } from '../library/saved-desktops.ts';
import { openSecrets } from '../library/secrets.ts';
import type { SecretVault } from '../library/secret-vault.ts';
import { openCertificatePins } from '../rdp/certificate-pins.ts';
import { sweepLaunchFolders } from '../rdp/launch-folder.ts';
import { type CertificatePins, rememberPins } from '../rdp/rdp-certificate.ts';
import { chooseClient } from '../rdp/rdp-clients.ts';
import { DesktopDesk, type DesktopDeskOptions } from './desktop-desk.ts';
import { desktopDialogs, type DesktopDialogs } from './desktop-dialogs.ts';

/** Where desktops keep their files, and how they ask for others. */
export interface DesktopHome {
  readonly desktopsFile: string;
  /** Shared with the `sallyport` command. */
  readonly certificatesFile: string;
  readonly secretsFile: string;
  readonly dialogs: DesktopDialogs;
}

export function desktopHome(userData: string, window: () => BrowserWindow | null): DesktopHome {
  const file = (name: string): string => path.join(userData, name);
  return {
    desktopsFile: file('desktops.json'),
    certificatesFile: file('desktop-certificates.json'),
    secretsFile: file('secrets.json'),
    dialogs: desktopDialogs(window),
  };
}

export interface DesktopDeskParts extends Pick<
  DesktopDeskOptions,
  'library' | 'localAddress' | 'sandboxKeyFile' | 'clipboard' | 'saved' | 'agree'
> {
  readonly home: DesktopHome;
  readonly cloud: () => Promise<DesktopCloud>;
  readonly env: NodeJS.ProcessEnv;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
}

export function openDesktopMemory(home: DesktopHome, clock: Clock): Promise<SavedDesktops> {
  return openSavedDesktops({ file: home.desktopsFile, clock });
}

export function buildDesktopDesk(parts: DesktopDeskParts): DesktopDesk {
  const { home, env, clock } = parts;
  const world = { platform: process.platform, env, tempDir: os.tmpdir(), clock };
  // A run that was killed may have left files of a launch.
  void sweepLaunchFolders(world.tempDir).then((removed) => {
    if (removed > 0) parts.log.info('files of desktops that a killed run had left were removed', { removed });
  });
  let vault: Promise<SecretVault> | null = null;
  return new DesktopDesk({
    ...parts,
    ...home.dialogs,
    world,
    vault: () => {
      vault ??= openSecrets(home.secretsFile, clock);
      return vault;
    },
    chooseClient: (choice, signal) => chooseClient(choice, world, signal),
    pins: pinsOf(home.certificatesFile, clock),
    newId: () => desktopIdSchema.parse(randomUUID()),
    newQuestionId: () => promptIdSchema.parse(randomUUID()),
    // Whoever can read it learns an address and a user name; others have no business with that either.
    writeRdpFile: (file, content) => writeFile(file, content, { mode: 0o600 }),
  });
}

/** Those of a stand-in end with it. The file is read anew each time: the `sallyport` command writes it as well. */
function pinsOf(file: string, clock: Clock): (standIn: string | null) => Promise<CertificatePins> {
  const standIns = new Map<string, CertificatePins>();
  return async (standIn) => {
    if (standIn === null) return await openCertificatePins(file, clock);
    const pins = standIns.get(standIn) ?? rememberPins();
    standIns.set(standIn, pins);
    return pins;
  };
}
