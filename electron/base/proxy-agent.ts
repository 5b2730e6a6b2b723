// The way through a proxy, as an agent for node:http, node:https and ws. Says in words when the proxy refuses.
import type { Agent } from 'node:http';
import { HttpProxyAgent } from 'http-proxy-agent';
import { HttpsProxyAgent } from 'https-proxy-agent';
import { AppError } from '../../shared/app-error.ts';
import type { Proxy } from './proxy-setting.ts';

export interface ProxyAgentOptions {
  readonly keepAlive: boolean;
  /** PEM; undefined leaves Node's own roots in force. For a proxy reached by TLS as well as for what is behind it. */
  readonly ca: readonly string[] | undefined;
}

/** Asks for a tunnel (CONNECT): for `https:`, and for every WebSocket, as plain proxies forward no upgrades. */
export function tunnelAgent(proxy: Proxy, options: ProxyAgentOptions): Agent {
  return new TunnelAgent(proxy, options);
}

/** Hands the proxy whole `http:` requests. */
export function forwardAgent(proxy: Proxy, options: ProxyAgentOptions): Agent {
  return new HttpProxyAgent(proxy.url, settings(proxy, options));
}

type Connect = HttpsProxyAgent<string>['connect'];

class TunnelAgent extends HttpsProxyAgent<string> {
  readonly #ca: string[] | undefined;

  constructor(proxy: Proxy, options: ProxyAgentOptions) {
    super(proxy.url, settings(proxy, options));
    this.#ca = options.ca === undefined ? undefined : [...options.ca];
  }

  /** Rejects with `aws/unreachable` where the library would replay the proxy's refusal as if the far side had said it. */
  override async connect(...[request, options]: Parameters<Connect>): ReturnType<Connect> {
    let refused: AppError | null = null;
    request.once('proxyConnect', (answer: { statusCode: number; statusText: string }) => {
      if (answer.statusCode !== 200) refused = refusal(this.proxy.host, answer.statusCode, answer.statusText);
    });
    // The library keeps `ca` for the proxy itself only.
    const far = options.secureEndpoint && this.#ca !== undefined ? { ...options, ca: this.#ca } : options;
    const socket = await super.connect(request, far);
    if (refused !== null) {
      socket.destroy();
      throw refused as AppError;
    }
    return socket;
  }
}

function settings({ authorization }: Proxy, { keepAlive, ca }: ProxyAgentOptions) {
  return {
    keepAlive,
    ...(ca === undefined ? {} : { ca: [...ca] }),
    headers: authorization === null ? {} : { 'Proxy-Authorization': authorization.reveal() },
  };
}

/** What a proxy says that lets nothing through, the same for a tunnel and for a request handed on. */
function refusal(host: string, status: number, statusText: string): AppError {
  const detail = `${host}: HTTP ${status} ${statusText.slice(0, 200)}`.trim();
  if (status === 407)
    return new AppError('aws/unreachable', 'The proxy wants a user name and password (407).', { detail });
  return new AppError('aws/unreachable', `The proxy did not let the connection through (${status}).`, {
    detail,
    retryable: status >= 500,
  });
}
