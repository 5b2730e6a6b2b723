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

/** One answer, as Electron's protocol takes it. */
export interface PageAnswer {
  readonly statusCode: 200 | 404;
  readonly mimeType: string;
  readonly headers: Record<string, string>;
  readonly data: Buffer;
}

/**
 * `protocol.handle` would be the newer way: its Request and Response make Node load undici, and the window waits for
 * that with its first answer, longer than for everything else that main does before it.
 * Resolves when the page asks for its first script: it is there then, with the frame that index.html shows.
 */
export function serveApp(session: Session, rootDir: string): Promise<void> {
  return new Promise((resolve) => {
    session.protocol.registerBufferProtocol(APP_SCHEME, (request, answer) => {
      void answerPage(request.url, rootDir).then((found) => {
        answer(found);
        if (found.mimeType === 'text/javascript') resolve();
      });
    });
  });
}

/** The file an app:// address names; 404 for everything else. Never rejects. Exported for its test. */
export async function answerPage(url: string, rootDir: string): Promise<PageAnswer> {
  const file = fileOfPage(url, rootDir);
  const mediaType = file === null ? undefined : MEDIA_TYPES[path.extname(file).toLowerCase()];
  // Source maps and anything unforeseen have no media type here and are not served.
  if (file === null || mediaType === undefined) return notFound();
  try {
    return answerOf(200, mediaType, await readFile(file));
  } catch {
    return notFound();
  }
}

function answerOf(statusCode: 200 | 404, mediaType: string, data: Buffer): PageAnswer {
  const [mimeType = mediaType] = mediaType.split(';');
  return {
    statusCode,
    mimeType,
    headers: {
      // No cross-origin-opener-policy: it makes Chromium start a second process for the page when this answer has come,
      // and there is nobody to keep away, as no page may open or be opened by another (lockdown.ts).
      'content-type': mediaType,
      'content-security-policy': contentSecurityPolicy(null),
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
    },
    data,
  };
}

function notFound(): PageAnswer {
  return answerOf(404, 'text/plain; charset=utf-8', Buffer.from('Not found'));
}
