// Nothing secret passes, and what support needs (ids, addresses, codes) stays readable.
import { describe, expect, it } from 'vitest';
import { redactText } from './redact.ts';
import { Secret } from './secret.ts';

const KEY = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY';
const TOKEN = `IQoJb3JpZ2luX2VjE${'aB3/+'.repeat(60)}==`;

describe('redactText', () => {
  it.each([
    `secret ${KEY} here`,
    `AWS_SECRET_ACCESS_KEY=${KEY}`,
    `{"SecretAccessKey":"${KEY}","SessionToken":"${TOKEN}"}`,
    `{\\"tokenValue\\":\\"short-but-secret\\"}`.replace('short-but-secret', 'aaXXsecretXXaa'),
    'Authorization: AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20250101, Signature=deadsecretbeef',
    'authorization: Bearer aaXXsecretXXaa',
    'https://u:aaXXsecretXXaa@example.com/x',
    `wss://ssmmessages.eu-central-1.amazonaws.com/v1/data-channel/anna-0123?role=publish&x=aaXXsecretXXaa`,
    `wss://proxy.example/wss://inner.example/data-channel?x=aaXXsecretXXaa`,
    `https://h/x?X-Amz-Signature=aaXXsecretXXaa&X-Amz-Security-Token=${TOKEN}&y=1`,
    `-----BEGIN RSA PRIVATE KEY-----\naaXXsecretXXaa\n-----END RSA PRIVATE KEY-----`,
    `-----BEGIN OPENSSH PRIVATE KEY-----\naaXXsecretXXaa`,
    "password: 'aaXXsecretXXaa'",
    'token=aaXXsecretXXaa;',
    'detail: password=aaXXsecretXXaa',
    // Cut off before its end.
    '{"TokenValue":"aaXXsecretXXaa',
    "sessionToken: 'aaXXsecretXXaa and more",
    `jwt eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.aaXXsecretXXaa`,
    'AKIAIOSFODNN7EXAMPLE',
  ])('takes the secret out of %s', (text) => {
    const redacted = redactText(text);
    expect(redacted).not.toContain(KEY);
    expect(redacted).not.toContain(TOKEN.slice(0, 40));
    expect(redacted).not.toContain('aaXXsecretXXaa');
    expect(redacted).not.toContain('AKIAIOSFODNN7EXAMPLE');
    expect(redacted).not.toContain('deadsecretbeef');
    expect(redactText(redacted)).toBe(redacted);
  });

  it.each([
    'User: arn:aws:iam::111122223333:user/anna is not authorized to perform: ssm:StartSession',
    'RequestId: 6f1a2b3c-1111-2222-3333-444455556666 TargetNotConnected i-0123456789abcdef0',
    'session anna-0a1b2c3d4e5f60718 on https://ssm.eu-central-1.amazonaws.com/',
    'commit 0123456789abcdef0123456789abcdef01234567',
    'The security token included in the request is expired',
  ])('leaves %s', (text) => {
    expect(redactText(text)).toBe(text);
  });

  it.each([
    'token', 'a', 'a-', 'a.', 'a="', "a='", 'token="', "token='", 'token=', 'token ', 'wss://a.', 'a://b.', 'eyJaaaaaaaa-', 'AKIA',
    '-----BEGIN PRIVATE KEY-----', '-----BEGIN ', '/', '+', '\\', ' ', 'Signature=', 'X-Amz-Signature=', 'Bearer ', 'AWS4-HMAC-SHA256',
  ])('is done soon with much of %j, which a far side may send', (piece) => {
    const text = `token="${piece.repeat(200_000 / piece.length)}`;
    const before = process.cpuUsage();
    redactText(text);
    redactText(text.slice('token="'.length));
    // Of the processor, which others may have too: some 10 ms; what grows with the square takes a minute.
    expect(process.cpuUsage(before).user).toBeLessThan(3_000_000);
  }); // prettier-ignore

  it('a Secret never prints', () => {
    expect(JSON.stringify({ a: new Secret('x') })).toBe('{"a":"[secret]"}');
  });
});
