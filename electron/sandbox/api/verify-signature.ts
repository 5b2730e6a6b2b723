// Decides whether a request was signed by a key we know: Authorization header or presigned query, as AWS does.
import { timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Clock } from '../../base/clock.ts';
import type { AccessKey, CredentialStore } from './credentials.ts';
import {
  ALGORITHM,
  canonicalRequest,
  fromAmzDate,
  parseRawQuery,
  sha256Hex,
  signatureOf,
  toAmzDate,
  type CredentialScope,
} from './signature.ts';

/** AWS refuses requests whose date is further away than this. */
const MAX_SKEW_MS = 5 * 60_000;
/** Longest life of a presigned URL: 7 days. */
const MAX_EXPIRES_S = 604_800;

export type SignatureFailureReason =
  'missing' | 'incomplete' | 'unknown-key' | 'mismatch' | 'skewed' | 'wrong-token' | 'expired-token';

/** Which of AWS's codes it becomes depends on the service: see api-error.ts. */
export class SignatureFailure extends Error {
  readonly reason: SignatureFailureReason;

  constructor(reason: SignatureFailureReason, message: string) {
    super(message);
    this.reason = reason;
  }
}

export interface SignedRequest {
  readonly method: string;
  /** Path and query as on the request line. */
  readonly rawUrl: string;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

export interface VerifiedCaller {
  readonly key: AccessKey;
  readonly scope: CredentialScope;
}

interface Claim {
  readonly accessKeyId: string;
  readonly scope: CredentialScope;
  readonly signedHeaders: readonly string[];
  readonly signature: string;
  readonly amzDate: string;
  readonly sessionToken: string | null;
  /** Null for header signatures. */
  readonly expiresS: number | null;
}

/** The parts of an incoming request that signatures are made of. */
export function signedRequestOf(request: IncomingMessage, body: Uint8Array): SignedRequest {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(request.headers))
    if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(',') : value;
  return { method: request.method ?? 'GET', rawUrl: request.url ?? '/', headers, body };
}

/** True when the request claims to be signed at all. */
export function isSigned(request: SignedRequest): boolean {
  return request.headers['authorization'] !== undefined || /[?&]X-Amz-Signature=/.test(request.rawUrl);
}

/** The scope of an unverified claim, to know whose error format to use; null when there is none. */
export function claimedService(request: SignedRequest): string | null {
  try {
    return readClaim(request).scope.service;
  } catch (error) {
    if (error instanceof SignatureFailure) return null;
    throw error;
  }
}

/** Throws SignatureFailure. */
export function verifySignature(
  request: SignedRequest,
  credentials: CredentialStore,
  clock: Clock,
): VerifiedCaller {
  const claim = readClaim(request);
  const key = credentials.find(claim.accessKeyId);
  if (key === null)
    throw new SignatureFailure('unknown-key', 'The security token included in the request is invalid.');
  checkDate(claim, clock.now());
  const expected = signatureOf(canonicalOf(request, claim), claim.scope, claim.amzDate, key.secretAccessKey);
  if (!sameText(expected, claim.signature))
    throw new SignatureFailure(
      'mismatch',
      'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.',
    );
  if (claim.sessionToken === null || !sameText(claim.sessionToken, key.sessionToken))
    throw new SignatureFailure('wrong-token', 'The security token included in the request is invalid.');
  if (credentials.isExpired(key))
    throw new SignatureFailure('expired-token', 'The security token included in the request is expired');
  return { key, scope: claim.scope };
}

function canonicalOf(request: SignedRequest, claim: Claim): string {
  const [rawPath = '', rawQuery = ''] = splitOnce(request.rawUrl, '?');
  const bodyHash = sha256Hex(request.body);
  const claimedHash = request.headers['x-amz-content-sha256'];
  // A stated hash must be the body's; only S3 takes UNSIGNED-PAYLOAD.
  if (claimedHash !== undefined && claimedHash !== bodyHash)
    throw new SignatureFailure('mismatch', 'The provided x-amz-content-sha256 does not match the body.');
  try {
    return canonicalRequest({
      method: request.method,
      rawPath,
      rawQuery,
      headers: request.headers,
      signedHeaders: claim.signedHeaders,
      bodyHash,
    });
  } catch (error) {
    if (error instanceof URIError)
      throw new SignatureFailure('incomplete', 'The query string is not well encoded.');
    throw error;
  }
}

