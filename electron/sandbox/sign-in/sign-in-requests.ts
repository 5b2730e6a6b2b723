// The HTTP side of IAM Identity Center: the token service (SSO OIDC), the portal with the keys of roles, and the page
// on which somebody agrees. None of its requests is signed; each has a path of its own (restJson1).
import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { z } from 'zod';
import type { Clock } from '../../base/clock.ts';
import { ACCOUNT_ID, type CredentialStore } from '../api/credentials.ts';
import { readBody } from '../api/http-exchange.ts';
import { type IdentityCenter, type IssuedToken, OauthError, POLL_INTERVAL_S } from './identity-center.ts';
import { answerPage, deniedUrl, grantedUrl, pageHtml } from './sign-in-page.ts';

/** Keys of a role last an hour unless the permission set says otherwise. */
const ROLE_KEY_LIFE_MS = 3600_000;
const ROLE_NAME = 'SallyportSandbox';

export interface SignInParts {
  readonly center: IdentityCenter;
  readonly credentials: CredentialStore;
  readonly clock: Clock;
  readonly endpointUrl: string;
}

type Answer =
  | { readonly kind: 'json'; readonly status: number; readonly body: object; readonly type?: string }
  | { readonly kind: 'page'; readonly html: string }
  | { readonly kind: 'redirect'; readonly location: string };

const PATHS = [
  '/client/register',
  '/device_authorization',
  '/token',
  '/authorize',
  '/sign-in',
  '/federation/credentials',
  '/assignment/accounts',
  '/assignment/roles',
  '/logout',
] as const;
type SignInPath = (typeof PATHS)[number];

/** The path of a request that belongs here, else null. */
export function signInPathOf(pathname: string): SignInPath | null {
  return PATHS.find((path) => path === pathname) ?? null;
}

export async function answerSignInRequest(
  path: SignInPath,
  request: IncomingMessage,
  response: ServerResponse,
  parts: SignInParts,
): Promise<void> {
  const body = await readBody(request);
  const url = new URL(request.url ?? '/', parts.endpointUrl);
  let answer: Answer;
  try {
    answer = answerOf(path, url, body, bearerOf(request), parts);
  } catch (error) {
    answer = refusal(error);
  }
  send(response, answer);
}

function answerOf(
  path: SignInPath,
  url: URL,
  body: Buffer | null,
  bearer: string,
  parts: SignInParts,
): Answer {
  const { center } = parts;
  const query = url.searchParams;
  switch (path) {
    case '/client/register': {
      const client = center.register(registerSchema.parse(json(body)).redirectUris ?? []);
      const { clientId, clientSecret, expiresAt } = client;
      const [clientIdIssuedAt, clientSecretExpiresAt] = [seconds(parts.clock.now()), seconds(expiresAt)];
      return ok({ clientId, clientSecret, clientIdIssuedAt, clientSecretExpiresAt });
    }
    case '/device_authorization': {
      const { clientId, clientSecret } = deviceSchema.parse(json(body));
      const page = center.startDevice(clientId, clientSecret);
      const userCode = page.kind.name === 'device' ? page.kind.userCode : '';
      const verificationUri = `${parts.endpointUrl}/sign-in`;
      return ok({
        deviceCode: page.id,
        userCode,
        verificationUri,
        verificationUriComplete: `${verificationUri}?user_code=${userCode}`,
        expiresIn: seconds(page.endsAt - parts.clock.now()),
        interval: POLL_INTERVAL_S,
      });
    }
    case '/token':
      return tokenAnswer(tokenSchema.parse(json(body)), parts);
    case '/authorize': {
      const page = center.startCode({
        clientId: query.get('client_id') ?? '',
        redirectUri: query.get('redirect_uri') ?? '',
        state: query.get('state') ?? '',
        challenge: query.get('code_challenge') ?? '',
      });
      return { kind: 'page', html: pageHtml(page) };
    }
    case '/sign-in': {
      const page = center.findPage(query.get('page') ?? query.get('user_code') ?? '');
      const given = query.get('answer');
      if (page === null || given === null) return { kind: 'page', html: pageHtml(page) };
      answerPage(page, given === 'allow' ? 'allowed' : 'denied');
      const back = page.answer === 'allowed' ? grantedUrl(page) : deniedUrl(page);
      return back === null ? { kind: 'page', html: pageHtml(page) } : { kind: 'redirect', location: back };
    }
    default:
      return portalAnswer(path, bearer, parts);
  }
}

