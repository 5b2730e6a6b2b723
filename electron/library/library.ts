// The saved connections: specs only, in one versioned file. Every change is on disk before anybody hears of it.
import { z } from 'zod';
import { AppError } from '../../shared/app-error.ts';
import type { LibrarySnapshot } from '../../shared/library-calls.ts';
import type { SavedConnectionId } from '../../shared/ids.ts';
import type { ConnectChoice } from '../../shared/route.ts';
import { type DesktopSpec, desktopSpecSchema } from '../../shared/desktop.ts';
import type {
  LibraryNotice,
  NewSavedConnection,
  SavedConnectionSpec,
} from '../../shared/saved-connection.ts';
import { savedConnectionSpecSchema } from '../../shared/saved-connection.ts';
import type { Clock } from '../base/clock.ts';
import type { Listen } from '../base/emitter.ts';
import { Emitter } from '../base/emitter.ts';
import { openStoredDocument } from './stored-document.ts';

/** Far above what a person saves by hand; bounds a file that somebody else wrote. */
const MAX_CONNECTIONS = 10_000;
/** 2: desktops beside shells, how each is opened, favourites. A program that knows only 1 would lose them. */
const LIBRARY_VERSION = 2;

const librarySchema = z.object({ connections: z.array(savedConnectionSpecSchema).max(MAX_CONNECTIONS) });

export interface Library {
  readonly onChange: Listen<LibrarySnapshot>;
  snapshot(): LibrarySnapshot;
  save(spec: NewSavedConnection): Promise<SavedConnectionId>;
  /** Rejects with `library/not-found`, as `remove` does. */
  rename(id: SavedConnectionId, name: string): Promise<void>;
  setHow(id: SavedConnectionId, how: ConnectChoice): Promise<void>;
  setFavourite(id: SavedConnectionId, isFavourite: boolean): Promise<void>;
  remove(id: SavedConnectionId): Promise<void>;
  /** Null when it is gone. */
  find(id: SavedConnectionId): SavedConnectionSpec | null;
  /** Null when there is none, or when it is a shell. */
  desktopOf(id: SavedConnectionId): DesktopSpec | null;
  /** Rejects with `library/not-found` also for a shell. */
  changeDesktop(id: SavedConnectionId, desktop: DesktopSpec): Promise<void>;
  /** Remembers when it was opened; an id that is gone is no error here. */
  noteOpened(id: SavedConnectionId): Promise<void>;
  dismissNotice(): void;
  settled(): Promise<void>;
}

export interface LibraryOptions {
  readonly file: string;
  readonly clock: Clock;
  readonly newId: () => SavedConnectionId;
  /** Notices of other documents, shown after the library's own. */
  readonly otherNotices: readonly LibraryNotice[];
}

export async function openLibrary(options: LibraryOptions): Promise<Library> {
  const { clock } = options;
  const document = await openStoredDocument('Your saved connections', {
    file: options.file,
    version: LIBRARY_VERSION,
    // What version 1 has is a shell and says so; how it is opened has a default.
    migrations: { 1: (data) => data },
    schema: librarySchema,
    initial: () => ({ connections: [] }),
    clock,
  });
  const changed = new Emitter<LibrarySnapshot>();
  let notices = [document.notice, ...options.otherNotices].filter((notice) => notice !== null);
  let revision = 0;

  const snapshot = (): LibrarySnapshot => ({
    revision,
    connections: [...document.value.connections],
    notice: notices[0] ?? null,
  });
  const announce = (): void => {
    revision += 1;
    changed.emit(snapshot());
  };
  const change = async (
    next: (connections: readonly SavedConnectionSpec[]) => readonly SavedConnectionSpec[],
  ): Promise<void> => {
    await document.change((value) => ({ connections: [...next(value.connections)] }));
    announce();
  };
  const changeOne = async (
    id: SavedConnectionId,
    next: (spec: SavedConnectionSpec) => SavedConnectionSpec | null,
  ): Promise<void> => {
    await change((connections) => {
      if (!connections.some((spec) => spec.id === id)) throw notFound();
      return connections.flatMap((spec) => (spec.id === id ? (next(spec) ?? []) : [spec]));
    });
  };

  return {
    onChange: changed.on,
    snapshot,
    async save(spec) {
      const id = options.newId();
      const { kind, desktop, ...rest } = spec;
      const common = { ...rest, id, createdAt: clock.now(), lastOpenedAt: null };
      const saved: SavedConnectionSpec =
        kind === 'shell'
          ? { ...common, kind }
          : { ...common, kind, desktop: desktop ?? desktopSpecSchema.parse({}) };
      await change((connections) => {
        if (connections.length >= MAX_CONNECTIONS) {
          throw new AppError('library/write-failed', 'There are too many saved connections.');
        }
        return [...connections, saved];
      });
      return id;
    },
    rename: (id, name) => changeOne(id, (spec) => ({ ...spec, name })),
    setHow: (id, how) => changeOne(id, (spec) => ({ ...spec, how })),
    setFavourite: (id, isFavourite) => changeOne(id, (spec) => ({ ...spec, isFavourite })),
    remove: (id) => changeOne(id, () => null),
    find: (id) => document.value.connections.find((spec) => spec.id === id) ?? null,
    desktopOf(id) {
      const spec = document.value.connections.find((each) => each.id === id);
      return spec?.kind === 'desktop' ? spec.desktop : null;
    },
    changeDesktop: (id, desktop) =>
      changeOne(id, (spec) => {
        if (spec.kind !== 'desktop') throw notFound();
        return { ...spec, desktop };
      }),
    async noteOpened(id) {
      if (document.readOnly !== null || !document.value.connections.some((spec) => spec.id === id)) return;
      await changeOne(id, (spec) => ({ ...spec, lastOpenedAt: clock.now() }));
    },
    dismissNotice() {
      if (notices.length === 0) return;
      notices = notices.slice(1);
      announce();
    },
    settled: () => document.settled(),
  };
}

function notFound(): AppError {
  return new AppError('library/not-found', 'This saved connection is no longer there.');
}
