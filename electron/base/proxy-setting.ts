// Which proxy a URL goes through, as the environment says and AWS's own tools read it: HTTPS_PROXY, HTTP_PROXY,
// ALL_PROXY and NO_PROXY, lower case first. This machine itself is never reached through a proxy.
import { BlockList, isIP } from 'node:net';
import { AppError } from '../../shared/app-error.ts';
import { isLoopbackHost } from './loopback.ts';
import { Secret } from './secret.ts';

export interface Proxy {
  /** `http:` or `https:`; without user and password, so that it may be shown. */
  readonly url: URL;
  /** The value of Proxy-Authorization, from the user and password of the setting. */
  readonly authorization: Secret<string> | null;
}

const DEFAULT_PORTS: Readonly<Record<string, number>> = {
  'http:': 80,
  'ws:': 80,
  'https:': 443,
  'wss:': 443,
};

/**
 * Null for a direct way. `wss:` counts as `https:`, `ws:` as `http:`. A setting that cannot be used is an
 * `aws/unreachable` error and not a direct way: that would go round a proxy which somebody wants to be used.
 */
export function proxyFor(url: URL, env: NodeJS.ProcessEnv): Proxy | null {
  if (isLoopbackHost(url.hostname) || isExempt(url, env)) return null;
  const isEncrypted = url.protocol === 'https:' || url.protocol === 'wss:';
  for (const name of [isEncrypted ? 'HTTPS_PROXY' : 'HTTP_PROXY', 'ALL_PROXY']) {
    const setting = read(env, name);
    if (setting !== null) return parseProxy(setting, name);
  }
  return null;
}

/**
 * NO_PROXY: names with commas or spaces between. `corp.example` and `.corp.example` mean the name and all below it,
 * `*.corp.example` too; `name:port` that port only; an address or a range (10.0.0.0/8) itself; `*` everything.
 */
function isExempt(url: URL, env: NodeJS.ProcessEnv): boolean {
  const host = url.hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '');
  const port = url.port === '' ? DEFAULT_PORTS[url.protocol] : Number(url.port);
  const entries = (read(env, 'NO_PROXY') ?? '').toLowerCase().split(/[\s,]+/);
  return entries.some((entry) => entry !== '' && matches(entry, host, port));
}

function matches(entry: string, host: string, port: number | undefined): boolean {
  if (entry === '*') return true;
  const bracketed = /^\[(.+)\](?::(\d+))?$/.exec(entry);
  // A bare IPv6 address is full of colons; none of them begins a port.
  const plain = isIP(entry) === 6 ? null : /^([^:]+):(\d+)$/.exec(entry);
  const [, name, onlyPort] = bracketed ?? plain ?? [entry, entry, undefined];
  if (name === undefined || (onlyPort !== undefined && Number(onlyPort) !== port)) return false;
  if (isIP(host) !== 0) return name.includes('/') ? isInRange(host, name) : sameAddress(host, name);
  const suffix = name.replace(/^\*?\.?/, '').replace(/\.$/, '');
  return suffix !== '' && (host === suffix || host.endsWith(`.${suffix}`));
}

function sameAddress(host: string, name: string): boolean {
  return isIP(name) === isIP(host) && isInRange(host, `${name}/${isIP(host) === 6 ? 128 : 32}`);
}

function isInRange(host: string, range: string): boolean {
  const [address = '', bits = ''] = range.split('/');
  const family = isIP(address);
  if (family === 0 || !/^\d{1,3}$/.test(bits) || Number(bits) > (family === 6 ? 128 : 32)) return false;
  const list = new BlockList();
  list.addSubnet(address, Number(bits), family === 6 ? 'ipv6' : 'ipv4');
  return list.check(host, isIP(host) === 6 ? 'ipv6' : 'ipv4');
}

function parseProxy(setting: string, name: string): Proxy {
  let url: URL;
  try {
    // Written without a scheme it is a plain proxy, whatever goes through it.
    url = new URL(setting.includes('://') ? setting : `http://${setting}`);
  } catch {
    // The error of URL repeats its input, which may hold a password.
    throw unusable(`${name} is not a URL.`);
  }
  if (url.protocol !== 'http:' && url.protocol !== 'https:')
    throw unusable(`${name} names a ${url.protocol.slice(0, -1)} proxy; http and https proxies can be used.`);
  if (url.hostname === '') throw unusable(`${name} names no host.`);
  const authorization = authorizationOf(url, name);
  return { url: new URL(`${url.protocol}//${url.host}`), authorization };
}

function authorizationOf({ username, password }: URL, name: string): Secret<string> | null {
  if (username === '' && password === '') return null;
  try {
    const pair = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
    return new Secret(`Basic ${Buffer.from(pair).toString('base64')}`);
  } catch {
    throw unusable(`User and password in ${name} have to be percent-encoded: % is written %25.`);
  }
}

function unusable(detail: string): AppError {
  return new AppError('aws/unreachable', 'The proxy setting of the environment cannot be used.', { detail });
}

function read(env: NodeJS.ProcessEnv, name: string): string | null {
  const value = [env[name.toLowerCase()], env[name]].find((one) => one !== undefined && one.trim() !== '');
  return value?.trim() ?? null;
}
