// The page's Content-Security-Policy. Nothing is loaded from anywhere but the app itself, and the page talks to the
// outside only through the preload.

/**
 * `devServerUrl` opens what vite's hot reload needs (its web socket and the inline refresh script); null otherwise.
 * xterm.js writes its rules and true colours as <style> elements and style attributes and takes no nonce, hence
 * 'unsafe-inline' for styles only.
 */
export function contentSecurityPolicy(devServerUrl: string | null): string {
  const dev = devServerUrl === null ? null : new URL(devServerUrl);
  const connect = dev === null ? "'none'" : `'self' ws://${dev.host}`;
  return [
    "default-src 'none'",
    `script-src 'self'${dev === null ? '' : " 'unsafe-inline'"}`,
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data:",
    "font-src 'self'",
    `connect-src ${connect}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "frame-src 'none'",
    "object-src 'none'",
    "worker-src 'none'",
  ].join('; ');
}
