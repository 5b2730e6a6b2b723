// AWS Signature Version 4: canonical request and signature. Both ends use it here: the control plane and the gateway
// to recompute what a caller signed, the agent to sign its own calls. Independent proof: AWS's SDK and CLI in the tests.
import { createHash, createHmac } from 'node:crypto';

export const ALGORITHM = 'AWS4-HMAC-SHA256';

/** `<yyyymmdd>/<region>/<service>/aws4_request`. */
export interface CredentialScope {
  readonly date: string;
  readonly region: string;
  readonly service: string;
}

export interface CanonicalParts {
  readonly method: string;
  /** As on the request line, before the query; AWS encodes it once more for every service but S3. */
  readonly rawPath: string;
  /** As on the request line, without `?`. */
  readonly rawQuery: string;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly signedHeaders: readonly string[];
  readonly bodyHash: string;
}

export function sha256Hex(data: string | Uint8Array): string {
  return createHash('sha256').update(data).digest('hex');
}

/** RFC 3986: encodeURIComponent leaves !'()* alone, AWS does not. */
function encodeRfc3986(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/** Query as key/value pairs in request order; throws URIError on a malformed escape. */
export function parseRawQuery(rawQuery: string): [string, string][] {
  if (rawQuery === '') return [];
  return rawQuery.split('&').map((pair) => {
    const at = pair.indexOf('=');
    const name = at === -1 ? pair : pair.slice(0, at);
    return [decodeURIComponent(name), at === -1 ? '' : decodeURIComponent(pair.slice(at + 1))];
  });
}

export function canonicalRequest(parts: CanonicalParts): string {
  const path = parts.rawPath === '' ? '/' : parts.rawPath.split('/').map(encodeRfc3986).join('/');
  const query = parseRawQuery(parts.rawQuery)
    .filter(([name]) => name !== 'X-Amz-Signature')
    .map(([name, value]): [string, string] => [encodeRfc3986(name), encodeRfc3986(value)])
    .sort((a, b) => compare(a[0], b[0]) || compare(a[1], b[1]))
    .map(([name, value]) => `${name}=${value}`)
    .join('&');
  const headers = parts.signedHeaders
    .map((name) => `${name}:${(parts.headers[name] ?? '').trim().replace(/\s+/g, ' ')}\n`)
    .join('');
  return [parts.method, path, query, headers, parts.signedHeaders.join(';'), parts.bodyHash].join('\n');
}

/** Hex signature of a canonical request made at `amzDate` (yyyymmddThhmmssZ). */
export function signatureOf(
  canonical: string,
  scope: CredentialScope,
  amzDate: string,
  secretAccessKey: string,
): string {
  const scopeText = `${scope.date}/${scope.region}/${scope.service}/aws4_request`;
  const stringToSign = [ALGORITHM, amzDate, scopeText, sha256Hex(canonical)].join('\n');
  const hmac = (key: string | Buffer, text: string): Buffer =>
    createHmac('sha256', key).update(text).digest();
  const dateKey = hmac(`AWS4${secretAccessKey}`, scope.date);
  const signingKey = hmac(hmac(hmac(dateKey, scope.region), scope.service), 'aws4_request');
  return createHmac('sha256', signingKey).update(stringToSign).digest('hex');
}

/** yyyymmddThhmmssZ of an epoch millisecond. */
export function toAmzDate(epochMs: number): string {
  return new Date(epochMs).toISOString().replace(/[-:]|\.\d{3}/g, '');
}

/** Epoch milliseconds of yyyymmddThhmmssZ; null when it is none. */
export function fromAmzDate(text: string): number | null {
  const match = /^(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})Z$/.exec(text);
  if (match === null) return null;
  const [, year, month, day, hour, minute, second] = match.map(Number);
  return Date.UTC(year ?? 0, (month ?? 1) - 1, day ?? 0, hour ?? 0, minute ?? 0, second ?? 0);
}

// Code point order, not locale order.
function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
