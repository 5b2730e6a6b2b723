// What a person has agreed to, as fingerprints in one versioned file: enough to know it again, and nothing of it to read.
import { z } from 'zod';
import type { LibraryNotice } from '../../shared/saved-connection.ts';
import type { Clock } from '../base/clock.ts';
import { openStoredDocument } from './stored-document.ts';

/** More than anybody agrees to; the oldest are forgotten, and asked about again. */
const MAX_CONSENTS = 5_000;
const CONSENTS_VERSION = 1;

const documentSchema = z.object({
  /** The newest last. */
  agreed: z
    .array(z.object({ fingerprint: z.string().regex(/^[0-9a-f]{64}$/), at: z.number() }))
    .max(MAX_CONSENTS),
});

export interface SavedConsents {
  readonly notice: LibraryNotice | null;
  has(fingerprint: string): boolean;
  /** `fingerprint`: SHA-256 in hex. Rejects with `library/…` AppErrors. */
  add(fingerprint: string): Promise<void>;
  settled(): Promise<void>;
}

export async function openSavedConsents(options: {
  readonly file: string;
  readonly clock: Clock;
}): Promise<SavedConsents> {
  const { clock } = options;
  const document = await openStoredDocument('The permissions that you gave', {
    file: options.file,
    version: CONSENTS_VERSION,
    migrations: {},
    schema: documentSchema,
    initial: () => ({ agreed: [] }),
    clock,
  });
  return {
    notice: document.notice,
    has: (fingerprint) => document.value.agreed.some((each) => each.fingerprint === fingerprint),
    async add(fingerprint) {
      await document.change(({ agreed }) => ({
        agreed: [
          ...agreed.filter((each) => each.fingerprint !== fingerprint),
          { fingerprint, at: clock.now() },
        ].slice(-MAX_CONSENTS),
      }));
    },
    settled: () => document.settled(),
  };
}
