import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseConsoleHostKeys } from './console-host-keys.ts';

const KEY = 'AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl';
/** `ssh-keygen -lf` of that key (GitHub's, published). */
const FINGERPRINT = 'SHA256:+DiY3wvvV6TuJJhbpZisF/zLDA0zPMSvHdkr4UvCOqU';
const OTHER = `SHA256:${'b'.repeat(43)}`;

const output = (fingerprints: string[], keys: string[]) =>
  [
    '[    3.1] cloud-init[1312]: Cloud-init v. 22.2.2 running',
    '<14>Nov 21 08:00:00 ec2: #############################################################',
    '<14>Nov 21 08:00:00 ec2: -----BEGIN SSH HOST KEY FINGERPRINTS-----',
    ...fingerprints.map((line) => `<14>Nov 21 08:00:00 ec2: ${line}`),
    '<14>Nov 21 08:00:00 ec2: -----END SSH HOST KEY FINGERPRINTS-----',
    '-----BEGIN SSH HOST KEY KEYS-----',
    ...keys,
    '-----END SSH HOST KEY KEYS-----',
    'Amazon Linux 2023 login: ',
  ].join('\r\n');

test('fingerprints and keys of both blocks are found, each once', () => {
  const text = output(
    [`256 ${FINGERPRINT} root@ip-10-0-0-1 (ED25519)`, `3072 ${OTHER} no comment (RSA)`],
    [`ssh-ed25519 ${KEY} root@ip-10-0-0-1`],
  );
  expect(parseConsoleHostKeys(text)).toEqual({ fingerprints: [FINGERPRINT, OTHER] });
});

test('only the newest start counts', () => {
  const text = output([`256 ${OTHER} a (ED25519)`], []) + output([`256 ${FINGERPRINT} a (ED25519)`], []);
  expect(parseConsoleHostKeys(text)).toEqual({ fingerprints: [FINGERPRINT] });
});

test('a block without an end, MD5 fingerprints and words outside of the blocks say nothing', () => {
  expect(parseConsoleHostKeys('')).toBeNull();
  expect(parseConsoleHostKeys(`-----BEGIN SSH HOST KEY FINGERPRINTS-----\n256 ${OTHER} a`)).toBeNull();
  expect(
    parseConsoleHostKeys(output(['2048 MD5:9d:38:5b:83:a9:17:52:92:56:1a:5e:c4:d4:81:8e:0a a (RSA)'], [])),
  ).toBeNull();
  expect(parseConsoleHostKeys(`logged in with ${FINGERPRINT} from 10.0.0.1`)).toBeNull();
});

test('any text is read in bounds', () => {
  const pieces = fc.constantFrom(
    '-----BEGIN SSH HOST KEY FINGERPRINTS-----',
    '-----END SSH HOST KEY FINGERPRINTS-----',
    '-----BEGIN SSH HOST KEY KEYS-----',
    '-----END SSH HOST KEY KEYS-----',
    '\n',
    ` ${OTHER} `,
    `ssh-ed25519 ${KEY}`,
  );
  fc.assert(
    fc.property(fc.array(fc.oneof(pieces, fc.string()), { maxLength: 60 }), (parts) => {
      const keys = parseConsoleHostKeys(parts.join(''))?.fingerprints ?? [OTHER];
      expect(keys.length).toBeGreaterThan(0);
      expect(keys.length).toBeLessThanOrEqual(16);
      for (const key of keys) expect(key).toMatch(/^SHA256:[A-Za-z0-9+/]{43}$/);
    }),
  );
});
