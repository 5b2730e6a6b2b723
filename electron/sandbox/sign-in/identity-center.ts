// IAM Identity Center as far as a sign-in goes: clients that registered, pages that somebody answers, tokens, and the
// keys of a role for a token. Nothing of it is on disk; all of it ends with the sandbox.
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import type { Clock } from '../../base/clock.ts';
import { parseUrl } from '../../base/parse-url.ts';

/** AWS's: a device code 10 minutes, a registration 90 days, an access token 1 hour by default. */
const PAGE_LIFE_MS = 10 * 60_000;
const REGISTRATION_LIFE_MS = 90 * 24 * 3600_000;
const TOKEN_LIFE_MS = 3600_000;
/** Asked more often than the interval, AWS answers slow_down. */
export const POLL_INTERVAL_S = 1;
/** No real client comes near it. */
const MAX_KEPT = 1000;

export interface RegisteredClient {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly expiresAt: number;
  readonly redirectUris: readonly string[];
}

/** What the page of a sign-in asks about, and what came of it. */
export interface SignInPage {
  readonly id: string;
  readonly clientId: string;
  readonly endsAt: number;
  readonly kind:
    | { readonly name: 'device'; readonly userCode: string }
    | {
        readonly name: 'code';
        readonly redirectUri: string;
        readonly state: string;
        readonly challenge: string;
      };
  answer: 'open' | 'allowed' | 'denied' | 'used';
  lastAskedAt: number;
}

export interface IssuedToken {
  readonly accessToken: string;
  readonly refreshToken: string;
  readonly clientId: string;
  readonly expiresAt: number;
}

/** An error of OAuth 2.0 (RFC 6749, RFC 8628) with the name that AWS gives it. */
export class OauthError extends Error {
  readonly type: string;
  readonly error: string;

  constructor(type: string, error: string, description: string) {
    super(description);
    this.type = type;
    this.error = error;
  }
}

export class IdentityCenter {
  readonly #clock: Clock;
  readonly #clients = new Map<string, RegisteredClient>();
  readonly #pages = new Map<string, SignInPage>();
  readonly #tokens = new Map<string, IssuedToken>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  register(redirectUris: readonly string[]): RegisteredClient {
    const client = {
      clientId: randomBytes(16).toString('base64url'),
      clientSecret: randomBytes(64).toString('base64url'),
      expiresAt: this.#clock.now() + REGISTRATION_LIFE_MS,
      redirectUris,
    };
    keep(this.#clients, client.clientId, client);
    return client;
  }

  startDevice(clientId: string, clientSecret: string): SignInPage {
    this.#client(clientId, clientSecret);
    return this.#newPage(clientId, { name: 'device', userCode: userCode() });
  }

  /** Null for a request that is shown as an error on the page, as nothing may be told to an unknown address. */
  startCode(request: {
    readonly clientId: string;
    readonly redirectUri: string;
    readonly state: string;
    readonly challenge: string;
  }): SignInPage | null {
    const client = this.#clients.get(request.clientId);
    if (client === undefined || request.challenge === '') return null;
    if (!client.redirectUris.some((known) => sameRedirect(known, request.redirectUri))) return null;
    const { redirectUri, state, challenge } = request;
    return this.#newPage(request.clientId, { name: 'code', redirectUri, state, challenge });
  }

