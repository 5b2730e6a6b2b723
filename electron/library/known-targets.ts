// What was learnt about targets (connection/known-targets), in one versioned file that the app and `sallyport` share. It
// holds no secrets.
import { z } from 'zod';
import { type TargetId, targetIdSchema } from '../../shared/ids.ts';
import { routeSchema, shellKindSchema } from '../../shared/route.ts';
import type { LibraryNotice } from '../../shared/saved-connection.ts';
import type { Clock } from '../base/clock.ts';
import { openStoredDocument } from './stored-document.ts';

/** More than a person meets in years; what was used longest ago goes first. */
const MAX_TARGETS = 20_000;
const KNOWN_TARGETS_VERSION = 1;

const knownTargetSchema = z.object({
  id: targetIdSchema,
  way: z
    .object({ route: routeSchema, shell: shellKindSchema, user: z.string().max(128).nullable() })
    .nullable(),
  /** As OpenSSH writes them: type, and `SHA256:` with 43 characters. */
  hostKeys: z
    .array(
      z.object({
        type: z.string().max(100),
        fingerprint: z.string().regex(/^SHA256:[A-Za-z0-9+/]{43}$/),
        /** When EC2 said the machine was started, then. */
        launchedAt: z.number().nullable(),
      }),
    )
    .max(16),
  usedAt: z.number(),
});
type StoredTarget = z.infer<typeof knownTargetSchema>;

const documentSchema = z.object({ targets: z.array(knownTargetSchema).max(MAX_TARGETS) });

export interface StoredKnownTargets {
  readonly notice: LibraryNotice | null;
  find(id: TargetId): StoredTarget | null;
  /** These reject with `library/…` AppErrors. */
  noteWay(id: TargetId, way: NonNullable<StoredTarget['way']>): Promise<void>;
  pinHostKey(id: TargetId, key: StoredTarget['hostKeys'][number]): Promise<void>;
  forgetHostKeys(id: TargetId): Promise<void>;
  refresh(): Promise<void>;
  settled(): Promise<void>;
}

export async function openKnownTargets(options: {
  readonly file: string;
  readonly clock: Clock;
}): Promise<StoredKnownTargets> {
  const { clock } = options;
  const document = await openStoredDocument('The host keys of your instances', {
    file: options.file,
    version: KNOWN_TARGETS_VERSION,
    migrations: {},
    schema: documentSchema,
    initial: () => ({ targets: [] }),
    clock,
    shared: true,
  });
  const find = (id: TargetId): StoredTarget | null =>
    document.value.targets.find((target) => target.id === id) ?? null;
  const change = async (id: TargetId, patch: Partial<StoredTarget>): Promise<void> => {
    await document.change(({ targets }) => {
      const before = targets.find((target) => target.id === id);
      const next = { way: null, hostKeys: [], ...before, ...patch, id, usedAt: clock.now() };
      // Newest last: what is dropped is what was used longest ago.
      return { targets: [...targets.filter((target) => target.id !== id), next].slice(-MAX_TARGETS) };
    });
  };
  return {
    notice: document.notice,
    find,
    async noteWay(id, way) {
      const before = find(id)?.way ?? null;
      const isSame = before?.route === way.route && before.shell === way.shell && before.user === way.user;
      // The usual case: no reason to write.
      if (!isSame) await change(id, { way: { ...way } });
    },
    pinHostKey: (id, key) => change(id, { hostKeys: [{ ...key }] }),
    forgetHostKeys: (id) => change(id, { hostKeys: [] }),
    refresh: () => document.refresh(),
    settled: () => document.settled(),
  };
}
