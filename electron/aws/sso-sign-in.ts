// Signing in to IAM Identity Center: a page in the browser where a person agrees, and then a token. Two ways there:
// the browser brings the answer to a local port (authorization code with PKCE), or a code is compared and we ask
// until somebody has agreed (device authorization), which also works where the browser is on another computer.
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { AppError } from '../../shared/app-error.ts';
import { delay } from '../base/abort.ts';
import type { Clock } from '../base/clock.ts';
import { withDeadline } from '../base/deadline.ts';
import { openSignInCallback, REGISTERED_REDIRECT } from './sign-in-callback.ts';
import { type Oidc, signInRefused } from './sso-oidc.ts';
import type { SsoSession } from './sso-session.ts';
import type { SsoToken } from './sso-token-cache.ts';

/** As long as the AWS CLI waits: time to find the phone, not to forget the page. */
export const SIGN_IN_DEADLINE_MS = 10 * 60_000;
/** What RFC 8628 adds to the interval when told to slow down. */
const SLOW_DOWN_MS = 5_000;

export type SignInWay = 'browser' | 'code';

export interface SignInPage {
  readonly url: string;
  /** To be compared with what the page shows; null where nothing is to be compared. */
  readonly userCode: string | null;
}

export interface SignInRequest {
  readonly session: SsoSession;
  readonly way: SignInWay;
  readonly oidc: Oidc;
  /** Called once, when the page can be opened. */
  readonly showPage: (page: SignInPage) => void;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/** Rejects with `aws/sign-in-refused`, `cancelled`, or what AWS's failure means. */
export async function signIn(request: SignInRequest): Promise<SsoToken> {
  // The older form of profile knows no scopes, without which AWS grants no code.
  const byCode = request.way === 'code' || request.session.name === null;
  return byCode ? await signInByCode(request) : await signInByBrowser(request);
}

async function signInByBrowser(request: SignInRequest): Promise<SsoToken> {
  const { oidc, session, signal, clock } = request;
  const client = await oidc.register(REGISTERED_REDIRECT, signal);
  const state = randomUUID();
  // 48 random bytes are 64 characters, well inside the 43 to 128 of RFC 7636.
  const verifier = randomBytes(48).toString('base64url');
  const callback = await openSignInCallback(state);
  try {
    request.showPage({
      url: oidc.authorizePage({
        response_type: 'code',
        client_id: client.clientId,
        redirect_uri: callback.redirectUri,
        state,
        code_challenge_method: 'S256',
        code_challenge: createHash('sha256').update(verifier).digest('base64url'),
        scopes: session.scopes.join(' '),
      }),
      userCode: null,
    });
    const code = await withDeadline(() => callback.code, SIGN_IN_DEADLINE_MS, signal, tooLate, clock);
    const { redirectUri } = callback;
    return granted(await oidc.token(client, { kind: 'code', code, verifier, redirectUri }, signal));
  } finally {
    callback.close();
  }
}

async function signInByCode(request: SignInRequest): Promise<SsoToken> {
  const { oidc, signal, clock } = request;
  const client = await oidc.register(null, signal);
  const page = await oidc.startDevice(client, signal);
  request.showPage({ url: page.url, userCode: page.userCode });
  const endsAt = clock.now() + Math.min(page.lifeMs, SIGN_IN_DEADLINE_MS);
  let { intervalMs } = page;
  while (clock.now() < endsAt) {
    await delay(intervalMs, signal, clock);
    const answer = await oidc.token(client, { kind: 'device', deviceCode: page.deviceCode }, signal);
    if (answer === 'slow-down') intervalMs += SLOW_DOWN_MS;
    else if (answer !== 'pending') return answer;
  }
  throw tooLate();
}

function granted(answer: SsoToken | 'pending' | 'slow-down'): SsoToken {
  if (typeof answer !== 'string') return answer;
  throw new AppError('aws/service-error', 'IAM Identity Center answered a code with “not yet”.');
}

function tooLate(): AppError {
  return signInRefused('The page was not answered in time.');
}
