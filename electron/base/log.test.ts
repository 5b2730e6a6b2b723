import { expect, test } from 'vitest';
import { AppError } from '../../shared/app-error.ts';
import { createLog, type LogEntry } from './log.ts';
import { ManualClock } from './manual-clock.ts';
import { redactText } from './redact.ts';
import { Secret } from './secret.ts';

test('writes area, time and printable facts', () => {
  const entries: LogEntry[] = [];
  const log = createLog('ssm', (entry) => entries.push(entry), new ManualClock(5)).part('channel');
  log.warn('It broke.', {
    count: 3,
    error: new AppError('aws/throttled', 'Too fast.', { detail: 'Rate exceeded' }),
    bytes: new Uint8Array(9),
    url: new URL('wss://host/path?X-Amz-Signature=abc'),
    missing: null,
  });
  expect(entries).toEqual([
    {
      at: 5,
      level: 'warn',
      area: 'ssm/channel',
      message: 'It broke.',
      facts: {
        count: '3',
        error: 'aws/throttled: Too fast. (Rate exceeded)',
        bytes: '9 bytes',
        url: 'wss://host/path',
        missing: 'null',
      },
    },
  ]);
});

test('secrets do not reach the sink by name, by type or by look', () => {
  const entries: LogEntry[] = [];
  const log = createLog('x', (entry) => entries.push(entry), new ManualClock());
  const key = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY';
  log.error(`request {"TokenValue":"hidden-1","SessionId":"s-1"} secretAccessKey=${key}`, {
    tokenValue: 'hidden-2',
    boxed: new Secret('hidden-3'),
    nested: { password: 'hidden-4', deep: { url: 'wss://h/?X-Amz-Security-Token=hidden-5&a=1' } },
    header: 'AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/x, Signature=0123456789abcdef0123456789abcdef',
    pem: '-----BEGIN OPENSSH PRIVATE KEY-----\nhidden-6\n-----END OPENSSH PRIVATE KEY-----',
  });
  const text = JSON.stringify(entries);
  expect(text).not.toMatch(/hidden-\d|wJalr|0123456789abcdef0|AKIAIOSFODNN7/);
  expect(text).toContain('s-1');
});

test('plain sentences stay as they are', () => {
  const text = 'The gateway closed the socket (1000) of session anna-0a1b2c3d4e5f60718.';
  expect(redactText(text)).toBe(text);
});
