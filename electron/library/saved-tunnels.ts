// The tunnels the user has stored, in one versioned file of their own. Beside library; what is live is tunnel/.
import { z } from 'zod';
import { AppError } from '../../shared/app-error.ts';
import type { TunnelId } from '../../shared/ids.ts';
import type { LibraryNotice } from '../../shared/saved-connection.ts';
import { type SavedTunnel, savedTunnelSchema } from '../../shared/saved-tunnel.ts';
import type { Clock } from '../base/clock.ts';
import { openStoredDocument } from './stored-document.ts';

/** More could not listen at once anyway; bounds a file that somebody else wrote. */
const MAX_TUNNELS = 2000;
/** 2: `reach` in place of `route`, which could be `ssm` only. 3: `direction` in place of `kind`. */
const TUNNELS_VERSION = 3;

const tunnelsFileSchema = z.object({ tunnels: z.array(savedTunnelSchema).max(MAX_TUNNELS) });

export interface SavedTunnels {
  readonly notice: LibraryNotice | null;
  /** In the order in which they were made. */
  list(): readonly SavedTunnel[];
  find(id: TunnelId): SavedTunnel | null;
  /** Adds it, or replaces the one with its id. */
  put(tunnel: SavedTunnel): Promise<void>;
  /** Rejects with `tunnel/not-found`. */
  change(id: TunnelId, next: (tunnel: SavedTunnel) => SavedTunnel): Promise<void>;
  remove(id: TunnelId): Promise<void>;
  settled(): Promise<void>;
}

export async function openSavedTunnels(options: {
  readonly file: string;
  readonly clock: Clock;
}): Promise<SavedTunnels> {
  const document = await openStoredDocument('Your tunnels', {
    file: options.file,
    version: TUNNELS_VERSION,
    // 1: nobody had chosen the only route there was: it is chosen automatically now.
    migrations: { 1: (data) => data, 2: kindsToDirections },
    schema: tunnelsFileSchema,
    initial: () => ({ tunnels: [] }),
    clock: options.clock,
  });
  const change = async (next: (tunnels: readonly SavedTunnel[]) => SavedTunnel[]): Promise<void> => {
    await document.change(({ tunnels }) => ({ tunnels: next(tunnels) }));
  };
  const changeOne = async (id: TunnelId, next: (tunnel: SavedTunnel) => SavedTunnel[]): Promise<void> => {
    await change((tunnels) => {
      if (!tunnels.some((tunnel) => tunnel.id === id)) throw notFound();
      return tunnels.flatMap((tunnel) => (tunnel.id === id ? next(tunnel) : [tunnel]));
    });
  };

  return {
    notice: document.notice,
    list: () => document.value.tunnels,
    find: (id) => document.value.tunnels.find((tunnel) => tunnel.id === id) ?? null,
    put: (tunnel) =>
      change((tunnels) => {
        if (tunnels.some(({ id }) => id === tunnel.id))
          return tunnels.map((each) => (each.id === tunnel.id ? tunnel : each));
        if (tunnels.length >= MAX_TUNNELS)
          throw new AppError('library/write-failed', 'There are too many tunnels.');
        return [...tunnels, tunnel];
      }),
    change: (id, next) => changeOne(id, (tunnel) => [next(tunnel)]),
    remove: (id) => changeOne(id, () => []),
    settled: () => document.settled(),
  };
}

const versionTwoSchema = z.looseObject({
  tunnels: z.array(z.looseObject({ kind: z.enum(['port', 'socks']).default('port') })),
});

function kindsToDirections(data: unknown): unknown {
  const { tunnels, ...rest } = versionTwoSchema.parse(data);
  return {
    ...rest,
    tunnels: tunnels.map(({ kind, ...tunnel }) => ({
      ...tunnel,
      direction: { kind: kind === 'socks' ? 'socks' : 'to-target' },
    })),
  };
}

function notFound(): AppError {
  return new AppError('tunnel/not-found', 'This tunnel does not exist any more.');
}
