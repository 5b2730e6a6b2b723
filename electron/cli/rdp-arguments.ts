// The flags of `sallyport rdp`. Pure.
import {
  DEFAULT_RDP_USER,
  type RdpClientId,
  rdpClientIdSchema,
  rdpCommandSchema,
  type RdpOptions,
  rdpOptionsSchema,
  rdpUserNameSchema,
} from '../../shared/rdp.ts';
import { UsageError } from './usage-error.ts';

export interface RdpArguments {
  /** Name, address or id. */
  readonly target: string;
  /** File of the key pair's private key; null: SALLYPORT_KEY_FILE. */
  readonly keyFile: string | null;
  readonly userName: string;
  /** The password is the first line of standard input; AWS is not asked. */
  readonly passwordFromStdin: boolean;
  readonly client: RdpClientId | null;
  readonly command: string | null;
  readonly options: RdpOptions;
  readonly acceptNewCertificate: boolean;
  readonly quiet: boolean;
}

export const RDP_OPTIONS = {
  key: { type: 'string', short: 'k' },
  user: { type: 'string', short: 'u' },
  'password-stdin': { type: 'boolean' },
  client: { type: 'string' },
  command: { type: 'string', short: 'c' },
  size: { type: 'string' },
  'full-screen': { type: 'boolean', short: 'f' },
  'all-monitors': { type: 'boolean' },
  scale: { type: 'string' },
  'no-clipboard': { type: 'boolean' },
  drives: { type: 'boolean' },
  sound: { type: 'string' },
  admin: { type: 'boolean' },
  nla: { type: 'string' },
  'accept-new-certificate': { type: 'boolean' },
} as const;

type Value<K> = K extends { type: 'string' } ? string | undefined : boolean | undefined;
export type RdpValues = { [K in keyof typeof RDP_OPTIONS]?: Value<(typeof RDP_OPTIONS)[K]> } & {
  quiet?: boolean | undefined;
};

/** Throws UsageError. */
export function readRdpValues(target: string, values: RdpValues): RdpArguments {
  const command =
    values.command === undefined ? null : checked(rdpCommandSchema, values.command, '--command');
  return {
    target,
    keyFile: values.key === undefined || values.key === '' ? null : values.key,
    userName: checked(rdpUserNameSchema, values.user ?? DEFAULT_RDP_USER, '--user'),
    passwordFromStdin: values['password-stdin'] ?? false,
    client: command !== null ? 'custom' : values.client === undefined ? null : readClient(values.client),
    command,
    options: readOptions(values),
    acceptNewCertificate: values['accept-new-certificate'] ?? false,
    quiet: values.quiet ?? false,
  };
}

function readOptions(values: RdpValues): RdpOptions {
  const options = {
    display: readDisplay(values),
    scale: values.scale === undefined ? null : Number(values.scale),
    clipboard: values['no-clipboard'] !== true,
    drives: values.drives ?? false,
    sound: values.sound ?? 'here',
    adminSession: values.admin ?? false,
    networkLevelAuthentication: values.nla ?? 'auto',
  };
  const parsed = rdpOptionsSchema.safeParse(options);
  if (parsed.success) return parsed.data;
  const [field] = parsed.error.issues[0]?.path ?? [];
  throw new UsageError(FIELD_WORDS[String(field)] ?? 'An option is not understood.', 'rdp');
}

const FIELD_WORDS: Readonly<Record<string, string>> = {
  display: '--size wants WIDTHxHEIGHT from 640x480 to 8192x8192.',
  scale: '--scale wants 100, 125, 150 or 200.',
  sound: '--sound wants here, there or off.',
  networkLevelAuthentication: '--nla wants auto, required or off.',
};

function readDisplay(values: RdpValues): object {
  if (values['all-monitors'] === true) return { kind: 'all-monitors' };
  if (values['full-screen'] === true) return { kind: 'full-screen' };
  if (values.size === undefined) return { kind: 'fit' };
  const [, width, height] = /^(\d{3,4})x(\d{3,4})$/.exec(values.size) ?? [];
  return { kind: 'window', width: Number(width), height: Number(height) };
}

function readClient(text: string): RdpClientId {
  const id = rdpClientIdSchema.safeParse(text);
  if (id.success && id.data !== 'custom') return id.data;
  const names = rdpClientIdSchema.options.filter((name) => name !== 'custom').join(', ');
  throw new UsageError(`--client wants one of ${names}.`, 'rdp');
}

function checked<T>(
  schema: {
    safeParse(
      text: string,
    ): { success: true; data: T } | { success: false; error: { issues: { message: string }[] } };
  },
  text: string,
  flag: string,
): T {
  const parsed = schema.safeParse(text);
  if (parsed.success) return parsed.data;
  throw new UsageError(`${flag} "${text}": ${parsed.error.issues[0]?.message ?? 'not understood'}.`, 'rdp');
}
