// AWS profiles as the window and the CLI list them: how each gets credentials, its region, and what is wrong with it.
import type { AwsProfile } from '../../shared/aws.ts';
import { type AwsProfileId, awsProfileIdSchema } from '../../shared/ids.ts';
import { ENVIRONMENT_PROFILE_ID, SANDBOX_PROFILE_ID } from '../../shared/profile-ids.ts';
import type { ConfigFiles, Section } from './config-files.ts';

const PROFILE_PREFIX = 'profile:';

export function profileIdOf(name: string): AwsProfileId {
  return awsProfileIdSchema.parse(`${PROFILE_PREFIX}${name}`);
}

/** The name in the shared files; null for `environment` and `sandbox`. */
export function profileNameOf(id: AwsProfileId): string | null {
  return id.startsWith(PROFILE_PREFIX) ? id.slice(PROFILE_PREFIX.length) : null;
}

/** The default credential chain is listed when the environment names credentials of its own. */
export function listProfiles(files: ConfigFiles, env: NodeJS.ProcessEnv): AwsProfile[] {
  const profiles: AwsProfile[] = [];
  if (environmentHasCredentials(env)) {
    profiles.push({
      id: ENVIRONMENT_PROFILE_ID,
      name: 'Environment',
      kind: 'environment',
      region: environmentRegion(env),
      accountId: env['AWS_ACCOUNT_ID'] ?? null,
      problem: null,
    });
  }
  for (const name of files.profiles.keys()) {
    const id = awsProfileIdSchema.safeParse(`${PROFILE_PREFIX}${name}`);
    if (id.success) profiles.push({ id: id.data, name, ...describeProfile(name, files) });
  }
  return profiles;
}

export function sandboxProfile(region: string): AwsProfile {
  return { id: SANDBOX_PROFILE_ID, name: 'Sandbox', kind: 'sandbox', region, accountId: null, problem: null };
}

export function environmentRegion(env: NodeJS.ProcessEnv): string | null {
  return present(env['AWS_REGION']) ?? present(env['AWS_DEFAULT_REGION']);
}

/** Region for an access nobody chose a region for: the environment's, then the profile's own, then its source's. */
export function regionOfProfile(name: string, files: ConfigFiles): string | null {
  const visited = new Set<string>();
  let current: string | undefined = name;
  while (current !== undefined && !visited.has(current)) {
    visited.add(current);
    const section = files.profiles.get(current);
    if (section?.['region'] !== undefined) return section['region'];
    current = section?.['source_profile'];
  }
  return null;
}

function environmentHasCredentials(env: NodeJS.ProcessEnv): boolean {
  return (
    (present(env['AWS_ACCESS_KEY_ID']) !== null && present(env['AWS_SECRET_ACCESS_KEY']) !== null) ||
    present(env['AWS_WEB_IDENTITY_TOKEN_FILE']) !== null ||
    present(env['AWS_CONTAINER_CREDENTIALS_RELATIVE_URI']) !== null ||
    present(env['AWS_CONTAINER_CREDENTIALS_FULL_URI']) !== null
  );
}

function describeProfile(name: string, files: ConfigFiles): Omit<AwsProfile, 'id' | 'name'> {
  const section = files.profiles.get(name) ?? {};
  const problem = problemOf(name, files, new Set());
  return {
    kind: kindOf(section),
    region: regionOfProfile(name, files),
    accountId: accountOf(section),
    problem,
  };
}

/** The order in which the SDK looks at a profile (credential-provider-ini 3.973, resolveProfileData). */
function kindOf(section: Section): AwsProfile['kind'] {
  if (isRole(section)) return 'assume-role';
  if (hasStaticKeys(section)) return 'static-keys';
  if (section['web_identity_token_file'] !== undefined && section['role_arn'] !== undefined)
    return 'web-identity';
  if (section['credential_process'] !== undefined) return 'credential-process';
  if (isSso(section)) return 'sso';
  if (section['login_session'] !== undefined) return 'login';
  return 'unusable';
}

