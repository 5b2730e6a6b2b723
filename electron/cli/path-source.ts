// Where the command line gets its paths to a target's SSH from: the running app, with its credentials and its questions, or
// by itself. Which of both is decided once for a command.
import { AppError } from '../../shared/app-error.ts';
import type { AwsAccess } from '../../shared/aws.ts';
import { type SavedConnectionId, savedConnectionIdSchema } from '../../shared/ids.ts';
import type { RouteChoice } from '../../shared/route.ts';
import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { type Aws } from '../aws/aws.ts';
import { systemClock } from '../base/clock.ts';
import type { Log } from '../base/log.ts';
import type { OfferedKey, SshPath } from '../base/ssh-path.ts';
import { makeCloud } from '../connection/cloud.ts';
import { resolveWish, type Wish } from '../connection/resolve-wish.ts';
import { openKnownTargets } from '../library/known-targets.ts';
import { openLibrary } from '../library/library.ts';
import { thisPlace } from '../private-socket/address.ts';
import { type AppLink, findApp } from '../private-socket/client.ts';
import { chooseAccess } from './access.ts';
import type { AccessArguments } from './arguments.ts';
import { askMfaCode } from './ask-mfa.ts';
import { askQuestion } from './ask-question.ts';
import { describeError } from './describe-error.ts';
import type { PathArguments } from './path-arguments.ts';
import { printable } from './printable.ts';
import { stepWords, tryWords } from '../connection/step-words.ts';
import { userDataFolder } from './user-data.ts';

export interface PathQuery {
  readonly target: string;
  readonly savedConnectionId: SavedConnectionId | null;
  readonly route: RouteChoice | null;
  readonly user: string | null;
  readonly port: number | null;
}

export interface PathSource {
  readonly through: 'app' | 'alone';
  /** Rejects with AppError. The caller owns the transport. */
  open(query: PathQuery, signal: AbortSignal): Promise<SshPath>;
  close(): void;
}

export interface PathSourceParts {
  readonly given: AccessArguments & Pick<PathArguments, 'app' | 'dataFolder'>;
  readonly env: NodeJS.ProcessEnv;
  readonly aws: Aws;
  readonly log: Log;
  readonly say: (text: string) => void;
}

/** Looking at the console output takes up to four seconds; only a person takes longer. */
const ASKS_AFTER_MS = 5_000;
/** Said to AWS's own tools, and not known to the app: whoever sets one of these means it for this command. */
const OWN_AWS =
  /^AWS_(ACCESS_KEY_ID|ENDPOINT_URL|CONFIG_FILE|SHARED_CREDENTIALS_FILE|WEB_IDENTITY|CONTAINER_CRED)/;

/** Rejects with `app/refused` where the app was asked for and cannot be used. */
export async function openPathSource(parts: PathSourceParts, signal: AbortSignal): Promise<PathSource> {
  const { given, env, say, log } = parts;
  const isAlone = given.app === 'never' || (given.app === 'if-open' && hasOwnAws(env));
  if (!isAlone) {
    try {
      const first = await toApp(parts, signal);
      if (first !== null) return throughApp(first, parts);
      if (given.app === 'always')
        throw new AppError('app/refused', 'Sallyport is not open.', {
          detail: 'Open it, or go without --app.',
        });
    } catch (error) {
      if (given.app === 'always' || !(error instanceof AppError) || error.code === 'cancelled') throw error;
      say(describeError(error).trimEnd());
      log.warn('the app is not used', { error });
    }
  }
  return await alone(parts);
}

function hasOwnAws(env: NodeJS.ProcessEnv): boolean {
  return Object.entries(env).some(([name, value]) => OWN_AWS.test(name) && value !== '');
}

function folderOf({ given, env }: Pick<PathSourceParts, 'given' | 'env'>): string {
  return given.dataFolder ?? userDataFolder(env, process.platform);
}

function toApp(parts: PathSourceParts, signal: AbortSignal): Promise<AppLink | null> {
  const dataFolder = folderOf(parts);
  return findApp({ dataFolder, place: thisPlace, clock: systemClock }, signal);
}

function throughApp(first: AppLink, parts: PathSourceParts): PathSource {
  let unused: AppLink | null = first;
  return {
    through: 'app',
    async open(query, signal) {
      const link = unused ?? (await toApp(parts, signal));
      unused = null;
      if (link === null) throw new AppError('app/lost', 'Sallyport has been closed.', { retryable: true });
      const { target, savedConnectionId, route, user, port } = query;
      const access = await accessForApp(parts);
      const step = (text: string): void => {
        parts.say(printable(text));
      };
      const path = await link.open({ access, target, savedConnectionId, route, user, port }, step, signal);
      return { ...path, checkHostKey: (offered, inner) => checkInWindow(path, offered, inner, parts) };
    },
    close() {
      unused?.close();
    },
  };
}

/** A new host key is asked about in the app's window, which may be behind others. */
async function checkInWindow(
  path: SshPath,
  offered: OfferedKey,
  signal: AbortSignal,
  { say }: PathSourceParts,
): Promise<'accept' | AppError> {
  const stop = systemClock.after(ASKS_AFTER_MS, () => {
    say('Sallyport asks about the host key in its window.');
  });
  try {
    return await path.checkHostKey(offered, signal);
  } finally {
    stop();
  }
}

/** Null where nothing was said: the app knows where the user is at home. */
async function accessForApp({ given, env, aws }: PathSourceParts): Promise<AwsAccess | null> {
  const isNamed = given.profile !== null || (env['AWS_PROFILE'] ?? '') !== '';
  return isNamed ? await chooseAccess(given, env, aws) : null;
}

async function alone({ given, env, aws, log, say }: PathSourceParts): Promise<PathSource> {
  const clock = systemClock;
  const file = (name: string): string => path.join(folderOf({ given, env }), name);
  const library = await openLibrary({
    file: file('library.json'),
    clock,
    newId: () => savedConnectionIdSchema.parse(randomUUID()),
    otherNotices: [],
  });
  const cloud = makeCloud({
    env,
    askMfaCode,
    sandbox: () => null,
    startSandbox: () =>
      Promise.reject(
        new AppError('sandbox/start-failed', 'This saved connection leads into the app’s own sandbox.', {
          detail: 'It is there while Sallyport is open.',
        }),
      ),
    knownTargets: await openKnownTargets({ file: file('known-targets.json'), clock }),
    newShells: () => 'automatic',
    findSaved: (id) => library.find(id),
    ask: askQuestion,
    clock,
    random: Math.random,
    log,
  });
  return {
    through: 'alone',
    async open(query, signal) {
      const isNamed = given.profile !== null || given.region !== null || (env['AWS_PROFILE'] ?? '') !== '';
      const access = (): Promise<AwsAccess> => chooseAccess(given, env, aws);
      const wish: Wish = { ...query, access: isNamed ? await access() : null };
      const resolved = await resolveWish(
        wish,
        {
          saved: library.snapshot().connections,
          defaultAccess: access,
          load: (where) => (onTargets, inner) => cloud.loadInventory(where, inner, onTargets),
        },
        signal,
      );
      log.debug('reaching', { target: resolved.targetId, region: resolved.access.region });
      return await cloud.openSshPath({
        ...resolved,
        signal,
        onPhase: (phase) => {
          const words = stepWords(phase);
          if (words !== null) say(printable(words));
        },
        onTry: (way) => {
          say(tryWords(way));
        },
      });
    },
    close() {
      cloud.close();
    },
  };
}
