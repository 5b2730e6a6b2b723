// Where the window was: its small file.
import { z } from 'zod';
import type { Clock } from '../base/clock.ts';
import type { StoredDocument } from '../library/stored-document.ts';
import { openStoredDocument } from '../library/stored-document.ts';

const coordinate = z.number().int().min(-100_000).max(100_000);
const extent = z.number().int().min(1).max(100_000);

export const windowBoundsSchema = z.object({
  x: coordinate,
  y: coordinate,
  width: extent,
  height: extent,
  maximized: z.boolean(),
});
export type WindowBounds = z.infer<typeof windowBoundsSchema>;

/** Null before a window was ever closed. */
export function openWindowBounds(options: {
  readonly file: string;
  readonly clock: Clock;
}): Promise<StoredDocument<WindowBounds | null>> {
  return openStoredDocument('The place of the window', {
    ...options,
    version: 1,
    migrations: {},
    schema: windowBoundsSchema.nullable(),
    initial: () => null,
  });
}
