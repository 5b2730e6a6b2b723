// What an AWS profile needs of IAM Identity Center: signing in when somebody is there, renewing when nobody need be.
import { AppError } from '../../shared/app-error.ts';
import type { AwsProfileId } from '../../shared/ids.ts';
import type { Clock } from '../base/clock.ts';
import { environmentNetwork } from '../base/network.ts';
import { type ConfigFilePaths, readConfigFiles } from './config-files.ts';
import { endpointOverrides } from './endpoint-overrides.ts';
import { makeHttpHandler } from './http-handler.ts';
import { profileNameOf } from './profiles.ts';
import { makeSharedLoad, type SharedLoad } from '../base/shared-load.ts';
import { SignIns } from './sign-ins.ts';
import { makeOidc, type Oidc } from './sso-oidc.ts';
import { renewSignIn } from './sso-renewal.ts';
import { sessionKey, type SsoSession, ssoSessionOf } from './sso-session.ts';
import { signIn } from './sso-sign-in.ts';
import { SsoTokenCache } from './sso-token-cache.ts';

export interface ProfileSignInOptions {
  readonly env: NodeJS.ProcessEnv;
  readonly paths: ConfigFilePaths;
  readonly clock: Clock;
}

export interface ProfileSignIn {
  readonly signIns: SignIns;
  /** Nothing where no sign-in is behind the profile or it is far from its end. Rejects when renewing failed. */
  renew(profileId: AwsProfileId, signal: AbortSignal): Promise<void>;
}

export function makeProfileSignIn({ env, paths, clock }: ProfileSignInOptions): ProfileSignIn {
  const cache = new SsoTokenCache(env);

  const findSession = async (profileId: AwsProfileId) => {
    const files = await readConfigFiles(paths);
    const name = profileNameOf(profileId);
    return { files, session: ssoSessionOf(name ?? env['AWS_PROFILE'] ?? 'default', files) };
  };

  /** Closed by its user: a sign-in happens once in a day. */
  const withOidc = async <T>(
    profileId: AwsProfileId,
    session: SsoSession,
    use: (oidc: Oidc) => Promise<T>,
  ): Promise<T> => {
    const name = profileNameOf(profileId);
    const files = await readConfigFiles(paths);
    const section = files.profiles.get(name ?? env['AWS_PROFILE'] ?? 'default');
    const requestHandler = makeHttpHandler(await environmentNetwork(env, section?.['ca_bundle']));
    const serviceUrl = endpointOverrides(env, files, name).sso_oidc ?? null;
    try {
      return await use(makeOidc({ session, serviceUrl, requestHandler, profileName: name, clock }));
    } finally {
      requestHandler.destroy();
    }
  };

  const signIns = new SignIns({
    async sessionOf(profileId) {
      const { session } = await findSession(profileId);
      if (session !== null) return session;
      throw new AppError('aws/profile-invalid', 'This AWS profile has no sign-in at IAM Identity Center.', {
        detail: 'It needs sso_session, or sso_start_url and sso_region.',
      });
    },
    run: ({ profileId, session, ...request }) =>
      withOidc(profileId, session, async (oidc) => {
        await cache.write(session, await signIn({ ...request, session, oidc, clock }));
      }),
    clock,
  });

  /** One at a time for each session, however many profiles rest on it: a renewal may be used only once. */
  const renewals = new Map<string, SharedLoad<void>>();
  const renewalOf = (profileId: AwsProfileId, session: SsoSession): SharedLoad<void> => {
    const key = `${sessionKey(session)} ${session.region}`;
    const renewal =
      renewals.get(key) ??
      makeSharedLoad((signal) =>
        renewSignIn({
          ...{ session, cache, clock, signal },
          askOidc: (use) => withOidc(profileId, session, use),
        }),
      );
    renewals.set(key, renewal);
    return renewal;
  };

  return {
    signIns,
    async renew(profileId, signal) {
      const { session } = await findSession(profileId);
      if (session === null) return;
      await renewalOf(profileId, session).join(signal);
    },
  };
}
