import { inspect } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AppError } from '../../shared/app-error.ts';
import { proxyFor } from './proxy-setting.ts';

const AWS = 'https://ssm.eu-west-1.amazonaws.com/';

function hostOf(url: string, env: NodeJS.ProcessEnv): string | null {
  return proxyFor(new URL(url), env)?.url.host ?? null;
}
const isDirect = (url: string, noProxy: string) =>
  hostOf(url, { HTTPS_PROXY: 'p:1', HTTP_PROXY: 'p:1', NO_PROXY: noProxy }) === null;

describe('which proxy', () => {
  it.each([
    ['https:', { HTTPS_PROXY: 'http://a:1', HTTP_PROXY: 'http://b:2' }, 'a:1'],
    ['wss:', { HTTPS_PROXY: 'http://a:1', HTTP_PROXY: 'http://b:2' }, 'a:1'],
    ['http:', { HTTPS_PROXY: 'http://a:1', HTTP_PROXY: 'http://b:2' }, 'b:2'],
    ['ws:', { HTTPS_PROXY: 'http://a:1', HTTP_PROXY: 'http://b:2' }, 'b:2'],
    ['wss:', { HTTP_PROXY: 'http://b:2' }, null],
    ['wss:', { ALL_PROXY: 'http://c:3' }, 'c:3'],
    ['wss:', { ALL_PROXY: 'http://c:3', HTTPS_PROXY: 'http://a:1' }, 'a:1'],
    ['https:', { https_proxy: 'http://low:1', HTTPS_PROXY: 'http://up:1' }, 'low:1'],
    ['https:', { https_proxy: ' ', HTTPS_PROXY: 'http://up:1' }, 'up:1'],
    ['https:', { all_proxy: 'http://low:1' }, 'low:1'],
    ['https:', {}, null],
  ])('%s with %j is %s', (scheme, env, expected) => {
    expect(hostOf(`${scheme}//ssm.eu-west-1.amazonaws.com/`, env)).toBe(expected);
  });

  it('takes a proxy without a scheme as a plain one', () => {
    expect(proxyFor(new URL(AWS), { https_proxy: 'corp:3128' })?.url.href).toBe('http://corp:3128/');
  });

  it('never sends what is for this machine through a proxy', () => {
    for (const host of ['localhost', 'a.localhost', '127.0.0.1', '127.8.9.1', '[::1]'])
      expect(hostOf(`http://${host}:8080/`, { HTTP_PROXY: 'p:1', ALL_PROXY: 'p:1' })).toBeNull();
  });
});

describe('NO_PROXY', () => {
  it.each([
    ['amazonaws.com', true],
    ['.amazonaws.com', true],
    ['*.amazonaws.com', true],
    ['AMAZONAWS.com', true],
    ['ssm.eu-west-1.amazonaws.com', true],
    ['ssm.eu-west-1.amazonaws.com.', true],
    ['*', true],
    ['other.example, *', true],
    ['other.example amazonaws.com', true],
    ['amazonaws.com:443', true],
    ['amazonaws.com:8443', false],
    ['zonaws.com', false],
    ['com.amazonaws', false],
    ['eu-west-1', false],
    [',, ,', false],
    ['.', false],
    ['10.0.0.0/8', false],
  ])('%j exempts AWS: %s', (noProxy, expected) => {
    expect(isDirect(AWS, noProxy)).toBe(expected);
    expect(hostOf(AWS, { https_proxy: 'p:1', no_proxy: noProxy, NO_PROXY: 'none.example' }) === null).toBe(expected);
  }); // prettier-ignore

  it('knows addresses, ranges and their ports', () => {
    expect(isDirect('https://10.1.2.3/', '10.1.2.3')).toBe(true);
    expect(isDirect('https://10.1.2.3/', '10.0.0.0/8')).toBe(true);
    expect(isDirect('https://11.1.2.3/', '10.0.0.0/8')).toBe(false);
    expect(isDirect('https://10.1.2.3/', '10.0.0.0/99')).toBe(false);
    expect(isDirect('https://110.1.2.3/', '10.1.2.3')).toBe(false);
    expect(isDirect('http://[fd00::5]/', 'fd00::5')).toBe(true);
    expect(isDirect('http://[fd00::5]/', 'FD00:0::5')).toBe(true);
    expect(isDirect('http://[fd00::5]/', '[fd00::5]:80')).toBe(true);
    expect(isDirect('http://[fd00::5]:81/', '[fd00::5]:80')).toBe(false);
    expect(isDirect('http://[fd00::5]/', 'fd00::/8')).toBe(true);
    expect(isDirect('http://10.1.2.3:81/', '10.1.2.3:81')).toBe(true);
  });

  it('whatever is written there, it throws nothing', () => {
    fc.assert(
      fc.property(
        fc.string(),
        fc.constantFrom(AWS, 'http://10.0.0.1/', 'wss://[fd00::5]:9/'),
        (text, url) => {
          expect(typeof isDirect(url, text)).toBe('boolean');
        },
      ),
    );
  });
});

describe('user and password', () => {
  it('are percent-decoded, taken out of the URL, and never printed', () => {
    const proxy = proxyFor(new URL(AWS), { HTTPS_PROXY: 'http://CORP%5Canna:p%40ss%3A%25@proxy:3128' });
    expect(proxy?.authorization?.reveal()).toBe(
      `Basic ${Buffer.from('CORP\\anna:p@ss:%').toString('base64')}`,
    );
    expect(proxy?.url.href).toBe('http://proxy:3128/');
    const printed = `${inspect(proxy, { depth: 9, showHidden: true })}${JSON.stringify(proxy)}`;
    expect(printed).not.toMatch(/p@ss|p%40ss|anna|Basic/);
  });

  it.each([
    ['http://anna:100%@proxy:1', /percent-encoded/],
    ['http://anna:hidden@proxy:port', /HTTPS_PROXY is not a URL/],
    ['socks5://anna:hidden@proxy:1', /names a socks5 proxy; http and https/],
  ])('%s is refused in words that do not repeat it', (setting, words) => {
    let error: unknown;
    try {
      proxyFor(new URL(AWS), { HTTPS_PROXY: setting });
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toBeInstanceOf(AppError);
    expect(error).toMatchObject({
      code: 'aws/unreachable',
      message: 'The proxy setting of the environment cannot be used.',
      detail: expect.stringMatching(words) as string,
    });
    expect(inspect(error, { depth: 9 })).not.toMatch(/hidden|anna|100%/);
  });
});
