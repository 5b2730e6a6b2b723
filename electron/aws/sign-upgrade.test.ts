import { createHash, createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { signUpgrade } from './sign-upgrade.ts';

const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'wJalrXUtnFEMI', sessionToken: 'token==' };
const signing = { credentials, region: 'eu-west-1', now: new Date('2026-03-01T10:20:30Z') };

/** SigV4 written down once more from its specification, for comparison. */
function expectedSignature(canonicalPath: string, canonicalQuery: string, host: string): string {
  const canonical = [
    'GET',
    canonicalPath,
    canonicalQuery,
    `host:${host}`,
    'x-amz-date:20260301T102030Z',
    'x-amz-security-token:token==',
    '',
    'host;x-amz-date;x-amz-security-token',
    'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  ].join('\n');
  const scope = '20260301/eu-west-1/ssmmessages/aws4_request';
  const text = [
    'AWS4-HMAC-SHA256',
    '20260301T102030Z',
    scope,
    createHash('sha256').update(canonical).digest('hex'),
  ].join('\n');
  const hmac = (key: string | Buffer, data: string): Buffer =>
    createHmac('sha256', key).update(data).digest();
  const key = ['20260301', 'eu-west-1', 'ssmmessages', 'aws4_request'].reduce<Buffer>(
    (current, part) => hmac(current, part),
    Buffer.from('AWS4wJalrXUtnFEMI'),
  );
  return hmac(key, text).toString('hex');
}

describe('signUpgrade', () => {
  it('signs the upgrade as the specification says, query included', async () => {
    const url = new URL(
      'wss://ssmmessages.eu-west-1.amazonaws.com/v1/data-channel/anna@corp-0123?role=publish_subscribe&cell-number=AAE%2Fx%3D',
    );
    const headers = await signUpgrade(url, signing);
    const signature = expectedSignature(
      '/v1/data-channel/anna%40corp-0123',
      'cell-number=AAE%2Fx%3D&role=publish_subscribe',
      'ssmmessages.eu-west-1.amazonaws.com',
    );
    expect(headers).toEqual({
      'x-amz-date': '20260301T102030Z',
      'x-amz-security-token': 'token==',
      authorization: `AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20260301/eu-west-1/ssmmessages/aws4_request, SignedHeaders=host;x-amz-date;x-amz-security-token, Signature=${signature}`,
    });
  });

  it('includes a port that is not the usual one in the signed host', async () => {
    const headers = await signUpgrade(
      new URL('ws://127.0.0.1:8123/v1/data-channel/s?role=publish_subscribe'),
      signing,
    );
    const signature = expectedSignature('/v1/data-channel/s', 'role=publish_subscribe', '127.0.0.1:8123');
    expect(headers['authorization']).toContain(signature);
  });

  it('leaves presigned URLs alone', async () => {
    expect(await signUpgrade(new URL('wss://x/y?X-Amz-Signature=abc'), signing)).toEqual({});
    expect(await signUpgrade(new URL('wss://x/y?x-amz-date=abc'), signing)).toEqual({});
  });
});
