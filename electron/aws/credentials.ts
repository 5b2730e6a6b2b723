// Credentials per AWS profile, by the SDK's own providers: loaded once, shared by all clients, renewed before they
// expire. Roles are assumed through our own STS client, so that proxy, certificates and overrides apply there too.
import { fromIni, fromNodeProviderChain } from '@aws-sdk/credential-providers';
import type { AwsCredentialIdentity } from '@smithy/types';
import { AppError } from '../../shared/app-error.ts';
import type { AwsProfileId } from '../../shared/ids.ts';
import { throwIfAborted } from '../base/abort.ts';
import type { Clock } from '../base/clock.ts';
import { type AwsErrorContext, toAwsError } from './aws-error.ts';
import { withCredentialProcess } from './credential-process.ts';
import { pausableDeadline } from './pausable-deadline.ts';
import { type RoleAssumers } from './role-assumers.ts';
import { makeSharedLoad, type SharedLoad } from '../base/shared-load.ts';

/** credential_process, SSO and STS all answer in seconds; a person typing an MFA code does not count. */
const CREDENTIALS_DEADLINE_MS = 30_000;
/** Renew this long before expiry, as AWS's SDKs do: a resume signed now must still be good when it arrives. */
const RENEW_BEFORE_MS = 5 * 60_000;

/** Answers with what the user typed; rejects with AppError (`cancelled`, `prompt/expired`). */
export type AskMfaCode = (question: string, signal: AbortSignal) => Promise<string>;

export interface CredentialSource {
  /** Cached while they are good for five more minutes. Rejects with AppError. */
  current(signal: AbortSignal): Promise<AwsCredentialIdentity>;
  /** Loads anew, e.g. after AWS said ExpiredToken. */
  fresh(signal: AbortSignal): Promise<AwsCredentialIdentity>;
}

export interface CredentialSourceOptions {
  readonly profileId: AwsProfileId;
  /** Null: the default credential chain. */
  readonly profileName: string | null;
  readonly region: string;
  readonly paths: { readonly configFile: string; readonly credentialsFile: string };
  readonly askMfaCode: AskMfaCode;
  /** Renews the sign-in behind the profile when its end is near. */
  readonly renewSignIn: (signal: AbortSignal) => Promise<void>;
  readonly roleAssumers: (signal: AbortSignal) => RoleAssumers;
  /** Goes to the SDK's SSO and sign-in clients. */
  readonly clientConfig: Readonly<Record<string, unknown>>;
  readonly clock: Clock;
}

export function makeCredentialSource(options: CredentialSourceOptions): CredentialSource {
  const load = async (signal: AbortSignal): Promise<AwsCredentialIdentity> => {
    const notRenewed = await options.renewSignIn(signal).then(
      () => null,
      (error: unknown) => toAwsError(error, contextOf(options)),
    );
    throwIfAborted(signal);
    try {
      return await loadFromSdk(options, signal);
    } catch (error) {
      // The old sign-in was not good any more either. Why it was not renewed (no network, say) is the reason then.
      const isEnded = error instanceof AppError && error.code === 'aws/sign-in-required';
      throw isEnded && notRenewed !== null && notRenewed.code !== 'aws/sign-in-refused' ? notRenewed : error;
    }
  };
  return cachedSource(makeSharedLoad(load), options.clock);
}

/** Credentials that are simply there: the sandbox's. */
export function fixedCredentialSource(
  read: () => Promise<AwsCredentialIdentity> | AwsCredentialIdentity,
): CredentialSource {
  const answer = async (): Promise<AwsCredentialIdentity> => await read();
  return { current: answer, fresh: answer };
}

function cachedSource(shared: SharedLoad<AwsCredentialIdentity>, clock: Clock): CredentialSource {
  let cached: AwsCredentialIdentity | null = null;
  const fresh = async (signal: AbortSignal): Promise<AwsCredentialIdentity> => {
    cached = await shared.join(signal);
    return cached;
  };
  const remainingMs = (credentials: AwsCredentialIdentity): number =>
    credentials.expiration === undefined ? Infinity : credentials.expiration.getTime() - clock.now();
  return {
    fresh,
    async current(signal) {
      const known = cached;
      if (known !== null && remainingMs(known) > RENEW_BEFORE_MS) return known;
      try {
        return await fresh(signal);
      } catch (error) {
        // Still good for a moment: better used than refused because a renewal failed just now.
        if (known !== null && !signal.aborted && remainingMs(known) > 0) return known;
        throw error;
      }
    },
  };
}

async function loadFromSdk(
  options: CredentialSourceOptions,
  signal: AbortSignal,
): Promise<AwsCredentialIdentity> {
  const deadline = pausableDeadline(CREDENTIALS_DEADLINE_MS, options.clock);
  const init = {
    filepath: options.paths.credentialsFile,
    configFilepath: options.paths.configFile,
    ignoreCache: true,
    logger: silentLogger,
    clientConfig: options.clientConfig,
    // Must not name a region: the SDK would send SSO requests there instead of to the profile's sso_region.
    parentClientConfig: { region: options.region },
    mfaCodeProvider: async (serial: string) => {
      const resume = deadline.pause();
      try {
        return await options.askMfaCode(`MFA code for ${serial}`, signal);
      } finally {
        resume();
      }
    },
    ...options.roleAssumers(signal),
  };
  const provider =
    options.profileName === null
      ? fromNodeProviderChain(init)
      : fromIni({ ...init, profile: options.profileName });
  try {
    return await Promise.race([withCredentialProcess(signal, provider), deadline.expired]);
  } catch (error) {
    throw toAwsError(error, contextOf(options));
  } finally {
    deadline.clear();
  }
}

function contextOf({ profileName, region }: CredentialSourceOptions): AwsErrorContext {
  return { action: 'sts:AssumeRole', profileName, region };
}

/** The SDK's warnings go to the console otherwise, into the CLI's output. */
const silentLogger = {
  trace: () => undefined,
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};
