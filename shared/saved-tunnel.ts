// A tunnel as it lies in the user's file and as the window gets it: the engine's spec, and what people see of it.
import { z } from 'zod';
import { tunnelIdSchema } from './ids.ts';
import { openWithSchema } from './open-with.ts';
import { portSchema } from './port.ts';
import { tunnelSnapshotSchema, tunnelSpecSchema } from './tunnel.ts';

export const savedTunnelSchema = tunnelSpecSchema.extend({
  /** Name of the target when it was saved, for people; the id decides. */
  targetName: z.string().max(300).nullable().default(null),
  openWith: openWithSchema.prefault({}),
  createdAt: z.number().default(0),
});
export type SavedTunnel = z.infer<typeof savedTunnelSchema>;

/** What the user decides; id and local address are main's. */
export const tunnelDraftSchema = savedTunnelSchema
  .omit({ id: true, localAddress: true, createdAt: true })
  .extend({ name: z.string().trim().min(1).max(120) });
export type TunnelDraft = z.infer<typeof tunnelDraftSchema>;

export const tunnelViewSchema = z.object({ saved: savedTunnelSchema, live: tunnelSnapshotSchema });
export type TunnelView = z.infer<typeof tunnelViewSchema>;

export const tunnelsUpdateSchema = z.object({
  revision: z.number().int(),
  upserts: z.array(tunnelViewSchema),
  removes: z.array(tunnelIdSchema),
  /** Switched off together by "pause all", to be switched on together again. */
  paused: z.array(tunnelIdSchema),
});
export type TunnelsUpdate = z.infer<typeof tunnelsUpdateSchema>;

/** Who has a local port that a tunnel wants: `holder` in words. */
export const localPortCheckSchema = z.object({
  address: z.string(),
  use: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('free') }),
    z.object({
      kind: z.literal('in-use'),
      holder: z.string(),
      nextFreePort: portSchema.nullable(),
    }),
    z.object({ kind: z.literal('not-allowed'), reason: z.string() }),
  ]),
});
export type LocalPortCheck = z.infer<typeof localPortCheckSchema>;
