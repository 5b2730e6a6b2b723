// The one policy for everything that leaves this machine towards AWS (API calls, message gateway, EC2 Instance Connect
// Endpoints): which proxy, which certificates. Made once for an AWS profile, handed to base/web-socket and aws/http-handler.
import type { Agent } from 'node:http';
import { tunnelAgent } from './proxy-agent.ts';
import { type Proxy, proxyFor } from './proxy-setting.ts';
import { loadTrustedCertificates, type TrustedCertificates } from './trusted-certificates.ts';

export interface Network {
  /** The proxy of a URL, null for a direct way. Throws `aws/unreachable` for a setting that cannot be used. */
  proxyFor(url: URL): Proxy | null;
  /** PEM certificates that replace Node's own roots; undefined leaves those in force. */
  readonly certificates: TrustedCertificates;
  /** Options for a WebSocket of `ws` to this URL (and through it for node:http, node:https, node:tls). Throws as above. */
  socketOptions(url: URL): { agent?: Agent; ca?: string[] };
}

export function createNetwork(rules: Pick<Network, 'proxyFor' | 'certificates'>): Network {
  const { certificates } = rules;
  const ca = certificates === undefined ? {} : { ca: [...certificates] };
  return {
    proxyFor: (url) => rules.proxyFor(url),
    certificates,
    socketOptions(url) {
      const proxy = rules.proxyFor(url);
      return proxy === null
        ? ca
        : { ...ca, agent: tunnelAgent(proxy, { keepAlive: false, ca: certificates }) };
    },
  };
}

/**
 * As the environment says, and a profile's `ca_bundle` where the environment names none. Certificate files are read
 * now (rejects with `aws/profile-invalid`), proxies looked up for each URL.
 */
export async function environmentNetwork(
  env: NodeJS.ProcessEnv,
  profileBundle: string | undefined,
): Promise<Network> {
  return createNetwork({
    proxyFor: (url) => proxyFor(url, env),
    certificates: await loadTrustedCertificates(env, profileBundle),
  });
}
