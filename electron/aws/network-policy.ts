// One proxy and certificate policy for every request to AWS, read from the environment the way AWS's own tools do:
// HTTPS_PROXY, HTTP_PROXY, ALL_PROXY, NO_PROXY (either case), AWS_CA_BUNDLE, NODE_EXTRA_CA_CERTS.
import { readFile, stat } from 'node:fs/promises';
import { type Agent as HttpAgent } from 'node:http';
import { rootCertificates } from 'node:tls';
import { HttpProxyAgent } from 'http-proxy-agent';
import { HttpsProxyAgent } from 'https-proxy-agent';
import { getProxyForUrl } from 'proxy-from-env';
import { AppError } from '../../shared/app-error.ts';
import { isLoopbackHost } from '../base/loopback.ts';
import { createNetwork, type Network } from '../base/network.ts';

/** A bundle of every public root is about 250 KB; beyond this it is not a certificate file. */
const MAX_CA_FILE_BYTES = 8 * 1024 * 1024;

/** PEM certificates to trust; undefined leaves Node's own roots in force. */
export type TrustedCertificates = readonly string[] | undefined;

/**
 * AWS_CA_BUNDLE (or a profile's ca_bundle) replaces the built-in roots, as in AWS's tools; NODE_EXTRA_CA_CERTS adds to
 * them. Read here as well because Electron does not apply the latter to every runtime. An unreadable file is an
 * `aws/profile-invalid` error: silently trusting less or more would hide the cause of every later failure.
 */
export async function loadTrustedCertificates(
  env: NodeJS.ProcessEnv,
  profileBundle: string | undefined,
): Promise<TrustedCertificates> {
  const bundlePath = present(env['AWS_CA_BUNDLE']) ?? present(profileBundle);
  const extraPath = present(env['NODE_EXTRA_CA_CERTS']);
  if (bundlePath === undefined && extraPath === undefined) return undefined;
  const extra = extraPath === undefined ? [] : [await readPem(extraPath, 'NODE_EXTRA_CA_CERTS')];
  if (bundlePath === undefined) return [...rootCertificates, ...extra];
  return [await readPem(bundlePath, 'AWS_CA_BUNDLE'), ...extra];
}

/** The proxy for a URL (`wss` counts as `https`), or null when it is reached directly. Never shown: may hold a password. */
export function proxyForUrl(url: URL): URL | null {
  if (isLoopbackHost(url.hostname)) return null;
  const proxy = getProxyForUrl(url.href.replace(/^ws/, 'http'));
  if (proxy === '') return null;
  try {
    return new URL(proxy);
  } catch (error) {
    throw new AppError('aws/unreachable', 'The proxy setting of the environment is not a URL.', {
      detail: 'See HTTPS_PROXY, HTTP_PROXY and ALL_PROXY.',
      cause: error,
    });
  }
}

/** The same policy for the engine's sockets. */
export function socketNetwork(certificates: TrustedCertificates): Network {
  return createNetwork({ proxyFor: proxyForUrl, certificates });
}

/** An agent that reaches `protocol` hosts through `proxy`. */
export function proxyAgent(
  proxy: URL,
  protocol: 'http:' | 'https:',
  certificates: TrustedCertificates,
): HttpAgent {
  const options = { keepAlive: true, ...caOption(certificates) };
  return protocol === 'https:' ? new HttpsProxyAgent(proxy, options) : new HttpProxyAgent(proxy, options);
}

export function caOption(certificates: TrustedCertificates): { ca?: string[] } {
  return certificates === undefined ? {} : { ca: [...certificates] };
}

async function readPem(file: string, setting: string): Promise<string> {
  try {
    const { size } = await stat(file);
    if (size > MAX_CA_FILE_BYTES) throw new Error(`larger than ${String(MAX_CA_FILE_BYTES)} bytes`);
    const text = await readFile(file, 'utf8');
    if (!text.includes('-----BEGIN')) throw new Error('holds no PEM certificate');
    return text;
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new AppError('aws/profile-invalid', `The certificate file named in ${setting} cannot be used.`, {
      detail: `${file}: ${why}`,
      cause: error,
    });
  }
}

function present(value: string | undefined): string | undefined {
  return value === undefined || value === '' ? undefined : value;
}
