import { describe, expect, it } from 'vitest';
import type { ConfigFiles, Section } from './config-files.ts';
import { endpointOverrides, overrideUrls } from './endpoint-overrides.ts';

function files(profile: Section, services: Record<string, Section> = {}): ConfigFiles {
  return {
    profiles: new Map([['p', profile]]),
    ssoSessions: new Map(),
    services: new Map(Object.entries(services)),
    problems: [],
  };
}
const hrefs = (env: NodeJS.ProcessEnv, config = files({}), name: string | null = 'p') =>
  Object.fromEntries(
    Object.entries(endpointOverrides(env, config, name)).map(([key, url]) => [key, url.href]),
  );

describe('endpointOverrides', () => {
  it('is empty without any', () => {
    expect(hrefs({})).toEqual({});
  });

  it('prefers service over all in the environment, environment over files, services over profile', () => {
    const config = files(
      { endpoint_url: 'http://profile', services: 's' },
      { s: { 'ssm.endpoint_url': 'http://section', 'kms.endpoint_url': 'http://kms-section' } },
    );
    expect(hrefs({}, config)).toMatchObject({ ssm: 'http://section/', ec2: 'http://profile/' });
    expect(hrefs({ AWS_ENDPOINT_URL: 'http://all:1' }, config)).toMatchObject({
      ssm: 'http://all:1/',
      kms: 'http://all:1/',
    });
    expect(hrefs({ AWS_ENDPOINT_URL: 'http://all:1', AWS_ENDPOINT_URL_SSM: 'http://one:2' })).toMatchObject({
      ssm: 'http://one:2/',
      ec2: 'http://all:1/',
    });
  });

  it('reads the profile of AWS_PROFILE, else default, for the default chain', () => {
    const config = files({ endpoint_url: 'http://p' });
    expect(hrefs({ AWS_PROFILE: 'p' }, config, null)).toMatchObject({ ssm: 'http://p/' });
    expect(hrefs({}, config, null)).toEqual({});
  });

  it('can be turned off', () => {
    expect(hrefs({ AWS_ENDPOINT_URL: 'http://a', AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'true' })).toEqual({});
    expect(hrefs({}, files({ endpoint_url: 'http://a', ignore_configured_endpoint_urls: 'true' }))).toEqual(
      {},
    );
  });

  it('refuses what is not an http URL, naming the service', () => {
    expect(() => endpointOverrides({ AWS_ENDPOINT_URL: 'ftp://x' }, files({}), 'p')).toThrow(
      /for ec2 is not an http/,
    );
    expect(() => endpointOverrides({ AWS_ENDPOINT_URL_KMS: 'nonsense' }, files({}), 'p')).toThrow(/for kms/);
  });

  it('names each URL once for the StreamUrl policy', () => {
    const overrides = endpointOverrides({ AWS_ENDPOINT_URL: 'http://127.0.0.1:9' }, files({}), 'p');
    expect(overrideUrls(overrides).map(String)).toEqual(['http://127.0.0.1:9/']);
  });
});
