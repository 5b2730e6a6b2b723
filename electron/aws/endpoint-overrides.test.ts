import { describe, expect, it } from 'vitest';
import type { ConfigFiles, Section } from './config-files.ts';
import { endpointOverrides, openTunnelOrigin, overrideUrls } from './endpoint-overrides.ts';

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
    Object.entries(endpointOverrides(env, config, name)).map(([key, place]) => [
      key,
      'href' in place ? place.href : place,
    ]),
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

  it('tunnels go to the endpoint’s own name, else where EC2 Instance Connect is, else where they are sent', () => {
    const origin = (env: NodeJS.ProcessEnv): string =>
      openTunnelOrigin(endpointOverrides(env, files({}), 'p'), 'eice-1.example.com').href;
    expect(origin({})).toBe('wss://eice-1.example.com/');
    expect(origin({ AWS_ENDPOINT_URL: 'http://127.0.0.1:9' })).toBe('ws://127.0.0.1:9/');
    expect(origin({ AWS_ENDPOINT_URL_EC2_INSTANCE_CONNECT: 'https://eic.example.com/path' })).toBe(
      'wss://eic.example.com/',
    );
    const both = { AWS_ENDPOINT_URL: 'http://127.0.0.1:9', SALLYPORT_OPEN_TUNNEL_URL: 'wss://127.0.0.1:10' };
    expect(origin(both)).toBe('wss://127.0.0.1:10/');
    expect(() => origin({ SALLYPORT_OPEN_TUNNEL_URL: 'https://127.0.0.1' })).toThrow(/not a ws or wss URL/);
  });

  it('a stand-in for serial consoles needs its host key', () => {
    const address = { SALLYPORT_SERIAL_CONSOLE: '127.0.0.1:2222' };
    expect(() => hrefs(address)).toThrow(/SHA256/);
    const fingerprint = `SHA256:${'a'.repeat(43)}`;
    expect(hrefs({ ...address, SALLYPORT_SERIAL_HOST_KEY: fingerprint })).toEqual({
      serialConsole: { host: '127.0.0.1', port: 2222, fingerprint },
    });
  });
});
