// The certificates of the endpoints, judged by OpenSSL in its strict mode and by Node.
import { execFileSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { makeAuthority } from './certificates.ts';

test('names are exact, and the authority vouches for them', () => {
  const authority = makeAuthority(Date.now());
  const { certificate } = authority.issue(['one.eice.example.com', 'two.fips.eice.example.com']);
  const parsed = new X509Certificate(certificate);
  expect(parsed.subjectAltName).toBe('DNS:one.eice.example.com, DNS:two.fips.eice.example.com');
  expect(parsed.checkHost('one.eice.example.com')).toBe('one.eice.example.com');
  expect(parsed.checkHost('three.eice.example.com')).toBeUndefined();
  expect(parsed.ca).toBe(false);
  const issuer = new X509Certificate(authority.certificate);
  expect(issuer.ca).toBe(true);
  expect(parsed.verify(issuer.publicKey)).toBe(true);
  expect(parsed.verify(new X509Certificate(makeAuthority(Date.now()).certificate).publicKey)).toBe(false);
});

test('openssl finds nothing wrong with them', () => {
  const dir = mkdtempSync(path.join(tmpdir(), 'sallyport-certificates-'));
  try {
    const authority = makeAuthority(Date.now());
    const [ca, leaf] = [path.join(dir, 'ca.pem'), path.join(dir, 'leaf.pem')];
    writeFileSync(ca, authority.certificate);
    writeFileSync(leaf, authority.issue(['one.eice.example.com']).certificate);
    const args = [
      'verify',
      '-x509_strict',
      '-purpose',
      'sslserver',
      '-verify_hostname',
      'one.eice.example.com',
    ];
    expect(execFileSync('openssl', [...args, '-CAfile', ca, leaf]).toString()).toBe(`${leaf}: OK\n`);
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
});