/** For a token only; AWS says no more than that it is not good. */
function portalAnswer(
  path: Exclude<
    SignInPath,
    '/client/register' | '/device_authorization' | '/token' | '/authorize' | '/sign-in'
  >,
  bearer: string,
  { center, credentials, clock }: SignInParts,
): Answer {
  if (!center.isSignedIn(bearer)) {
    const body = { message: 'Session token not found or invalid' };
    return { kind: 'json', status: 401, body, type: 'UnauthorizedException' };
  }
  switch (path) {
    case '/federation/credentials': {
      const { accessKeyId, secretAccessKey, sessionToken } = credentials.user;
      const expiration = clock.now() + ROLE_KEY_LIFE_MS;
      return ok({ roleCredentials: { accessKeyId, secretAccessKey, sessionToken, expiration } });
    }
    case '/assignment/accounts':
      return ok({
        accountList: [{ accountId: ACCOUNT_ID, accountName: 'Sandbox', emailAddress: 'sandbox@example.com' }],
      });
    case '/assignment/roles':
      return ok({ roleList: [{ accountId: ACCOUNT_ID, roleName: ROLE_NAME }] });
    case '/logout':
      center.end(bearer);
      return ok({});
  }
}

function tokenAnswer(asked: z.infer<typeof tokenSchema>, { center, clock }: SignInParts): Answer {
  const { clientId, clientSecret } = asked;
  let token: IssuedToken;
  switch (asked.grantType) {
    case 'urn:ietf:params:oauth:grant-type:device_code':
      token = center.deviceToken(clientId, clientSecret, asked.deviceCode ?? '');
      break;
    case 'authorization_code': {
      const { code = '', codeVerifier = '', redirectUri = '' } = asked;
      token = center.codeToken(clientId, clientSecret, code, codeVerifier, redirectUri);
      break;
    }
    case 'refresh_token':
      token = center.renewedToken(clientId, clientSecret, asked.refreshToken ?? '');
      break;
    default:
      throw new OauthError('UnsupportedGrantTypeException', 'unsupported_grant_type', 'No such grant type');
  }
  const { accessToken, refreshToken, expiresAt } = token;
  return ok({ accessToken, refreshToken, tokenType: 'Bearer', expiresIn: seconds(expiresAt - clock.now()) });
}

const registerSchema = z.object({ redirectUris: z.array(z.string().max(2048)).max(10).optional() });
const deviceSchema = z.object({ clientId: z.string(), clientSecret: z.string() });
const tokenSchema = deviceSchema.extend({
  grantType: z.string(),
  deviceCode: z.string().optional(),
  code: z.string().optional(),
  codeVerifier: z.string().optional(),
  redirectUri: z.string().optional(),
  refreshToken: z.string().optional(),
});

function json(body: Buffer | null): unknown {
  try {
    return JSON.parse(body?.toString('utf8') ?? '');
  } catch {
    throw new OauthError('InvalidRequestException', 'invalid_request', 'The request is not JSON');
  }
}

function refusal(error: unknown): Answer {
  if (error instanceof z.ZodError) {
    return refusal(new OauthError('InvalidRequestException', 'invalid_request', 'A value is missing'));
  }
  if (!(error instanceof OauthError)) throw error;
  const body = { error: error.error, error_description: error.message };
  return { kind: 'json', status: 400, body, type: error.type };
}

function bearerOf(request: IncomingMessage): string {
  const header = request.headers['x-amz-sso_bearer_token'];
  return typeof header === 'string' ? header : '';
}

function ok(body: object): Answer {
  return { kind: 'json', status: 200, body };
}

function seconds(ms: number): number {
  return Math.round(ms / 1000);
}

function send(response: ServerResponse, answer: Answer): void {
  const common = { 'x-amzn-requestid': randomUUID(), 'cache-control': 'no-store' };
  switch (answer.kind) {
    case 'json':
      response.writeHead(answer.status, {
        ...common,
        'content-type': 'application/json',
        ...(answer.type === undefined ? {} : { 'x-amzn-errortype': answer.type }),
      });
      response.end(JSON.stringify(answer.body));
      return;
    case 'page':
      response.writeHead(200, { ...common, 'content-type': 'text/html; charset=utf-8' });
      response.end(answer.html);
      return;
    case 'redirect':
      response.writeHead(302, { ...common, location: answer.location });
      response.end();
  }
}
