// What the app keeps on disk beside its settings, opened together: saved connections, tunnels, desktops, and what is
// remembered of targets. Everything in one data folder.
import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { savedConnectionIdSchema } from '../../shared/ids.ts';
import type { LibraryNotice } from '../../shared/saved-connection.ts';
import type { Clock } from '../base/clock.ts';
import { openKnownTargets } from '../library/known-targets.ts';
import { openSavedConsents } from '../library/saved-consents.ts';
import { openLibrary } from '../library/library.ts';
import { openSavedTunnels } from '../library/saved-tunnels.ts';
import { type DesktopHome, openDesktopMemory } from './desktop-parts.ts';

export interface SavedStateParts {
  readonly dataFolder: string;
  readonly desktops: DesktopHome;
  /** Of the settings, which were opened before. */
  readonly settingsNotice: LibraryNotice | null;
  readonly clock: Clock;
}

export async function openSavedState(parts: SavedStateParts) {
  const { clock, dataFolder } = parts;
  const tunnels = await openSavedTunnels({ file: path.join(dataFolder, 'tunnels.json'), clock });
  const knownTargets = await openKnownTargets({ file: path.join(dataFolder, 'known-targets.json'), clock });
  const desktops = await openDesktopMemory(parts.desktops, clock);
  const consents = await openSavedConsents({ file: path.join(dataFolder, 'consents.json'), clock });
  const others = [tunnels, desktops, knownTargets, consents].map(({ notice }) => notice);
  const library = await openLibrary({
    file: path.join(dataFolder, 'library.json'),
    clock,
    newId: () => savedConnectionIdSchema.parse(randomUUID()),
    otherNotices: [...others, parts.settingsNotice].filter((notice) => notice !== null),
  });
  return {
    library,
    tunnels,
    knownTargets,
    desktops,
    consents,
    /** What is still being written; each may reject. */
    settled: () => [library, tunnels, desktops, knownTargets, consents].map((each) => each.settled()),
  };
}