  findPage(idOrUserCode: string): SignInPage | null {
    for (const page of this.#pages.values()) {
      const matches =
        page.id === idOrUserCode || (page.kind.name === 'device' && page.kind.userCode === idOrUserCode);
      if (matches && page.endsAt > this.#clock.now()) return page;
    }
    return null;
  }

  deviceToken(clientId: string, clientSecret: string, deviceCode: string): IssuedToken {
    this.#client(clientId, clientSecret);
    const page = this.#pages.get(deviceCode);
    if (page?.kind.name !== 'device' || page.clientId !== clientId || page.answer === 'used')
      throw new OauthError('InvalidGrantException', 'invalid_grant', 'Invalid device code');
    const now = this.#clock.now();
    if (page.endsAt <= now)
      throw new OauthError('ExpiredTokenException', 'expired_token', 'Device code expired');
    const isEarly = now - page.lastAskedAt < POLL_INTERVAL_S * 1000 - 100;
    page.lastAskedAt = now;
    if (page.answer === 'denied')
      throw new OauthError('AccessDeniedException', 'access_denied', 'The request was denied');
    if (page.answer === 'allowed') {
      page.answer = 'used';
      return this.#issue(clientId);
    }
    if (isEarly) throw new OauthError('SlowDownException', 'slow_down', 'Slow down');
    throw new OauthError('AuthorizationPendingException', 'authorization_pending', 'Not yet authorized');
  }

  codeToken(
    clientId: string,
    clientSecret: string,
    code: string,
    verifier: string,
    redirectUri: string,
  ): IssuedToken {
    this.#client(clientId, clientSecret);
    const page = this.#pages.get(code);
    const fits =
      page?.kind.name === 'code' &&
      page.clientId === clientId &&
      page.answer === 'allowed' &&
      page.endsAt > this.#clock.now() &&
      page.kind.redirectUri === redirectUri &&
      page.kind.challenge === createHash('sha256').update(verifier).digest('base64url');
    if (!fits) throw new OauthError('InvalidGrantException', 'invalid_grant', 'Invalid authorization code');
    page.answer = 'used';
    return this.#issue(clientId);
  }

  /** The old one is used up, as AWS's may be. */
  renewedToken(clientId: string, clientSecret: string, refreshToken: string): IssuedToken {
    this.#client(clientId, clientSecret);
    const old = [...this.#tokens.values()].find((token) => token.refreshToken === refreshToken);
    if (old?.clientId !== clientId)
      throw new OauthError('InvalidGrantException', 'invalid_grant', 'Invalid refresh token');
    this.#tokens.delete(old.accessToken);
    return this.#issue(clientId);
  }

  isSignedIn(accessToken: string): boolean {
    const token = this.#tokens.get(accessToken);
    return token !== undefined && token.expiresAt > this.#clock.now();
  }

  /** Every sign-in ends at once and cannot be renewed: a fault, and `POST /logout`. */
  end(accessToken: string | null): void {
    if (accessToken === null) this.#tokens.clear();
    else this.#tokens.delete(accessToken);
  }

  #client(clientId: string, clientSecret: string): void {
    const client = this.#clients.get(clientId);
    if (client?.clientSecret !== clientSecret || client.expiresAt <= this.#clock.now())
      throw new OauthError('InvalidClientException', 'invalid_client', 'Invalid client');
  }

  #newPage(clientId: string, kind: SignInPage['kind']): SignInPage {
    const endsAt = this.#clock.now() + PAGE_LIFE_MS;
    const page: SignInPage = { id: randomUUID(), clientId, endsAt, kind, answer: 'open', lastAskedAt: 0 };
    keep(this.#pages, page.id, page);
    return page;
  }

  #issue(clientId: string): IssuedToken {
    const token = {
      accessToken: randomBytes(96).toString('base64url'),
      refreshToken: randomBytes(96).toString('base64url'),
      clientId,
      expiresAt: this.#clock.now() + TOKEN_LIFE_MS,
    };
    keep(this.#tokens, token.accessToken, token);
    return token;
  }
}

/** The oldest gives way. */
function keep<T>(map: Map<string, T>, key: string, value: T): void {
  const [oldest] = map.keys();
  if (map.size >= MAX_KEPT && oldest !== undefined) map.delete(oldest);
  map.set(key, value);
}

/** A loopback address may come with any port (RFC 8252, section 7.3). */
function sameRedirect(known: string, given: string): boolean {
  const [a, b] = [parseUrl(known), parseUrl(given)];
  if (a === null || b === null) return false;
  return a.protocol === b.protocol && a.hostname === b.hostname && a.pathname === b.pathname;
}

function userCode(): string {
  const letters = 'BCDFGHJKLMNPQRSTVWXZ';
  const four = (): string => [...randomBytes(4)].map((byte) => letters[byte % letters.length]).join('');
  return `${four()}-${four()}`;
}
