// A renewal may be used only once, and another program (the AWS CLI, `sallyport`, an SDK) may want it at the same time.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { AppError } from '../../shared/app-error.ts';
import { type Clock, systemClock } from '../base/clock.ts';
import type { Oidc } from './sso-oidc.ts';
import { signInRefused } from './sso-oidc.ts';
import { renewSignIn } from './sso-renewal.ts';
import { type SsoToken, SsoTokenCache } from './sso-token-cache.ts';

const session = { name: 'corp', startUrl: 'https://corp.awsapps.com/start', region: 'eu-west-1', scopes: [] };
const never = new AbortController().signal;

function token(accessToken: string, endsInMs: number): SsoToken {
  const at = (ms: number): string => new Date(Date.now() + ms).toISOString();
  return {
    ...{ startUrl: session.startUrl, region: session.region, accessToken, expiresAt: at(endsInMs) },
    ...{ clientId: 'c', clientSecret: 's', registrationExpiresAt: at(86_400_000) },
    refreshToken: `renewal of ${accessToken}`,
  };
}
const OLD = token('old', 60_000);
const NEW = token('new', 3_600_000);

let home: string;
let cache: SsoTokenCache;
beforeEach(async () => {
  home = await mkdtemp(path.join(tmpdir(), 'sallyport-renewal-'));
  cache = new SsoTokenCache({ HOME: home });
  await cache.write(session, OLD);
});
afterEach(() => rm(home, { recursive: true }));

function renew(
  ask: Oidc['token'],
  beforeAsking: () => Promise<void> = () => Promise.resolve(),
  clock: Clock = systemClock,
): Promise<void> {
  return renewSignIn({
    ...{ session, cache, clock, signal: never },
    askOidc: async (use) => {
      await beforeAsking();
      return await use({ token: ask } as Oidc);
    },
  });
}

it('is not used when another program has renewed meanwhile', async () => {
  const ask = vi.fn<Oidc['token']>();
  await renew(ask, () => cache.write(session, NEW));
  expect(ask).not.toHaveBeenCalled();
  expect(await cache.read(session)).toEqual(NEW);
});

/** What happens while somebody waits, and how long they would have. */
function duringWaits(happens: () => Promise<void>) {
  const waits: number[] = [];
  const clock: Clock = {
    now: () => systemClock.now(),
    after: (ms, run) => {
      waits.push(ms);
      void happens().then(run);
      return () => undefined;
    },
  };
  return { waits, clock };
}

it.each(['before we were refused', 'a moment after'])(
  'takes what the program that was faster keeps %s',
  async (when) => {
    const isBefore = when === 'before we were refused';
    const { waits, clock } = duringWaits(() => cache.write(session, NEW));
    const ask: Oidc['token'] = async () => {
      if (isBefore) await cache.write(session, NEW);
      throw signInRefused('IAM Identity Center does not take this sign-in any more.');
    };
    await expect(renew(ask, undefined, clock)).resolves.toBeUndefined();
    expect(await cache.read(session)).toEqual(NEW);
    expect(waits).toEqual(isBefore ? [] : [1_000]);
  },
);

it('says so when nobody else has renewed it', async () => {
  const refused = signInRefused('no more');
  await expect(renew(() => Promise.reject(refused))).rejects.toBe(refused);
  // Nobody waits where it was not refused.
  const unreachable = new AppError('aws/unreachable', 'AWS did not answer.');
  const { waits, clock } = duringWaits(() => Promise.resolve());
  await expect(renew(() => Promise.reject(unreachable), undefined, clock)).rejects.toBe(unreachable);
  expect(waits).toEqual([]);
});
