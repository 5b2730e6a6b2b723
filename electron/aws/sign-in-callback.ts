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
  const server = createServer({ maxHeaderSize: 2 * MAX_URL_LENGTH }, (request, response) => {
    const url = request.url ?? '';
    if (request.method !== 'GET' || url.length > MAX_URL_LENGTH || !url.startsWith(`${CALLBACK_PATH}?`)) {
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
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => {
      reject(signInRefused('No local port could be opened for the answer of the browser.', error));
    });
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the callback has no port');
  return {
    redirectUri: `http://127.0.0.1:${address.port}${CALLBACK_PATH}`,
    code,
    close() {
      server.close();
      // After the page that says so has left.
      server.closeIdleConnections();
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
