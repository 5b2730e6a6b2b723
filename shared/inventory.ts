// The inventory of one access: targets streamed page by page, with where the loading stands.
import { z } from 'zod';
import { appErrorDataSchema } from './app-error.ts';
import { awsAccessSchema, targetSchema } from './aws.ts';
import { targetIdSchema } from './ids.ts';

/** `partial` holds the source that failed while the other one answered (no ssm: permission, say). Times: epoch ms. */
export const inventoryPhaseSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('idle') }),
  z.object({ kind: z.literal('loading'), loadedCount: z.number().int(), startedAt: z.number() }),
  z.object({ kind: z.literal('ready'), at: z.number(), partial: appErrorDataSchema.nullable() }),
  z.object({ kind: z.literal('cancelled'), at: z.number() }),
  z.object({ kind: z.literal('failed'), at: z.number(), error: appErrorDataSchema }),
]);
export type InventoryPhase = z.infer<typeof inventoryPhaseSchema>;

/** `reset` drops what the replica held of this access before. */
export const inventoryUpdateSchema = z.object({
  access: awsAccessSchema,
  revision: z.number().int(),
  reset: z.boolean(),
  upserts: z.array(targetSchema),
  removes: z.array(targetIdSchema),
  phase: inventoryPhaseSchema,
});
export type InventoryUpdate = z.infer<typeof inventoryUpdateSchema>;
