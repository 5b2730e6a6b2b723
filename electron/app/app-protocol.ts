// Serves the built page under app://sallyport/ and nothing else: no file://, no directory listing, fixed types.
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Protocol, Session } from 'electron';
import { contentSecurityPolicy } from './content-security.ts';
import { APP_SCHEME, fileOfPage } from './page-address.ts';

const MEDIA_TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
};

/** Before the app is ready; Electron takes it once only. */
export function registerAppScheme(protocol: Protocol): void {
  protocol.registerSchemesAsPrivileged([
    // `codeCache` keeps compiled scripts between starts, as Chromium does for https.
    {
      scheme: APP_SCHEME,
      privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true },
    },
  ]);
}

export function serveApp(session: Session, rootDir: string): void {
  session.protocol.handle(APP_SCHEME, (request) => answerPage(request.url, rootDir));
}

/** The file an app:// address names, as a response; 404 for everything else. Exported for its test. */
export async function answerPage(url: string, rootDir: string): Promise<Response> {
  const file = fileOfPage(url, rootDir);
  const mediaType = file === null ? undefined : MEDIA_TYPES[path.extname(file).toLowerCase()];
  // Source maps and anything unforeseen have no media type here and are not served.
  if (file === null || mediaType === undefined) return notFound();
  try {
    const body = await readFile(file);
    return new Response(body, { headers: headers(mediaType) });
  } catch {
    return notFound();
  }
}

function headers(mediaType: string): Record<string, string> {
  return {
    'content-type': mediaType,
    'content-security-policy': contentSecurityPolicy(null),
    'x-content-type-options': 'nosniff',
    'cross-origin-opener-policy': 'same-origin',
    'referrer-policy': 'no-referrer',
  };
}

function notFound(): Response {
  return new Response('Not found', { status: 404, headers: headers('text/plain; charset=utf-8') });
}
