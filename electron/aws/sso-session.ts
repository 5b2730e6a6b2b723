// Which sign-in of IAM Identity Center an AWS profile rests on: its own, or that of the profile whose role it takes.
import { parseUrl } from '../base/parse-url.ts';
import { type ConfigFiles, type Section } from './config-files.ts';

export interface SsoSession {
  /** `corp` of `[sso-session corp]`; null for a profile of the older form, whose sign-in cannot be renewed. */
  readonly name: string | null;
  readonly startUrl: string;
  /** Where Identity Center lives, which need not be where the instances are. */
  readonly region: string;
  readonly scopes: readonly string[];
}

/** What the AWS CLI asks for when the session names nothing; without it AWS gives no token that can be renewed. */
const DEFAULT_SCOPES = ['sso:account:access'] as const;

/** Null where no sign-in of Identity Center is behind this profile, or one that is not written out completely. */
export function ssoSessionOf(profileName: string, files: ConfigFiles): SsoSession | null {
  const visited = new Set<string>();
  let current: string | undefined = profileName;
  while (current !== undefined && !visited.has(current)) {
    visited.add(current);
    const section: Section | undefined = files.profiles.get(current);
    if (section === undefined) return null;
    if (section['sso_session'] !== undefined || section['sso_start_url'] !== undefined)
      return readSession(section, files);
    current = section['source_profile'];
  }
  return null;
}

/** The same for all profiles that rest on one sign-in. */
export function sessionKey({ name, startUrl }: Pick<SsoSession, 'name' | 'startUrl'>): string {
  return `${name ?? ''} ${startUrl}`;
}

/** What people call it: the session's name, or the host where it signs in. */
export function sessionLabel({ name, startUrl }: Pick<SsoSession, 'name' | 'startUrl'>): string {
  return name ?? new URL(startUrl).host;
}

function readSession(section: Section, files: ConfigFiles): SsoSession | null {
  const name = section['sso_session'] ?? null;
  const session = name === null ? undefined : files.ssoSessions.get(name);
  if (name !== null && session === undefined) return null;
  const startUrl = session?.['sso_start_url'] ?? section['sso_start_url'];
  const region = session?.['sso_region'] ?? section['sso_region'];
  if (startUrl === undefined || region === undefined) return null;
  if (!/^https?:$/.test(parseUrl(startUrl)?.protocol ?? '')) return null;
  const scopes = (session?.['sso_registration_scopes'] ?? '')
    .split(',')
    .map((scope) => scope.trim())
    .filter((scope) => scope !== '');
  return { name, startUrl, region, scopes: scopes.length === 0 ? DEFAULT_SCOPES : scopes };
}
