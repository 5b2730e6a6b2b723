// The door to AWS for everything above: lists AWS profiles and gives clients for an access. Config files are reread
// for every question, so a profile edited or signed in meanwhile works without a restart.
import { createHash } from 'node:crypto';
import type { AwsCredentialIdentity } from '@smithy/types';
import { AppError } from '../../shared/app-error.ts';
import { type AwsAccess, type AwsProfile, regionSchema } from '../../shared/aws.ts';
import type { AwsProfileId } from '../../shared/ids.ts';
import { SANDBOX_PROFILE_ID } from '../../shared/profile-ids.ts';
import { type Clock, systemClock } from '../base/clock.ts';
import { environmentNetwork } from '../base/network.ts';
import { type AwsClients, makeAwsClients } from './clients.ts';
import { type ConfigFiles, configFilePaths, readConfigFiles } from './config-files.ts';
import {
  type AskMfaCode,
  type CredentialSource,
  fixedCredentialSource,
  makeCredentialSource,
} from './credentials.ts';
import {
  type EndpointOverrides,
  endpointOverrides,
  type SerialConsolePlace,
  SERVICES,
} from './endpoint-overrides.ts';
import { type AwsHttpHandler, makeHttpHandler } from './http-handler.ts';
import { makeProfileSignIn } from './profile-sign-in.ts';
import { environmentRegion, listProfiles, profileNameOf, regionOfProfile } from './profiles.ts';
import { makeRoleAssumers } from './role-assumers.ts';
import type { SignIns } from './sign-ins.ts';

/** With an endpoint of one's own the region only scopes signatures; any will do. */
const STAND_IN_REGION = 'us-east-1';

/** Where the stand-in for AWS listens and the keys that it accepts. */
export interface SandboxAccess {
  readonly endpointUrl: string;
  readonly credentials: AwsCredentialIdentity;
  readonly serialConsole?: SerialConsolePlace;
}

export interface AwsOptions {
  readonly env: NodeJS.ProcessEnv;
  readonly askMfaCode: AskMfaCode;
  /** Null while the sandbox is not running. */
  readonly sandbox: () => SandboxAccess | null;
  readonly clock?: Clock;
}

export interface Aws {
  profiles(): Promise<{ readonly profiles: AwsProfile[]; readonly problems: AppError[] }>;
  /** Region for a profile nobody chose one for; rejects with `aws/region-missing`. */
  defaultRegion(profileId: AwsProfileId): Promise<string>;
  /** Rejects with `aws/profile-invalid`, `aws/credentials-missing` (no such profile), `sandbox/start-failed`. */
  clients(access: AwsAccess): Promise<AwsClients>;
  readonly signIns: SignIns;
  close(): void;
}

