// User settings: every one has a default here, so a partial or older file still loads.
import { z } from 'zod';
import { awsAccessSchema } from './aws.ts';
import { MAX_KEYS_OF_COMMAND, pickKeyChanges } from './bound-keys.ts';
import { COMMAND_IDS } from './command-keys.ts';
import { MAX_SHORTCUT_LENGTH, parseShortcut } from './shortcut.ts';

export const settingsSchema = z.object({
  theme: z.enum(['system', 'light', 'dark']).default('system'),
  density: z.enum(['comfortable', 'compact']).default('comfortable'),
  /** The access chosen last; null on first run. */
  lastAccess: awsAccessSchema.nullable().default(null),
  sidebarWidth: z.number().int().min(220).max(520).default(300),
  /** `automatic`: SSH by the best route, else Session Manager's shell. */
  newShells: z.enum(['automatic', 'session-manager']).default('automatic'),
  /** Keys chosen instead of the given ones. What this version does not know is passed over. */
  keys: z.record(z.string(), z.unknown()).transform(pickKeyChanges).prefault({}),
  files: z
    .object({
      /** A program and its arguments, without a shell, {file} filled in. Null: the system's program for the file. */
      editor: z.string().trim().min(1).max(2000).nullable().default(null),
      /** By Session Manager: so many sessions share a large download. */
      downloadSessions: z.number().int().min(1).max(8).default(4),
    })
    .prefault({}),
  background: z
    .object({
      /** What closing the window does. `ask`: nobody has been asked yet. */
      onClose: z.enum(['ask', 'keep-running', 'quit']).default('ask'),
      startAtLogin: z.boolean().default(false),
      tray: z.boolean().default(true),
    })
    .prefault({}),
  terminal: z
    .object({
      fontSize: z.number().int().min(8).max(32).default(13),
      scrollbackLines: z.number().int().min(0).max(200_000).default(10_000),
      copyOnSelect: z.boolean().default(false),
      /** `platform`: Windows copies or pastes, macOS and Linux open the menu. */
      rightClick: z.enum(['platform', 'menu', 'copy-paste']).default('platform'),
      confirmMultiLinePaste: z.boolean().default(true),
      cursorBlink: z.boolean().default(true),
      /** `auto`: WebGL where a hardware GPU renders it, DOM otherwise. */
      renderer: z.enum(['auto', 'webgl', 'dom']).default('auto'),
      /** What a tab does after the far side ended normally (`exit`). An error always keeps it. */
      onExit: z.enum(['close', 'keep']).default('close'),
      /** Offers the output to a screen reader as text; slower, so only where it is needed. */
      screenReader: z.boolean().default(false),
    })
    .prefault({}),
});
export type Settings = z.infer<typeof settingsSchema>;

type Undefaulted<S> = { [K in keyof S]: S[K] extends z.ZodDefault<infer T> ? z.ZodOptional<T> : never };

/** What a patch leaves out stays out. (`partial()` would fill in the defaults, and so reset what is left out.) */
function patchOf<S extends Readonly<Record<string, z.ZodDefault<z.ZodType>>>>(shape: S) {
  const entries = Object.entries(shape).map(([key, schema]) => [key, schema.unwrap().optional()]);
  return z.object(Object.fromEntries(entries) as Undefaulted<S>);
}

const chosenKeysSchema = z
  .array(
    z
      .string()
      .max(MAX_SHORTCUT_LENGTH)
      .refine((text) => parseShortcut(text) !== null),
  )
  .max(MAX_KEYS_OF_COMMAND)
  .readonly();

export const settingsPatchSchema = z.object({
  theme: settingsSchema.shape.theme.unwrap().optional(),
  density: settingsSchema.shape.density.unwrap().optional(),
  lastAccess: awsAccessSchema.nullable().optional(),
  sidebarWidth: z.number().int().min(220).max(520).optional(),
  newShells: settingsSchema.shape.newShells.unwrap().optional(),
  /** Null: the given keys again. */
  keys: z.partialRecord(z.enum(COMMAND_IDS), chosenKeysSchema.nullable()).optional(),
  files: patchOf(settingsSchema.shape.files.unwrap().shape).optional(),
  background: patchOf(settingsSchema.shape.background.unwrap().shape).optional(),
  terminal: patchOf(settingsSchema.shape.terminal.unwrap().shape).optional(),
});
export type SettingsPatch = z.infer<typeof settingsPatchSchema>;
