// A renewal may be used only once, and another program (the AWS CLI, `sallyport`, an SDK) may want it at the same time.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { AppError } from '../../shared/app-error.ts';
import { systemClock } from '../base/clock.ts';
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
): Promise<void> {
  return renewSignIn({
    ...{ session, cache, clock: systemClock, signal: never },
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

it.each([0, 300])('takes what the program that was faster keeps %s ms after us was refused', async (ms) => {
  const done = renew(async () => {
    if (ms === 0) await cache.write(session, NEW);
    else setTimeout(() => void cache.write(session, NEW), ms);
    throw signInRefused('IAM Identity Center does not take this sign-in any more.');
  });
  await expect(done).resolves.toBeUndefined();
  expect(await cache.read(session)).toEqual(NEW);
});

it('says so when nobody else has renewed it', async () => {
  const refused = signInRefused('no more');
  await expect(renew(() => Promise.reject(refused))).rejects.toBe(refused);
  // Nobody waits where it was not refused.
  const unreachable = new AppError('aws/unreachable', 'AWS did not answer.');
  const startedAt = Date.now();
  await expect(renew(() => Promise.reject(unreachable))).rejects.toBe(unreachable);
  expect(Date.now() - startedAt).toBeLessThan(500);
});
