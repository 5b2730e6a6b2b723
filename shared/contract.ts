// The contract between main and window: one zod schema per call and event gives the type, the runtime check
// and the preload's allow-list. Main sends whole state by the `*.snapshot` calls, then changes with a revision.
import { z } from 'zod';
import { appErrorDataSchema } from './app-error.ts';
import { awsAccessSchema, awsProfileSchema } from './aws.ts';
import type { WindowCommandId } from './command-keys.ts';
import { COMMAND_LINE_CALLS } from './command-line-calls.ts';
import { connectionSnapshotSchema, terminalSizeSchema } from './connection.ts';
import { DESKTOP_CALLS } from './desktop-calls.ts';
import { desktopsUpdateSchema } from './desktop.ts';
import { DRAG_CALLS } from './drags.ts';
import { EDIT_CALLS } from './edits.ts';
import { FILE_CALLS } from './file-calls.ts';
import {
  awsProfileIdSchema,
  connectionIdSchema,
  desktopIdSchema,
  promptIdSchema,
  savedConnectionIdSchema,
  targetIdSchema,
  tunnelIdSchema,
} from './ids.ts';
import { inventoryUpdateSchema } from './inventory.ts';
import { tunnelClientSchema } from './open-with.ts';
import { promptSchema } from './prompt.ts';
import { localPortCheckSchema, tunnelDraftSchema, tunnelsUpdateSchema } from './saved-tunnel.ts';
import { portSchema } from './port.ts';
import { connectChoiceSchema, routeOutlookSchema } from './route.ts';
import { settingsPatchSchema, settingsSchema } from './settings.ts';
import { LIBRARY_CALLS, librarySnapshotSchema } from './library-calls.ts';
import { SIGN_IN_CALLS, signInSnapshotSchema } from './sign-in.ts';

const nothing = z.null();
const nonceSchema = z.string().regex(/^[A-Za-z0-9_-]{16,64}$/);

function call<I extends z.ZodType, O extends z.ZodType>(input: I, output: O) {
  return { input, output };
}

export const appFactsSchema = z.object({
  version: z.string(),
  electron: z.string(),
  operatingSystem: z.enum(['linux', 'windows', 'macos']),
  /** The app was started with --sandbox: open on it without asking. */
  startInSandbox: z.boolean(),
});
export type AppFacts = z.infer<typeof appFactsSchema>;

export const connectionsUpdateSchema = z.object({
  revision: z.number().int(),
  upserts: z.array(connectionSnapshotSchema),
  removes: z.array(connectionIdSchema),
});
export type ConnectionsUpdate = z.infer<typeof connectionsUpdateSchema>;

