// Where our page lives and which file an address of it means. Pure, so that path safety can be tested in plain Node.
import path from 'node:path';

export const APP_SCHEME = 'app';
const APP_HOST = 'sallyport';
export const APP_PAGE_URL = `${APP_SCHEME}://${APP_HOST}/index.html`;

/**
 * Is `url` a page of ours? `devServerUrl` is electron-vite's, null in a packaged app. Query and fragment are free;
 * scheme, host and port must match exactly.
 */
export function isOurPage(url: string, devServerUrl: string | null): boolean {
  const parsed = parseUrl(url);
  if (parsed === null) return false;
  if (parsed.protocol === `${APP_SCHEME}:`) return parsed.host === APP_HOST;
  const dev = devServerUrl === null ? null : parseUrl(devServerUrl);
  return dev !== null && parsed.protocol === dev.protocol && parsed.host === dev.host;
}

/** Absolute path of the file inside `rootDir` that `url` names; null when it names nothing inside. */
export function fileOfPage(url: string, rootDir: string): string | null {
  const parsed = parseUrl(url);
  if (parsed === null || parsed.protocol !== `${APP_SCHEME}:` || parsed.host !== APP_HOST) return null;
  const decoded = decode(parsed.pathname);
  // A backslash is a separator on Windows only, a NUL ends paths in C, a colon opens drives and NTFS streams.
  if (decoded === null || /[\\\0:]/.test(decoded)) return null;
  const root = path.resolve(rootDir);
  const file = path.resolve(root, `.${decoded}`);
  return file.startsWith(root + path.sep) ? file : null;
}

/** http(s) addresses only, without user info: what may be handed to the user's browser. Null otherwise. */
export function browserUrl(url: string): string | null {
  const parsed = parseUrl(url);
  if (parsed === null || (parsed.protocol !== 'https:' && parsed.protocol !== 'http:')) return null;
  return parsed.username === '' && parsed.password === '' ? parsed.href : null;
}

/** Null for what is no URL. (`URL.canParse` is missing in Electron 25.) */
export function parseUrl(url: string): URL | null {
  try {
    return new URL(url);
  } catch {
    return null;
  }
}

function decode(pathname: string): string | null {
  try {
    return decodeURIComponent(pathname);
  } catch {
    return null;
  }
}
