// Renews the sign-in behind an AWS profile before it ends, so that nobody is asked who need not be. The SDK would do
// it too, but late, with one limit for all sessions, and by writing over the file that other tools read.
import { AppError } from '../../shared/app-error.ts';
import { delay } from '../base/abort.ts';
import type { Clock } from '../base/clock.ts';
import type { Oidc, OidcClient } from './sso-oidc.ts';
import type { SsoSession } from './sso-session.ts';
import type { SsoToken, SsoTokenCache } from './sso-token-cache.ts';

/** When the AWS CLI renews; the SDK begins at five minutes. */
const RENEW_BEFORE_MS = 15 * 60_000;
/** From another program's answer to its file. */
const OTHERS_KEEP_MS = 1_000;

interface Renewal {
  readonly client: OidcClient;
  readonly refreshToken: string;
}

export interface RenewalOptions {
  readonly session: SsoSession;
  readonly cache: SsoTokenCache;
  readonly askOidc: <T>(use: (oidc: Oidc) => Promise<T>) => Promise<T>;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/** Rejects when it could not be renewed; the old one may still be good then, which the SDK finds out. */
export async function renewSignIn(options: RenewalOptions): Promise<void> {
  const { session, cache, clock } = options;
  // The usual case: nothing is asked of anybody.
  if (renewalOf(await cache.read(session), clock.now()) === null) return;
  await options.askOidc(async (oidc) => {
    // Read anew now: another program may have renewed it, and a renewal may be used only once.
    const token = await cache.read(session);
    const renewal = renewalOf(token, clock.now());
    if (renewal === null) return;
    try {
      await renewBy(oidc, renewal, options);
    } catch (error) {
      if (!(await wasRenewedElsewhere(token, error, options))) throw error;
    }
  });
}

async function renewBy(
  oidc: Oidc,
  { client, refreshToken }: Renewal,
  options: RenewalOptions,
): Promise<void> {
  const renewed = await oidc.token(client, { kind: 'renewal', refreshToken }, options.signal);
  if (typeof renewed === 'string') return;
  // AWS gives no new one where the old one stays good.
  await options.cache.write(options.session, { ...client, refreshToken, ...renewed });
}

/** Whoever used the renewal before us has its answer by now, or is about to keep it. */
async function wasRenewedElsewhere(
  old: SsoToken | null,
  error: unknown,
  { session, cache, clock, signal }: RenewalOptions,
): Promise<boolean> {
  const isNew = async (): Promise<boolean> => {
    const now = await cache.read(session);
    return now !== null && now.accessToken !== old?.accessToken;
  };
  if (await isNew()) return true;
  if (!(error instanceof AppError) || error.code !== 'aws/sign-in-refused') return false;
  await delay(OTHERS_KEEP_MS, signal, clock);
  return await isNew();
}

/** Null for what is far from its end or cannot be renewed. */
function renewalOf(token: SsoToken | null, now: number): Renewal | null {
  if (token === null) return null;
  const { clientId, clientSecret, registrationExpiresAt, refreshToken } = token;
  if (Date.parse(token.expiresAt) - now > RENEW_BEFORE_MS) return null;
  if (clientId === undefined || clientSecret === undefined || refreshToken === undefined) return null;
  if (registrationExpiresAt === undefined || Date.parse(registrationExpiresAt) <= now) return null;
  return { client: { clientId, clientSecret, registrationExpiresAt }, refreshToken };
}
