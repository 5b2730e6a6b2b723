// What `ssh`, `cp` and `proxy` have in common on the command line: which way to take and who signs in. Pure.
import path from 'node:path';
import { type RouteChoice, routeChoiceSchema, sshUserSchema } from '../../shared/route.ts';
import { readPort } from './remote-end.ts';
import { type HelpTopic, UsageError } from './usage-error.ts';

export interface PathArguments {
  /** Null: as the saved connection says, else automatically. */
  readonly route: RouteChoice | null;
  readonly user: string | null;
  readonly port: number | null;
  /** Whether to go through the running app. `if-open`: it depends on what else was said, see path-source. */
  readonly app: 'if-open' | 'always' | 'never';
  /** Where the app keeps its files, when that is not the usual place. */
  readonly dataFolder: string | null;
}

export const PATH_OPTIONS = {
  user: { type: 'string', short: 'l' },
  route: { type: 'string' },
  port: { type: 'string' },
  app: { type: 'boolean' },
  'no-app': { type: 'boolean' },
  'data-folder': { type: 'string' },
} as const;

export interface PathValues {
  user?: string | undefined;
  route?: string | undefined;
  port?: string | undefined;
  app?: boolean | undefined;
  'no-app'?: boolean | undefined;
  'data-folder'?: string | undefined;
}

/** Throws UsageError. */
export function readPathValues(values: PathValues, topic: HelpTopic): PathArguments {
  if (values.app === true && values['no-app'] === true)
    throw new UsageError('--app and --no-app exclude each other.', topic);
  return {
    route: values.route === undefined ? null : readRoute(values.route, topic),
    user: values.user === undefined ? null : readUser(values.user, topic),
    port: values.port === undefined ? null : readPort(values.port, '--port', topic),
    app: values.app === true ? 'always' : values['no-app'] === true ? 'never' : 'if-open',
    dataFolder: values['data-folder'] === undefined ? null : path.resolve(values['data-folder']),
  };
}

/** `anna@web-1` is both. Throws UsageError. */
export function readUserAndTarget(
  text: string,
  topic: HelpTopic,
): { readonly user: string | null; readonly target: string } {
  const at = text.lastIndexOf('@');
  const target = text.slice(at + 1).trim();
  if (target === '') throw new UsageError('TARGET is missing.', topic);
  return { user: at < 0 ? null : readUser(text.slice(0, at), topic), target };
}

function readUser(text: string, topic: HelpTopic): string {
  const user = sshUserSchema.safeParse(text);
  if (user.success) return user.data;
  throw new UsageError(`"${text}" is not a user name.`, topic);
}

function readRoute(text: string, topic: HelpTopic): RouteChoice {
  const [kind, ...rest] = text.split(':');
  const detail = rest.length === 0 ? null : rest.join(':');
  const choice = routeChoiceSchema.safeParse({
    kind: kind === 'auto' ? 'automatic' : kind,
    endpointId: detail,
    address: detail,
  });
  const takesDetail = kind === 'eice' || kind === 'direct';
  if (choice.success && choice.data.kind !== 'jump' && (detail === null || takesDetail)) return choice.data;
  throw new UsageError(
    `--route "${text}" is not one of auto, ssm, eice, eice:ENDPOINT, direct, direct:ADDRESS.`,
    topic,
  );
}
