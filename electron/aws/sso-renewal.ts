// Renews the sign-in behind an AWS profile before it ends, so that nobody is asked who need not be. The SDK would do
// it too, but late, with one limit for all sessions, and by writing over the file that other tools read.
import type { Clock } from '../base/clock.ts';
import type { Oidc } from './sso-oidc.ts';
import type { SsoSession } from './sso-session.ts';
import type { SsoToken, SsoTokenCache } from './sso-token-cache.ts';

/** When the AWS CLI renews; the SDK begins at five minutes. */
const RENEW_BEFORE_MS = 15 * 60_000;

export interface RenewalOptions {
  readonly session: SsoSession;
  readonly cache: SsoTokenCache;
  readonly askOidc: <T>(use: (oidc: Oidc) => Promise<T>) => Promise<T>;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/** Rejects when it could not be renewed; the old one may still be good then, which the SDK finds out. */
export async function renewSignIn(options: RenewalOptions): Promise<void> {
  const { session, cache, clock, signal } = options;
  // Read anew each time: another program may have renewed it, and a renewal may be used only once.
  const token = await cache.read(session);
  const renewable = token === null ? null : renewalOf(token, clock.now());
  if (renewable === null) return;
  const { client, refreshToken } = renewable;
  try {
    const renewed = await options.askOidc((oidc) =>
      oidc.token(client, { kind: 'renewal', refreshToken }, signal),
    );
    if (typeof renewed === 'string') return;
    // AWS gives no new one where the old one stays good.
    await cache.write(session, { ...client, refreshToken, ...renewed });
  } catch (error) {
    const now = await cache.read(session);
    if (now === null || now.accessToken === token?.accessToken) throw error;
  }
}

function renewalOf(token: SsoToken, now: number) {
  const { clientId, clientSecret, registrationExpiresAt, refreshToken } = token;
  if (Date.parse(token.expiresAt) - now > RENEW_BEFORE_MS) return null;
  if (clientId === undefined || clientSecret === undefined || refreshToken === undefined) return null;
  if (registrationExpiresAt === undefined || Date.parse(registrationExpiresAt) <= now) return null;
  return { client: { clientId, clientSecret, registrationExpiresAt }, refreshToken };
}