function readClaim(request: SignedRequest): Claim {
  const header = request.headers['authorization'];
  if (header !== undefined) return claimOfHeader(header, request);
  const [, rawQuery = ''] = splitOnce(request.rawUrl, '?');
  if (rawQuery.includes('X-Amz-Signature=')) return claimOfQuery(rawQuery);
  throw new SignatureFailure('missing', 'Request is missing Authentication Token');
}

function claimOfHeader(header: string, request: SignedRequest): Claim {
  const match =
    /^AWS4-HMAC-SHA256\s+Credential=([^,\s]+)\s*,\s*SignedHeaders=([^,\s]+)\s*,\s*Signature=([0-9a-f]{64})$/.exec(
      header.trim(),
    );
  const amzDate = request.headers['x-amz-date'];
  if (match === null || amzDate === undefined)
    throw new SignatureFailure(
      'incomplete',
      `Authorization header requires existence of ${ALGORITHM} parts.`,
    );
  return {
    ...readCredential(match[1] ?? ''),
    signedHeaders: readSignedHeaders(match[2] ?? ''),
    signature: match[3] ?? '',
    amzDate,
    sessionToken: request.headers['x-amz-security-token'] ?? null,
    expiresS: null,
  };
}

function claimOfQuery(rawQuery: string): Claim {
  let pairs: Map<string, string>;
  try {
    pairs = new Map(parseRawQuery(rawQuery));
  } catch {
    // parseRawQuery throws nothing but URIError.
    throw new SignatureFailure('incomplete', 'The query string is not well encoded.');
  }
  const expiresS = Number(pairs.get('X-Amz-Expires') ?? Number.NaN);
  if (pairs.get('X-Amz-Algorithm') !== ALGORITHM || !Number.isInteger(expiresS))
    throw new SignatureFailure('incomplete', 'AWS query-string parameters must include X-Amz-Expires.');
  if (expiresS < 1 || expiresS > MAX_EXPIRES_S)
    throw new SignatureFailure('incomplete', 'X-Amz-Expires must be between 1 and 604800.');
  return {
    ...readCredential(pairs.get('X-Amz-Credential') ?? ''),
    signedHeaders: readSignedHeaders(pairs.get('X-Amz-SignedHeaders') ?? ''),
    signature: pairs.get('X-Amz-Signature') ?? '',
    amzDate: pairs.get('X-Amz-Date') ?? '',
    sessionToken: pairs.get('X-Amz-Security-Token') ?? null,
    expiresS,
  };
}

function readCredential(text: string): { accessKeyId: string; scope: CredentialScope } {
  const [accessKeyId, date, region, service, ending, ...rest] = text.split('/');
  if (!accessKeyId || !date || !region || !service || ending !== 'aws4_request' || rest.length > 0)
    throw new SignatureFailure('incomplete', 'Credential must have exactly 5 slash-delimited elements.');
  return { accessKeyId, scope: { date, region, service } };
}

function readSignedHeaders(text: string): string[] {
  const names = text.split(';');
  if (!names.includes('host'))
    throw new SignatureFailure(
      'mismatch',
      "'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.",
    );
  return names;
}

function checkDate(claim: Claim, now: number): void {
  const signedAt = fromAmzDate(claim.amzDate);
  if (signedAt === null || !claim.amzDate.startsWith(claim.scope.date))
    throw new SignatureFailure(
      'incomplete',
      'Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP.',
    );
  const lifeMs = claim.expiresS === null ? MAX_SKEW_MS : claim.expiresS * 1000;
  if (signedAt + lifeMs < now)
    throw new SignatureFailure(
      'skewed',
      `Signature expired: ${claim.amzDate} is now earlier than ${toAmzDate(now - lifeMs)} (${toAmzDate(now)} - ${Math.round(lifeMs / 60_000)} min.)`,
    );
  if (signedAt > now + MAX_SKEW_MS)
    throw new SignatureFailure(
      'skewed',
      `Signature not yet current: ${claim.amzDate} is still later than ${toAmzDate(now + MAX_SKEW_MS)} (${toAmzDate(now)} + 5 min.)`,
    );
}

function sameText(a: string, b: string): boolean {
  const left = Buffer.from(a);
  const right = Buffer.from(b);
  return left.length === right.length && timingSafeEqual(left, right);
}

function splitOnce(text: string, separator: string): [string, string] {
  const at = text.indexOf(separator);
  return at === -1 ? [text, ''] : [text.slice(0, at), text.slice(at + separator.length)];
}
