// SigV4 verification against AWS's own signer (@smithy/signature-v4): what it signs is accepted, anything else is not.
import { Sha256 } from '@aws-crypto/sha256-js';
import { SignatureV4 } from '@smithy/signature-v4';
import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import { ManualClock } from '../../base/manual-clock.ts';
import { CredentialStore } from './credentials.ts';
import {
  SignatureFailure,
  verifySignature,
  type SignatureFailureReason,
  type SignedRequest,
} from './verify-signature.ts';

const NOW = Date.UTC(2026, 4, 5, 6, 7, 8);
let credentials = new CredentialStore();
let clock = new ManualClock(NOW);

beforeEach(() => {
  credentials = new CredentialStore();
  clock = new ManualClock(NOW);
});

interface Asked {
  readonly method?: string;
  readonly path?: string;
  readonly query?: Record<string, string>;
  readonly headers?: Record<string, string>;
  readonly body?: string;
  readonly at?: number;
}

function signer(): SignatureV4 {
  const { accessKeyId, secretAccessKey, sessionToken } = credentials.user;
  return new SignatureV4({
    service: 'ssm',
    region: 'eu-west-1',
    sha256: Sha256,
    credentials: { accessKeyId, secretAccessKey, sessionToken },
  });
}

function requestOf(asked: Asked): Parameters<SignatureV4['sign']>[0] {
  return {
    method: asked.method ?? 'POST',
    protocol: 'http:',
    hostname: '127.0.0.1',
    path: asked.path ?? '/',
    query: asked.query ?? {},
    headers: { host: '127.0.0.1:8000', ...asked.headers },
    ...(asked.body === undefined ? {} : { body: asked.body }),
  };
}

