// Lets `sallyport ssh`, `cp` and `proxy` work through the running app: with its AWS access, its questions in the window,
// and what it knows of targets.
import type { AwsAccess } from '../../shared/aws.ts';
import { AppError } from '../../shared/app-error.ts';
import type { Clock } from '../base/clock.ts';
import type { Log } from '../base/log.ts';
import type { SshPath } from '../base/ssh-path.ts';
import type { Cloud } from '../connection/cloud.ts';
import { resolveWish } from '../connection/resolve-wish.ts';
import { stepWords, tryWords } from '../connection/step-words.ts';
import type { Library } from '../library/library.ts';
import type { SettingsStore } from '../library/settings.ts';
import { thisPlace } from '../private-socket/address.ts';
import type { PathWish } from '../private-socket/messages.ts';
import { type PrivateSocket, servePrivateSocket } from '../private-socket/server.ts';

export interface CommandLineParts {
  readonly dataFolder: string;
  readonly cloud: () => Promise<Cloud>;
  readonly library: Library;
  readonly settings: Pick<SettingsStore, 'value'>;
  readonly clock: Clock;
  readonly log: Log;
}

export interface ServedCommandLine {
  /** Cuts what still goes through the app. Never rejects. */
  close(): Promise<void>;
}

/** At once; the socket is there a moment later. An app without one is an app, and says so in its log. */
export function serveCommandLine(parts: CommandLineParts): ServedCommandLine {
  const { dataFolder, clock, log } = parts;
  const serving: Promise<PrivateSocket | null> = servePrivateSocket({
    dataFolder,
    place: thisPlace,
    openPath: (wish, step, signal) => openPath(wish, step, parts, signal),
    clock,
    log,
  }).catch((error: unknown) => {
    log.warn('the command line cannot use the app', { error });
    return null;
  });
  return {
    close: async () => {
      await (await serving)?.close();
    },
  };
}

async function openPath(
  wish: PathWish,
  step: (text: string) => void,
  { cloud, library, settings }: CommandLineParts,
  signal: AbortSignal,
): Promise<SshPath> {
  const engine = await cloud();
  const resolved = await resolveWish(
    wish,
    {
      saved: library.snapshot().connections,
      defaultAccess: () => openAccess(settings),
      load: (access) => (onTargets, inner) => engine.loadInventory(access, inner, onTargets),
    },
    signal,
  );
  return await engine.openSshPath({
    ...resolved,
    signal,
    onPhase: (phase) => {
      const words = stepWords(phase);
      if (words !== null) step(words);
    },
    onTry: (way) => {
      step(tryWords(way));
    },
  });
}

/** Where the window is at home. */
function openAccess({ value }: Pick<SettingsStore, 'value'>): Promise<AwsAccess> {
  if (value.lastAccess !== null) return Promise.resolve(value.lastAccess);
  return Promise.reject(
    new AppError('target/not-found', 'The app has no AWS profile open yet.', {
      detail: 'Choose one there, or name one with --profile.',
    }),
  );
}