export function makeAws(options: AwsOptions): Aws {
  // The SDK prints a warning about Node's age otherwise; the runtime is Electron's choice, not the user's.
  process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';
  const paths = configFilePaths(options.env);
  const clock = options.clock ?? systemClock;
  const signIn = makeProfileSignIn({ env: options.env, paths, clock });
  const opened = new Map<string, AwsClients>();
  const sources = new Map<string, CredentialSource>();

  const sandboxClients = async (access: AwsAccess): Promise<AwsClients> => {
    const sandbox = options.sandbox();
    if (sandbox === null) throw new AppError('sandbox/start-failed', 'The sandbox is not running.');
    const key = `${access.profileId} ${access.region} ${sandbox.endpointUrl}`;
    const known = opened.get(key);
    if (known !== undefined) return known;
    const url = new URL(sandbox.endpointUrl);
    const overrides: EndpointOverrides = {
      ...Object.fromEntries(SERVICES.map((service) => [service, url])),
      ...(sandbox.serialConsole === undefined ? {} : { serialConsole: sandbox.serialConsole }),
    };
    const network = await environmentNetwork(options.env, undefined);
    return remember(opened, key, {
      access,
      profileName: null,
      credentials: fixedCredentialSource(() => sandbox.credentials),
      overrides,
      httpHandler: makeHttpHandler(network),
      network,
    });
  };

  const accountClients = async (access: AwsAccess): Promise<AwsClients> => {
    const profileName = profileNameOf(access.profileId);
    const files = await readConfigFiles(paths);
    if (profileName !== null) requireProfile(profileName, files, options.env);
    const overrides = endpointOverrides(options.env, files, profileName);
    // A change of these lines in the files must not leave clients behind that were made from the old ones.
    const section = profileName === null ? null : (files.profiles.get(profileName) ?? null);
    const key = digest([access, section, overrides]);
    const known = opened.get(key);
    if (known !== undefined) return known;
    const network = await environmentNetwork(options.env, section?.['ca_bundle']);
    const httpHandler = makeHttpHandler(network);
    const sourceKey = digest([access.profileId, section, overrides.sts]);
    const credentials =
      sources.get(sourceKey) ??
      makeCredentialSource({
        profileId: access.profileId,
        profileName,
        region: access.region,
        paths,
        askMfaCode: options.askMfaCode,
        clientConfig: { requestHandler: httpHandler },
        renewSignIn: (signal) => signIn.renew(access.profileId, signal),
        roleAssumers: (signal) =>
          makeRoleAssumers(
            stsConfig(access, files, profileName, overrides, httpHandler),
            profileName,
            signal,
          ),
        clock,
      });
    sources.set(sourceKey, credentials);
    return remember(opened, key, {
      access,
      profileName,
      credentials,
      overrides,
      httpHandler,
      network,
    });
  };

  return {
    signIns: signIn.signIns,
    async profiles() {
      const files = await readConfigFiles(paths);
      return { profiles: listProfiles(files, options.env), problems: [...files.problems] };
    },
    async defaultRegion(profileId) {
      const name = profileNameOf(profileId) ?? options.env['AWS_PROFILE'] ?? 'default';
      const files = await readConfigFiles(paths);
      const region = environmentRegion(options.env) ?? regionOfProfile(name, files);
      const parsed = regionSchema.safeParse(region);
      if (parsed.success) return parsed.data;
      const overridden = endpointOverrides(options.env, files, profileNameOf(profileId)).ssm !== undefined;
      if (region === null && overridden) return STAND_IN_REGION;
      throw new AppError('aws/region-missing', 'No AWS region is chosen.', {
        detail: region === null ? `AWS profile "${name}" names none.` : `"${region}" is not an AWS region.`,
      });
    },
    clients: async (access) =>
      access.profileId === SANDBOX_PROFILE_ID ? await sandboxClients(access) : await accountClients(access),
    close() {
      for (const clients of opened.values()) clients.close();
      opened.clear();
    },
  };
}

/** Roles are assumed in the profile's own region where it names one, as AWS's tools do. */
function stsConfig(
  access: AwsAccess,
  files: ConfigFiles,
  profileName: string | null,
  overrides: EndpointOverrides,
  requestHandler: AwsHttpHandler,
) {
  const region = (profileName === null ? null : regionOfProfile(profileName, files)) ?? access.region;
  return { region, requestHandler, ...(overrides.sts === undefined ? {} : { endpoint: overrides.sts.href }) };
}

function requireProfile(name: string, files: ConfigFiles, env: NodeJS.ProcessEnv): void {
  const profile = listProfiles(files, env).find((one) => profileNameOf(one.id) === name);
  if (profile === undefined) {
    throw new AppError(
      'aws/credentials-missing',
      `AWS profile "${name}" was not found in the AWS config files.`,
      {
        detail:
          files.problems.map((problem) => `${problem.message} ${problem.detail ?? ''}`).join('\n') || null,
      },
    );
  }
  if (profile.problem !== null) {
    throw new AppError('aws/profile-invalid', `AWS profile "${name}" cannot work as it is written.`, {
      detail: profile.problem,
    });
  }
}

function remember(
  opened: Map<string, AwsClients>,
  key: string,
  options: Parameters<typeof makeAwsClients>[0],
): AwsClients {
  const clients = makeAwsClients(options);
  opened.set(key, clients);
  return clients;
}

/** Names a state of the config without keeping it: sections hold secret keys. */
function digest(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex');
}