function rawUrl(path: string, query: Record<string, unknown> | undefined): string {
  const pairs = Object.entries(query ?? {}).map(
    ([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(String(value))}`,
  );
  return pairs.length === 0 ? path : `${path}?${pairs.join('&')}`;
}

async function signed(asked: Asked = {}): Promise<SignedRequest> {
  const request = await signer().sign(requestOf(asked), { signingDate: new Date(asked.at ?? NOW) });
  return {
    method: request.method,
    rawUrl: rawUrl(request.path, request.query),
    headers: request.headers,
    body: Buffer.from(asked.body ?? ''),
  };
}

async function presigned(asked: Asked & { expiresIn: number }): Promise<SignedRequest> {
  const request = await signer().presign(requestOf({ method: 'GET', ...asked }), {
    signingDate: new Date(asked.at ?? NOW),
    expiresIn: asked.expiresIn,
  });
  return {
    method: request.method,
    rawUrl: rawUrl(request.path, request.query),
    headers: request.headers,
    body: Buffer.alloc(0),
  };
}

function reasonOf(request: SignedRequest): SignatureFailureReason | 'accepted' {
  try {
    verifySignature(request, credentials, clock);
    return 'accepted';
  } catch (error) {
    if (error instanceof SignatureFailure) return error.reason;
    throw error;
  }
}

const SAMPLE: Asked = {
  body: '{"Target":"i-1"}',
  headers: { 'x-amz-target': 'AmazonSSM.StartSession', 'content-type': 'application/x-amz-json-1.1' },
};

describe('accepts what AWS signs', () => {
  test('and says whose it is', async () => {
    const { key, scope } = verifySignature(await signed(SAMPLE), credentials, clock);
    expect(key).toBe(credentials.user);
    expect(scope).toEqual({ date: '20260505', region: 'eu-west-1', service: 'ssm' });
  });

  test('a WebSocket upgrade with an odd session id and a query', async () => {
    const path = `/v1/data-channel/${encodeURIComponent('you@example.com-0123')}`;
    const request = await signed({
      method: 'GET',
      path,
      query: { role: 'publish_subscribe', 'cell-number': 'A+/b=' },
    });
    expect(reasonOf(request)).toBe('accepted');
  });

  test('a presigned URL, until it expires', async () => {
    const request = await presigned({ path: '/openTunnel', query: { remotePort: '22' }, expiresIn: 60 });
    expect(reasonOf(request)).toBe('accepted');
    clock.advance(59_000);
    expect(reasonOf(request)).toBe('accepted');
    clock.advance(2000);
    expect(reasonOf(request)).toBe('skewed');
  });

  test('any query and any body', async () => {
    const word = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(
        // Signers of AWS skip these names on purpose.
        fc.dictionary(
          word.filter((name) => !name.startsWith('__') && !/^x-amz-/i.test(name)),
          word,
          { maxKeys: 4 },
        ),
        fc.string({ unit: 'grapheme' }),
        async (query, body) => {
          expect(reasonOf(await signed({ query, body }))).toBe('accepted');
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe('refuses', () => {
  test('every part changed after signing', async () => {
    const good = await signed({ ...SAMPLE, query: { a: '1' } });
    expect(reasonOf(good)).toBe('accepted');
    const changed: SignedRequest[] = [
      { ...good, method: 'GET' },
      { ...good, rawUrl: good.rawUrl.replace('a=1', 'a=2') },
      { ...good, rawUrl: `/x${good.rawUrl}` },
      { ...good, body: Buffer.from('{"Target":"i-2"}') },
      { ...good, headers: { ...good.headers, 'x-amz-target': 'AmazonSSM.TerminateSession' } },
      { ...good, headers: { ...good.headers, host: 'elsewhere' } },
    ];
    expect(changed.map(reasonOf)).toEqual(changed.map(() => 'mismatch'));
  });

  test('a presigned URL with another port', async () => {
    const good = await presigned({ path: '/openTunnel', query: { remotePort: '22' }, expiresIn: 60 });
    expect(reasonOf({ ...good, rawUrl: good.rawUrl.replace('remotePort=22', 'remotePort=25') })).toBe(
      'mismatch',
    );
  });

  test('a clock more than five minutes off, in both directions', async () => {
    const MINUTE = 60_000;
    const at = async (offset: number): Promise<string> => reasonOf(await signed({ at: NOW + offset }));
    expect(await at(-4.9 * MINUTE)).toBe('accepted');
    expect(await at(4.9 * MINUTE)).toBe('accepted');
    expect(await at(-5.1 * MINUTE)).toBe('skewed');
    expect(await at(5.1 * MINUTE)).toBe('skewed');
  });

  test('keys it does not know, tokens of others, and expired ones', async () => {
    const good = await signed(SAMPLE);
    const authorization = good.headers['authorization'] ?? '';
    const foreign = authorization.replace(/Credential=[^/]+/, 'Credential=ASIAFOREIGNFOREIGNXX');
    expect(reasonOf({ ...good, headers: { ...good.headers, authorization: foreign } })).toBe('unknown-key');
    credentials.expireUser();
    expect(reasonOf(good)).toBe('expired-token');
    credentials.renewUser(false);
    expect(reasonOf(good)).toBe('accepted');
    credentials.renewUser(true);
    expect(reasonOf(good)).toBe('expired-token');
    expect(reasonOf(await signed(SAMPLE))).toBe('accepted');
  });

  test('no signature, half of one, and one without host', async () => {
    const good = await signed(SAMPLE);
    const authorization = good.headers['authorization'] ?? '';
    const withAuthorization = (text: string): SignedRequest => ({
      ...good,
      headers: { ...good.headers, authorization: text },
    });
    const { authorization: _, ...unsigned } = good.headers;
    expect(reasonOf({ ...good, headers: unsigned })).toBe('missing');
    expect(reasonOf(withAuthorization('Bearer x'))).toBe('incomplete');
    expect(reasonOf(withAuthorization(authorization.replace('/aws4_request', '')))).toBe('incomplete');
    expect(reasonOf(withAuthorization(authorization.replace('host;', '')))).toBe('mismatch');
    expect(reasonOf(withAuthorization(authorization.replace('20260505', '20260504')))).toBe('incomplete');
  });

  test('garbage, always with a reason and never with a crash', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (authorization, query) => {
        for (const request of [
          { method: 'GET', rawUrl: '/', headers: { authorization }, body: Buffer.alloc(0) },
          { method: 'GET', rawUrl: `/?X-Amz-Signature=x&${query}`, headers: {}, body: Buffer.alloc(0) },
        ])
          expect(reasonOf(request)).not.toBe('accepted');
      }),
    );
  });
});
