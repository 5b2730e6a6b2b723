// Where an edited file belongs, and any connection that leads there: the tab it was begun in, or another one.
import { AppError } from '../../shared/app-error.ts';
import type { ConnectionSnapshot } from '../../shared/connection.ts';
import type { EditPlace } from '../../shared/edits.ts';
import type { ConnectionId } from '../../shared/ids.ts';
import { unlessAborted } from '../base/abort.ts';
import type { Connections } from '../connection/connections.ts';
import { isSamePlace } from '../files/edits.ts';
import type { RemoteFiles } from '../files/remote-files.ts';

export interface PlaceParts {
  readonly connections: Connections;
  readonly channel: (id: ConnectionId) => Promise<RemoteFiles>;
}

/** Throws `files/not-connected` where there is no open SSH connection: to begin with, nobody waits for one. */
export function placeOf(connection: ConnectionSnapshot | null): EditPlace {
  if (connection === null || connection.user === null || !isOpenSsh(connection))
    throw new AppError('files/not-connected', 'Files go over SSH, and this tab has no SSH connection now.');
  const { access, targetId, user, title } = connection;
  return { access, targetId, user, targetTitle: title };
}

/** Waits until one is open. Rejects with AppError. */
export async function filesOfPlace(
  place: EditPlace,
  { connections, channel }: PlaceParts,
  signal: AbortSignal,
  onWait: (reason: string) => void,
): Promise<RemoteFiles> {
  const isThere = ({ user, ...rest }: ConnectionSnapshot): boolean =>
    isOpenSsh(rest) && user !== null && isSamePlace({ ...rest, user }, place);
  for (;;) {
    const found = connections.snapshot().upserts.find(isThere);
    if (found !== undefined) return await channel(found.id);
    onWait(`There is no SSH connection to ${place.targetTitle} as ${place.user} now.`);
    let stop: () => void = () => undefined;
    const changed = new Promise<void>((resolve) => {
      stop = connections.onUpdate(() => {
        resolve();
      });
    });
    await unlessAborted(changed, signal).finally(stop);
  }
}

function isOpenSsh({ phase, shell }: Pick<ConnectionSnapshot, 'phase' | 'shell'>): boolean {
  return phase.kind === 'open' && shell === 'ssh';
}
