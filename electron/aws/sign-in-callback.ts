// Where the browser brings the answer of a sign-in page: one address of this computer, open while somebody signs in
// (RFC 8252, section 7.3). It takes one answer, the one that carries our own `state`.
import { createServer, type ServerResponse } from 'node:http';
import type { AppError } from '../../shared/app-error.ts';
import { signInRefused } from './sso-oidc.ts';

/** Without a port: AWS registers it so and takes any port (RFC 8252, section 7.3). */
export const REGISTERED_REDIRECT = 'http://127.0.0.1/oauth/callback';
const CALLBACK_PATH = '/oauth/callback';
/** A code is some hundred characters. */
const MAX_URL_LENGTH = 8192;
/** Any program of this computer can connect: what does not ask like a browser is let go, so that nothing piles up. */
const LIMITS = {
  // A browser adds the cookies of everything else on 127.0.0.1.
  maxHeaderSize: 2 * MAX_URL_LENGTH,
  headersTimeout: 10_000,
  requestTimeout: 10_000,
  connectionsCheckingInterval: 5_000,
};
const MAX_CONNECTIONS = 16;
/** For the page that says thanks to leave. */
const CLOSE_GRACE_MS = 2_000;

export interface SignInCallback {
  readonly redirectUri: string;
  /** The authorization code; rejects with `aws/sign-in-refused`. */
  readonly code: Promise<string>;
  close(): void;
}

/** Rejects with `aws/sign-in-refused` when no port can be had. */
export async function openSignInCallback(state: string): Promise<SignInCallback> {
  let settle: { readonly resolve: (code: string) => void; readonly reject: (error: AppError) => void };
  const code = new Promise<string>((resolve, reject) => {
    settle = { resolve, reject };
  });
  // Whoever opened it may have turned away before the answer came.
  code.catch(() => undefined);
  let host = '';
  const server = createServer(LIMITS, (request, response) => {
    const url = request.url ?? '';
    // A page of another name that resolves to this computer (DNS rebinding) is not what we sent the browser to.
    const isOurs = request.headers.host === host;
    const isAnswer =
      request.method === 'GET' && url.length <= MAX_URL_LENGTH && url.startsWith(`${CALLBACK_PATH}?`);
    if (!isOurs || !isAnswer) {
      show(response, 404, 'Nothing is here.');
      return;
    }
    const query = new URL(url, REGISTERED_REDIRECT).searchParams;
    if (query.get('state') !== state) {
      show(response, 400, 'This answer belongs to another sign-in. Begin again in Sallyport.');
      return;
    }
    const given = query.get('code');
    if (given === null || given === '') {
      show(response, 200, 'You are not signed in. You can close this page and go back to Sallyport.');
      const why = query.get('error_description') ?? query.get('error') ?? 'no reason given';
      settle.reject(signInRefused('The sign-in was refused in the browser.', new Error(why)));
      return;
    }
    show(response, 200, 'Thank you. You can close this page and go back to Sallyport.');
    settle.resolve(given);
  });
  server.maxConnections = MAX_CONNECTIONS;
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => {
      reject(signInRefused('No local port could be opened for the answer of the browser.', error));
    });
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the callback has no port');
  host = `127.0.0.1:${address.port}`;
  return {
    redirectUri: `http://${host}${CALLBACK_PATH}`,
    code,
    close() {
      server.close();
      server.closeIdleConnections();
      const rest = setTimeout(() => {
        server.closeAllConnections();
      }, CLOSE_GRACE_MS).unref();
      server.once('close', () => {
        clearTimeout(rest);
      });
    },
  };
}

function show(response: ServerResponse, status: number, words: string): void {
  response.writeHead(status, {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'",
    'referrer-policy': 'no-referrer',
    'cache-control': 'no-store',
    connection: 'close',
  });
  response.end(
    `<!doctype html><html lang="en"><meta name="color-scheme" content="light dark"><title>Sallyport</title><body style="font:16px/1.5 system-ui,sans-serif;display:grid;place-items:center;min-height:90vh;margin:0"><p>${words}</p></body></html>`,
  );
}
