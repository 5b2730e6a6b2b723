// All RDP clients of a computer in the order in which they are the best choice, and the choice.
import { AppError } from '../../shared/app-error.ts';
import type { RdpClientId } from '../../shared/rdp.ts';
import { customClient } from './custom-client.ts';
import { freeRdp2, freeRdp3 } from './freerdp.ts';
import { mstsc } from './mstsc.ts';
import type { ProgramWorld } from './program.ts';
import type { FoundClient, RdpClient } from './rdp-client.ts';
import { remmina } from './remmina.ts';
import { windowsApp } from './windows-app.ts';

export interface ChosenClient {
  readonly client: RdpClient;
  readonly found: FoundClient;
}

export interface ClientChoice {
  /** Null: the best one there is. */
  readonly id: RdpClientId | null;
  /** For `custom`. */
  readonly command: string | null;
}

/** Those that take a password come first: that is what one click needs. */
function rdpClients(world: ProgramWorld): RdpClient[] {
  const [native, elsewhere] = [
    [mstsc(world), windowsApp(world)],
    [freeRdp3(world), freeRdp2(world), remmina(world)],
  ];
  return world.platform === 'win32' ? [...native, ...elsewhere] : [...elsewhere, ...native];
}

export async function findClients(world: ProgramWorld, signal: AbortSignal): Promise<ChosenClient[]> {
  const found = await Promise.all(
    rdpClients(world).map(async (client) => ({ client, found: await client.find(signal) })),
  );
  return found.flatMap(({ client, found: place }) => (place === null ? [] : [{ client, found: place }]));
}

/** Rejects with `rdp/client-missing`. */
export async function chooseClient(
  choice: ClientChoice,
  world: ProgramWorld,
  signal: AbortSignal,
): Promise<ChosenClient> {
  if (choice.id === null) {
    for (const client of rdpClients(world)) {
      const found = await client.find(signal);
      if (found !== null) return { client, found };
    }
    throw missing('There is no RDP client on this computer that Sallyport knows.', world.platform);
  }
  if (choice.id === 'custom' && choice.command === null)
    throw new AppError('rdp/client-missing', 'No command is set for your own RDP client.');
  const client =
    choice.id === 'custom'
      ? customClient(choice.command ?? '', world)
      : rdpClients(world).find(({ id }) => id === choice.id);
  const found = (await client?.find(signal)) ?? null;
  if (client === undefined || found === null)
    throw missing(`${client?.name ?? choice.id} was not found on this computer.`, world.platform);
  return { client, found };
}

const HINTS: Partial<Record<NodeJS.Platform, string>> = {
  linux: 'Install FreeRDP (package freerdp3-x11 or freerdp2-x11) or Remmina.',
  darwin: 'Install Windows App from the App Store, or FreeRDP.',
  win32: 'mstsc.exe belongs to Windows; it was not found in its folder.',
};

function missing(message: string, platform: NodeJS.Platform): AppError {
  return new AppError('rdp/client-missing', message, { detail: HINTS[platform] ?? null });
}
