// What is remembered about desktops besides saved connections: how each target was opened last, and where the private
// key of each key pair is. Paths only; keys and passwords are never in here.
import { z } from 'zod';
import { type DesktopSpec, desktopSpecSchema } from '../../shared/desktop.ts';
import type { TargetId } from '../../shared/ids.ts';
import type { LibraryNotice } from '../../shared/saved-connection.ts';
import type { Clock } from '../base/clock.ts';
import { openStoredDocument } from './stored-document.ts';

/** More than a person opens; the oldest are forgotten. */
const MAX_REMEMBERED = 2_000;

const remembered = <T extends z.ZodType>(value: T) =>
  z.array(z.object({ name: z.string().max(400), value })).max(MAX_REMEMBERED);

const documentSchema = z.object({
  /** By target id, the newest last. */
  targets: remembered(desktopSpecSchema),
  /** Absolute paths by name of the key pair, the newest last. */
  keyFiles: remembered(z.string().max(4_096)),
});

export interface SavedDesktops {
  readonly notice: LibraryNotice | null;
  /** Null when nothing is remembered. */
  specOf(targetId: TargetId): DesktopSpec | null;
  /** Rejects with `library/write-failed`, as the other one does. */
  rememberSpec(targetId: TargetId, spec: DesktopSpec): Promise<void>;
  keyFileOf(keyName: string): string | null;
  rememberKeyFile(keyName: string, file: string): Promise<void>;
  settled(): Promise<void>;
}

export async function openSavedDesktops(options: {
  readonly file: string;
  readonly clock: Clock;
}): Promise<SavedDesktops> {
  const document = await openStoredDocument('What is remembered about your desktops', {
    file: options.file,
    version: 1,
    migrations: {},
    schema: documentSchema,
    initial: () => ({ targets: [], keyFiles: [] }),
    clock: options.clock,
  });
  return {
    notice: document.notice,
    specOf: (targetId) => find(document.value.targets, targetId),
    async rememberSpec(targetId, spec) {
      await document.change((value) => ({ ...value, targets: put(value.targets, targetId, spec) }));
    },
    keyFileOf: (keyName) => find(document.value.keyFiles, keyName),
    async rememberKeyFile(keyName, file) {
      if (find(document.value.keyFiles, keyName) === file) return;
      await document.change((value) => ({ ...value, keyFiles: put(value.keyFiles, keyName, file) }));
    },
    settled: () => document.settled(),
  };
}

type Entries<T> = readonly { readonly name: string; readonly value: T }[];

function find<T>(entries: Entries<T>, name: string): T | null {
  return entries.find((entry) => entry.name === name)?.value ?? null;
}

function put<T>(entries: Entries<T>, name: string, value: T) {
  return [...entries.filter((entry) => entry.name !== name), { name, value }].slice(-MAX_REMEMBERED);
}
