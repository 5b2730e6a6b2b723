// The pinned certificates of desktops on disk: one small JSON document, by instance id, which the app and `sallyport`
// share.
import { z } from 'zod';
import type { Clock } from '../base/clock.ts';
import { openJsonFile } from '../base/json-file.ts';
import type { CertificatePins } from './rdp-certificate.ts';

/** Far above what a person connects to; bounds a file that somebody else wrote. */
const MAX_PINS = 20_000;

const pinsSchema = z.object({
  pins: z.record(z.string().max(400), z.string().regex(/^[0-9a-f]{64}$/)),
});

/** Rejects as openJsonFile does. A damaged file is set aside: desktops are then seen for the first time again. */
export async function openCertificatePins(file: string, clock: Clock): Promise<CertificatePins> {
  const document = await openJsonFile<z.infer<typeof pinsSchema>>({
    file,
    version: 1,
    migrations: {},
    schema: pinsSchema,
    initial: () => ({ pins: {} }),
    clock,
    shared: true,
  });
  return {
    find: (instanceId) =>
      Object.hasOwn(document.value.pins, instanceId) ? (document.value.pins[instanceId] ?? null) : null,
    async pin(instanceId, sha256) {
      await document.change(({ pins }) => {
        const others = Object.entries(pins).filter(([id]) => id !== instanceId);
        // The oldest entries come first.
        return { pins: Object.fromEntries([...others.slice(-(MAX_PINS - 1)), [instanceId, sha256]]) };
      });
    },
    async forget(instanceId) {
      await document.change(({ pins }) => ({
        pins: Object.fromEntries(Object.entries(pins).filter(([id]) => id !== instanceId)),
      }));
    },
  };
}
