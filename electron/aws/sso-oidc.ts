// The four questions that a sign-in asks of IAM Identity Center's token service (SSO OIDC): who we are, which page
// to show, whether somebody has agreed there, and a new token for an old one. None of them is signed.
import {
  CreateTokenCommand,
  type CreateTokenCommandInput,
  RegisterClientCommand,
  SSOOIDCClient,
  StartDeviceAuthorizationCommand,
} from '@aws-sdk/client-sso-oidc';
import { AppError } from '../../shared/app-error.ts';
import type { Clock } from '../base/clock.ts';
import { parseUrl } from '../base/parse-url.ts';
import { awsCall } from './aws-call.ts';
import type { AwsHttpHandler } from './http-handler.ts';
import type { SsoSession } from './sso-session.ts';
import type { SsoToken } from './sso-token-cache.ts';

const CLIENT_NAME = 'Sallyport';

export interface OidcOptions {
  readonly session: SsoSession;
  /** Null: AWS's own for the session's region. */
  readonly serviceUrl: URL | null;
  readonly requestHandler: AwsHttpHandler;
  readonly profileName: string | null;
  readonly clock: Clock;
}

export interface OidcClient {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly registrationExpiresAt: string;
}

export interface DevicePage {
  readonly url: string;
  readonly userCode: string;
  readonly deviceCode: string;
  readonly intervalMs: number;
  readonly lifeMs: number;
}

export type Grant =
  | { readonly kind: 'code'; readonly code: string; readonly verifier: string; readonly redirectUri: string }
  | { readonly kind: 'device'; readonly deviceCode: string }
  | { readonly kind: 'renewal'; readonly refreshToken: string };

export interface Oidc {
  /** `redirectUri` null: for a code that is typed. */
  register(redirectUri: string | null, signal: AbortSignal): Promise<OidcClient>;
  authorizePage(query: Readonly<Record<string, string>>): string;
  startDevice(client: OidcClient, signal: AbortSignal): Promise<DevicePage>;
  /** `pending` and `slow-down` only for a device; rejects with `aws/sign-in-refused` when it will never come. */
  token(client: OidcClient, grant: Grant, signal: AbortSignal): Promise<SsoToken | 'pending' | 'slow-down'>;
}

export function makeOidc(options: OidcOptions): Oidc {
  const { session, serviceUrl, clock } = options;
  const client = new SSOOIDCClient({
    region: session.region,
    requestHandler: options.requestHandler,
    ...(serviceUrl === null ? {} : { endpoint: serviceUrl.href }),
  });
  const ask = { profileName: options.profileName, region: session.region };
  const isoIn = (ms: number): string => new Date(clock.now() + ms).toISOString();

  return {
    async register(redirectUri, signal) {
      const answer = await awsCall({ ...ask, signal, action: 'sso-oidc:RegisterClient' }, (abortSignal) =>
        client.send(
          new RegisterClientCommand({
            clientName: CLIENT_NAME,
            clientType: 'public',
            scopes: [...session.scopes],
            ...(redirectUri === null
              ? {}
              : {
                  redirectUris: [redirectUri],
                  grantTypes: ['authorization_code', 'refresh_token'],
                  issuerUrl: session.startUrl,
                }),
          }),
          { abortSignal },
        ),
      );
      return {
        clientId: need(answer.clientId),
        clientSecret: need(answer.clientSecret),
        registrationExpiresAt: new Date(need(answer.clientSecretExpiresAt) * 1000).toISOString(),
      };
    },
    authorizePage(query) {
      const origin = serviceUrl ?? new URL(`https://oidc.${session.region}.${dnsSuffix(session.region)}`);
      const url = new URL('/authorize', origin);
      url.search = new URLSearchParams(query).toString();
      return url.href;
    },
    async startDevice({ clientId, clientSecret }, signal) {
      const answer = await awsCall(
        { ...ask, signal, action: 'sso-oidc:StartDeviceAuthorization' },
        (abortSignal) =>
          client.send(
            new StartDeviceAuthorizationCommand({ clientId, clientSecret, startUrl: session.startUrl }),
            { abortSignal },
          ),
      );
      return {
        url: webPage(need(answer.verificationUriComplete)),
        userCode: need(answer.userCode),
        deviceCode: need(answer.deviceCode),
        intervalMs: (answer.interval ?? 5) * 1000,
        lifeMs: (answer.expiresIn ?? 600) * 1000,
      };
    },
    async token(registered, grant, signal) {
      const { clientId, clientSecret } = registered;
      const answer = await awsCall(
        { ...ask, signal, action: 'sso-oidc:CreateToken' },
        async (abortSignal) => {
          try {
            return await client.send(
              new CreateTokenCommand({ clientId, clientSecret, ...grantInput(grant) }),
              { abortSignal },
            );
          } catch (error) {
            return notYet(error);
          }
        },
      );
      if (typeof answer === 'string') return answer;
      const { refreshToken } = answer;
      return {
        startUrl: session.startUrl,
        region: session.region,
        accessToken: need(answer.accessToken),
        expiresAt: isoIn((answer.expiresIn ?? 0) * 1000),
        ...(refreshToken === undefined ? {} : { ...registered, refreshToken }),
      };
    },
  };
}

function grantInput(
  grant: Grant,
): Pick<
  CreateTokenCommandInput,
  'code' | 'codeVerifier' | 'deviceCode' | 'grantType' | 'redirectUri' | 'refreshToken'
> {
  switch (grant.kind) {
    case 'code':
      return {
        grantType: 'authorization_code',
        code: grant.code,
        codeVerifier: grant.verifier,
        redirectUri: grant.redirectUri,
      };
    case 'device':
      return { grantType: 'urn:ietf:params:oauth:grant-type:device_code', deviceCode: grant.deviceCode };
    case 'renewal':
      return { grantType: 'refresh_token', refreshToken: grant.refreshToken };
  }
}

/** The answers of RFC 8628 and 6749 that come as errors. */
function notYet(error: unknown): 'pending' | 'slow-down' {
  const name = error instanceof Error ? error.name : '';
  switch (name) {
    case 'AuthorizationPendingException':
      return 'pending';
    case 'SlowDownException':
      return 'slow-down';
    case 'AccessDeniedException':
      throw signInRefused('The sign-in was refused in the browser.', error);
    case 'ExpiredTokenException':
      throw signInRefused('The page was not answered in time.', error);
    case 'InvalidGrantException':
    case 'InvalidClientException':
    case 'UnauthorizedClientException':
      throw signInRefused('IAM Identity Center does not take this sign-in any more.', error);
    default:
      throw error;
  }
}

export function signInRefused(message: string, cause?: unknown): AppError {
  const detail = cause instanceof Error ? `${cause.name}: ${cause.message}`.slice(0, 600) : null;
  return new AppError('aws/sign-in-refused', message, { detail, retryable: true, cause });
}

function need<T>(value: T | undefined): T {
  if (value === undefined)
    throw new AppError('aws/service-error', 'IAM Identity Center answered only in part.', {
      retryable: true,
    });
  return value;
}

/** It goes to the browser: only what a browser shows as a page. */
function webPage(url: string): string {
  if (/^https?:$/.test(parseUrl(url)?.protocol ?? '')) return url;
  throw new AppError('aws/service-error', 'IAM Identity Center named a sign-in page that is none.');
}

function dnsSuffix(region: string): string {
  return region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com';
}
