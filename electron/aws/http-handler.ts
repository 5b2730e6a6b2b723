// The SDK's way to the network: one handler for direct hosts and one for each proxy, chosen per request, because
// NO_PROXY decides by host and a client may talk to several (an SSO portal, a token service).
import { Agent as DirectHttpAgent } from 'node:http';
import { Agent as DirectHttpsAgent } from 'node:https';
import { NodeHttpHandler, type NodeHttpHandlerOptions } from '@smithy/node-http-handler';
import type { HttpHandlerOptions, HttpRequest, HttpResponse, RequestHandlerOutput } from '@smithy/types';
import type { Network } from '../base/network.ts';
import { forwardAgent, tunnelAgent } from '../base/proxy-agent.ts';
import type { Proxy } from '../base/proxy-setting.ts';

/** A TCP and TLS connect to an AWS region takes under 1 s; beyond this the route is dead and a retry helps more. */
const CONNECT_TIMEOUT_MS = 6_000;
/** No operation used here thinks longer than a few seconds. */
const REQUEST_TIMEOUT_MS = 20_000;
/** Inventory, a few sessions and their resumes at once. */
const MAX_SOCKETS = 24;

type Request = HttpRequest & { protocol: string; hostname: string; port?: number };

export interface AwsHttpHandler {
  readonly metadata: { readonly handlerProtocol: string };
  handle(request: Request, options?: HttpHandlerOptions): Promise<RequestHandlerOutput<HttpResponse>>;
  updateHttpClientConfig(): void;
  httpHandlerConfigs(): Record<string, never>;
  destroy(): void;
}

export function makeHttpHandler(network: Network): AwsHttpHandler {
  const handlers = new Map<string, NodeHttpHandler>();

  const handlerFor = (request: Request): NodeHttpHandler => {
    const protocol = request.protocol === 'http:' ? 'http:' : 'https:';
    const proxy = network.proxyFor(originOf(request, protocol));
    const key = proxy === null ? protocol : `${protocol} ${proxy.url.href}`;
    const known = handlers.get(key);
    if (known !== undefined) return known;
    const made = new NodeHttpHandler({
      connectionTimeout: CONNECT_TIMEOUT_MS,
      requestTimeout: REQUEST_TIMEOUT_MS,
      throwOnRequestTimeout: true,
      ...agentsFor(protocol, proxy, network.certificates),
    });
    handlers.set(key, made);
    return made;
  };

  return {
    metadata: { handlerProtocol: 'http/1.1' },
    handle: async (request, options) => handlerFor(request).handle(request as never, options),
    // The limits above are ours; the SDK may not change them.
    updateHttpClientConfig: () => undefined,
    httpHandlerConfigs: () => ({}),
    destroy() {
      for (const handler of handlers.values()) handler.destroy();
      handlers.clear();
    },
  };
}

function agentsFor(
  protocol: 'http:' | 'https:',
  proxy: Proxy | null,
  ca: Network['certificates'],
): NodeHttpHandlerOptions {
  if (proxy !== null) {
    const options = { keepAlive: true, ca };
    return protocol === 'https:'
      ? { httpsAgent: tunnelAgent(proxy, options) }
      : { httpAgent: forwardAgent(proxy, options) };
  }
  if (protocol === 'http:') {
    return { httpAgent: new DirectHttpAgent({ keepAlive: true, maxSockets: MAX_SOCKETS }) };
  }
  return {
    httpsAgent: new DirectHttpsAgent({
      keepAlive: true,
      maxSockets: MAX_SOCKETS,
      ...(ca === undefined ? {} : { ca: [...ca] }),
    }),
  };
}

function originOf(request: Request, protocol: string): URL {
  const host =
    request.hostname.includes(':') && !request.hostname.startsWith('[')
      ? `[${request.hostname}]`
      : request.hostname;
  const port = request.port === undefined ? '' : `:${String(request.port)}`;
  return new URL(`${protocol}//${host}${port}`);
}
