// URL.canParse and URL.parse are missing in Electron 25's Node 18.

/** Null for what is no absolute URL. */
export function parseUrl(text: string): URL | null {
  try {
    return new URL(text);
  } catch {
    return null;
  }
}
