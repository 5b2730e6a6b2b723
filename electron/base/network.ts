// How sockets of ours leave this machine: which proxy, which certificates. Handed to base/web-socket.
import type { Agent } from 'node:http';
import { HttpsProxyAgent } from 'https-proxy-agent';
import { getProxyForUrl } from 'proxy-from-env';
import { isLoopbackHost } from './loopback.ts';

export interface NetworkOptions {
  /** The proxy for a `wss:` or `ws:` URL; null for none. May hold a password: never logged. */
  readonly proxyFor: (url: URL) => URL | null;
  /** PEM certificates that replace Node's own roots; undefined leaves those in force. */
  readonly certificates?: readonly string[] | undefined;
}

export interface Network {
  /** Options for `ws` (and through it for node:http, node:https, node:tls). */
  socketOptions(url: URL): { agent?: Agent; ca?: string[] };
}

export function createNetwork(options: NetworkOptions): Network {
  const ca = options.certificates === undefined ? {} : { ca: [...options.certificates] };
  return {
    socketOptions(url) {
      const proxy = options.proxyFor(url);
      // CONNECT for ws as well as wss: plain proxies do not forward upgrades.
      return proxy === null ? ca : { ...ca, agent: new HttpsProxyAgent(proxy, ca) };
    },
  };
}

/** HTTPS_PROXY, HTTP_PROXY, ALL_PROXY, NO_PROXY; this machine itself is never reached through a proxy. */
export function environmentNetwork(): Network {
  return createNetwork({
    proxyFor(url) {
      if (isLoopbackHost(url.hostname)) return null;
      const proxy = getProxyForUrl(url.href.replace(/^ws/, 'http'));
      return proxy === '' ? null : new URL(proxy);
    },
  });
}