export const CALLS = {
  'app.facts': call(nothing, appFactsSchema),

  'profiles.list': call(
    nothing,
    z.object({ profiles: z.array(awsProfileSchema), problems: z.array(appErrorDataSchema) }),
  ),
  /** Regions enabled for the profile's account; a built-in list when that cannot be asked. */
  'regions.list': call(z.object({ profileId: awsProfileIdSchema }), z.array(z.string())),

  /** Starts (or restarts) loading; pages arrive as `inventory.update`. Answers when loading has ended. Cancel stops it. */
  'inventory.load': call(z.object({ access: awsAccessSchema }), nothing),

  /** Starts the sandbox when it is not up yet and answers with the access to it. */
  'sandbox.start': call(nothing, awsAccessSchema),

  /** All live connections; `revision` is that of the newest update it includes. */
  'connections.snapshot': call(nothing, connectionsUpdateSchema),
  /** Answers at once with the id; phases arrive as `connections.update`. */
  'connections.open': call(
    z.object({
      access: awsAccessSchema,
      targetId: targetIdSchema,
      title: z.string().min(1).max(200),
      savedConnectionId: savedConnectionIdSchema.nullable(),
      /** Null: as the saved connection says, else automatically. */
      how: connectChoiceSchema.nullable().default(null),
      size: terminalSizeSchema,
    }),
    z.object({ connectionId: connectionIdSchema }),
  ),
  /** A new session for an ended connection, same id, same terminal port. */
  'connections.reopen': call(
    z.object({ connectionId: connectionIdSchema, size: terminalSizeSchema }),
    nothing,
  ),
  /** Cancels while connecting, closes when open. The ended connection stays listed until forgotten. */
  'connections.close': call(z.object({ connectionId: connectionIdSchema }), nothing),
  /** Closes and removes it: the tab has gone. */
  'connections.forget': call(z.object({ connectionId: connectionIdSchema }), nothing),
  'connections.rename': call(
    z.object({ connectionId: connectionIdSchema, title: z.string().trim().min(1).max(200) }),
    nothing,
  ),

  /** A serial console only: what a terminal of old sent to get the machine's attention (SysRq on Linux). */
  'connections.send-break': call(z.object({ connectionId: connectionIdSchema }), nothing),

  /** Which ways lead to this target, from what is known or quickly asked; nothing is opened. */
  'targets.routes': call(
    z.object({ access: awsAccessSchema, targetId: targetIdSchema, how: connectChoiceSchema }),
    routeOutlookSchema,
  ),
  /** Forgets the pinned host key: the target was rebuilt, and its next key is asked about as if it were the first. */
  'targets.forget-host-key': call(z.object({ targetId: targetIdSchema }), nothing),

  /** Delivers the terminal's MessagePort to the window under `nonce`. A second attach replaces the first. */
  'terminals.attach': call(z.object({ connectionId: connectionIdSchema, nonce: nonceSchema }), nothing),

  ...LIBRARY_CALLS,
  ...DESKTOP_CALLS,
  ...FILE_CALLS,
  ...SIGN_IN_CALLS,
  ...EDIT_CALLS,
  ...DRAG_CALLS,

  /** All tunnels, on and off; `revision` is that of the newest update it includes. */
  'tunnels.snapshot': call(nothing, tunnelsUpdateSchema),
  /** `tunnelId` null makes a new one; else a change, which cuts open connections where it concerns them. */
  'tunnels.save': call(
    z.object({
      tunnelId: tunnelIdSchema.nullable(),
      draft: tunnelDraftSchema,
      then: z.enum(['start', 'leave']),
    }),
    z.object({ tunnelId: tunnelIdSchema }),
  ),
  'tunnels.remove': call(z.object({ tunnelId: tunnelIdSchema }), nothing),
  /** `port`: instead of the saved one, which it replaces. Answers when the port is open or is known to be in use. */
  'tunnels.start': call(z.object({ tunnelId: tunnelIdSchema, port: portSchema.nullable() }), nothing),
  'tunnels.stop': call(z.object({ tunnelId: tunnelIdSchema }), nothing),
  /** Somebody signed in or mended something: try now, not at the next turn. */
  'tunnels.retry': call(z.object({ tunnelId: tunnelIdSchema }), nothing),
  /** `pause` switches all off and remembers which were on; `resume` switches those on again. */
  'tunnels.pause-all': call(z.object({ to: z.enum(['pause', 'resume']) }), nothing),
  /** Switches the tunnel on where it is off, then starts the program with its address. */
  'tunnels.open-with': call(z.object({ tunnelId: tunnelIdSchema, client: tunnelClientSchema }), nothing),
  /** Whether a tunnel to this target could listen there. `tunnelId`: the tunnel that would; its own port is free. */
  'tunnels.check-port': call(
    z.object({ tunnelId: tunnelIdSchema.nullable(), targetId: targetIdSchema, port: portSchema }),
    localPortCheckSchema,
  ),

  'settings.get': call(nothing, settingsSchema),
  'settings.change': call(settingsPatchSchema, settingsSchema),

  /** `shell`: the keys of the application menu go to the page too, which gives all keys to the shell in front. */
  'window.pass-keys': call(z.object({ to: z.enum(['shell', 'window']) }), nothing),
  'window.toggle-full-screen': call(nothing, nothing),

  /** Names for other SSH programs, in ~/.ssh. */
  ...COMMAND_LINE_CALLS,

  'prompts.list': call(nothing, z.array(promptSchema)),
  'prompts.answer': call(
    z.object({ promptId: promptIdSchema, answer: z.string().max(4096).nullable() }),
    nothing,
  ),

  'clipboard.read-text': call(nothing, z.string()),
  'clipboard.write-text': call(z.object({ text: z.string().max(16 * 1024 * 1024) }), nothing),
  /** Opens an http(s) link in the user's browser; the window has asked before. */
  'links.open': call(z.object({ url: z.string().max(8192) }), nothing),
  /** Composes a redacted report about an error (and connection), puts it on the clipboard and answers with it. */
  'report.copy': call(
    z.object({ error: appErrorDataSchema, connectionId: connectionIdSchema.nullable() }),
    z.object({ text: z.string() }),
  ),
} as const;

export type CallName = keyof typeof CALLS;
export type CallInput<N extends CallName> = z.input<(typeof CALLS)[N]['input']>;
export type CallOutput<N extends CallName> = z.output<(typeof CALLS)[N]['output']>;

/** Menu items and keys that the operating system's menu owns; the window carries them out. */
export const MENU_COMMANDS = [
  'go-to',
  'new-tab',
  'close-tab',
  'reopen-tab',
  'duplicate-tab',
  'rename-tab',
  'next-tab',
  'previous-tab',
  'find',
  'copy',
  'paste',
  'select-all',
  'clear-scrollback',
  'font-larger',
  'font-smaller',
  'font-reset',
  'toggle-sidebar',
  'toggle-inspector',
  'full-screen',
  'show-instances',
  'show-saved',
  'show-tunnels',
  'new-tunnel',
  'show-settings',
  'show-shortcuts',
  'reload-inventory',
  'open-sandbox',
] as const satisfies readonly WindowCommandId[];
export const menuCommandSchema = z.enum(MENU_COMMANDS);
export type MenuCommand = z.infer<typeof menuCommandSchema>;

/** What the tray and the menu bar ask the window to show. */
export const windowRequestSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('focus-connection'), connectionId: connectionIdSchema }),
  z.object({ kind: z.literal('focus-desktop'), desktopId: desktopIdSchema }),
  z.object({ kind: z.literal('open-saved'), savedConnectionId: savedConnectionIdSchema }),
  z.object({ kind: z.literal('show-tunnel'), tunnelId: tunnelIdSchema }),
]);
export type WindowRequest = z.infer<typeof windowRequestSchema>;

export const EVENTS = {
  'inventory.update': inventoryUpdateSchema,
  'connections.update': connectionsUpdateSchema,
  'desktops.update': desktopsUpdateSchema,
  'library.update': librarySnapshotSchema,
  'tunnels.update': tunnelsUpdateSchema,
  'transfers.update': FILE_CALLS['transfers.snapshot'].output,
  /** All of them, each time: a person has a few. */
  'edits.update': EDIT_CALLS['edits.list'].output,
  'drags.update': DRAG_CALLS['drags.current'].output,
  'settings.update': settingsSchema,
  'prompts.update': z.array(promptSchema),
  /** All that are under way. */
  'sign-ins.update': z.array(signInSnapshotSchema),
  'menu.command': menuCommandSchema,
  'window.request': windowRequestSchema,
} as const;

export type EventName = keyof typeof EVENTS;
export type EventPayload<N extends EventName> = z.output<(typeof EVENTS)[N]>;