function isRole(section: Section): boolean {
  if (section['role_arn'] === undefined) return false;
  return (section['source_profile'] === undefined) !== (section['credential_source'] === undefined);
}

function hasStaticKeys(section: Section): boolean {
  return section['aws_access_key_id'] !== undefined && section['aws_secret_access_key'] !== undefined;
}

function isSso(section: Section): boolean {
  return ['sso_session', 'sso_start_url', 'sso_account_id', 'sso_role_name', 'sso_region'].some(
    (key) => section[key] !== undefined,
  );
}

const CREDENTIAL_SOURCES: ReadonlySet<string> = new Set([
  'Environment',
  'Ec2InstanceMetadata',
  'EcsContainer',
]);

/** One sentence, or null. `visited` holds the profiles on the way here, to find circles of source_profile. */
function problemOf(name: string, files: ConfigFiles, visited: ReadonlySet<string>): string | null {
  const section = files.profiles.get(name);
  if (section === undefined) return `The profile "${name}" does not exist.`;
  const services = section['services'];
  if (services !== undefined && !files.services.has(services)) {
    return `The services section "${services}" does not exist.`;
  }
  // A source with keys of its own ends the chain, even when it names a role (or itself) again.
  if (visited.size > 0 && hasStaticKeys(section)) return null;
  switch (kindOf(section)) {
    case 'assume-role':
      return problemOfRole(section, files, visited);
    case 'sso':
      return problemOfSso(section, files);
    case 'unusable':
      return problemOfUnusable(section);
    case 'static-keys':
    case 'web-identity':
    case 'credential-process':
    case 'login':
    case 'environment':
    case 'sandbox':
      return null;
  }
}

function problemOfRole(section: Section, files: ConfigFiles, visited: ReadonlySet<string>): string | null {
  const credentialSource = section['credential_source'];
  if (credentialSource !== undefined) {
    if (CREDENTIAL_SOURCES.has(credentialSource)) return null;
    return `credential_source "${credentialSource}" is not one of ${[...CREDENTIAL_SOURCES].join(', ')}.`;
  }
  const source = section['source_profile'] ?? '';
  if (visited.has(source)) return `source_profile goes in a circle through "${source}".`;
  if (!files.profiles.has(source)) return `source_profile "${source}" does not exist.`;
  return problemOf(source, files, new Set([...visited, source]));
}

function problemOfSso(section: Section, files: ConfigFiles): string | null {
  const sessionName = section['sso_session'];
  const session = sessionName === undefined ? undefined : files.ssoSessions.get(sessionName);
  if (sessionName !== undefined && session === undefined) {
    return `The sso-session "${sessionName}" does not exist.`;
  }
  const missing = ['sso_start_url', 'sso_region', 'sso_account_id', 'sso_role_name'].filter(
    (key) => section[key] === undefined && session?.[key] === undefined,
  );
  return missing.length === 0
    ? null
    : `${missing.join(', ')} ${missing.length === 1 ? 'is' : 'are'} missing.`;
}

function problemOfUnusable(section: Section): string {
  if (section['role_arn'] !== undefined) {
    return section['source_profile'] === undefined
      ? 'role_arn needs a source_profile or a credential_source.'
      : 'source_profile and credential_source exclude each other.';
  }
  if (section['aws_access_key_id'] !== undefined) return 'aws_secret_access_key is missing.';
  if (section['aws_secret_access_key'] !== undefined) return 'aws_access_key_id is missing.';
  return 'Nothing in this profile gives credentials.';
}

function accountOf(section: Section): string | null {
  const fromRole = /^arn:[a-z-]+:iam::(\d{12}):/.exec(section['role_arn'] ?? '')?.[1];
  return section['sso_account_id'] ?? fromRole ?? section['aws_account_id'] ?? null;
}

function present(value: string | undefined): string | null {
  return value === undefined || value === '' ? null : value;
}
