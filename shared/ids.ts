// Identities that cross process borders. Branded, so that one kind is never passed for another.
import { z } from 'zod';

/** An EC2 instance (`i-…`), a managed node (`mi-…`) or another Session Manager target such as `ecs:…`, as AWS writes it. */
export const targetIdSchema = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9_.:/@-]{0,399}$/, 'not a target id')
  .brand('TargetId');
export type TargetId = z.infer<typeof targetIdSchema>;

const opaqueId = z.string().regex(/^[A-Za-z0-9_-]{1,64}$/, 'not an id');

/** A live connection of this run of the app. */
export const connectionIdSchema = opaqueId.brand('ConnectionId');
export type ConnectionId = z.infer<typeof connectionIdSchema>;

/** A saved connection in the library. */
export const savedConnectionIdSchema = opaqueId.brand('SavedConnectionId');
export type SavedConnectionId = z.infer<typeof savedConnectionIdSchema>;

/** A tunnel, saved or live: one local port. */
export const tunnelIdSchema = opaqueId.brand('TunnelId');
export type TunnelId = z.infer<typeof tunnelIdSchema>;

/** A live remote desktop of this run of the app. */
export const desktopIdSchema = opaqueId.brand('DesktopId');
export type DesktopId = z.infer<typeof desktopIdSchema>;

/** A transfer of files of this run of the app. */
export const transferIdSchema = opaqueId.brand('TransferId');
export type TransferId = z.infer<typeof transferIdSchema>;

/** A file of an instance that is open in a program of this computer; kept when a run ends before it is uploaded. */
export const editIdSchema = opaqueId.brand('EditId');
export type EditId = z.infer<typeof editIdSchema>;

/** Files that are dragged out of the window, in this run of the app. */
export const dragIdSchema = opaqueId.brand('DragId');
export type DragId = z.infer<typeof dragIdSchema>;

/** A question that main asks the user. */
export const promptIdSchema = opaqueId.brand('PromptId');
export type PromptId = z.infer<typeof promptIdSchema>;

/**
 * Where credentials come from: `profile:<name>` for a profile of the shared config files, `environment` for the
 * default credential chain, `sandbox` for the stand-in that ships with the app.
 */
export const awsProfileIdSchema = z
  .string()
  .max(300)
  .regex(/^(environment|sandbox|profile:[^\p{Cc}]+)$/u, 'not an AWS profile id')
  .brand('AwsProfileId');
export type AwsProfileId = z.infer<typeof awsProfileIdSchema>;
