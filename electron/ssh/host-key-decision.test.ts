import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decideHostKey, hostKeyChangedError, type HostKeyPin } from './host-key-decision.ts';

const key = (name: string, type = 'ssh-ed25519') => ({ type, fingerprint: `SHA256:${name}` });
const pin = (name: string, changes: Partial<HostKeyPin> = {}): HostKeyPin => ({
  ...key(name),
  launchedAt: 1000,
  instanceId: null,
  ...changes,
});
const machine = { instanceId: 'i-1', launchedAt: 1000 };
const decide = (pins: HostKeyPin[], consoleFingerprints: string[] | null, changes: object = {}) =>
  decideHostKey({ offered: key('new'), pins, machine, consoleFingerprints, ...changes });

test('a pinned key is the same, whatever else is said', () => {
  expect(decide([pin('other'), pin('new')], ['SHA256:other'])).toEqual({ kind: 'same' });
});

test('a first key is as good as what the console says of it', () => {
  expect(decide([], null)).toEqual({ kind: 'first', console: 'silent' });
  expect(decide([], ['SHA256:new'])).toEqual({ kind: 'first', console: 'confirms' });
  expect(decide([], ['SHA256:other'])).toEqual({ kind: 'first', console: 'contradicts' });
});

test('another key without a reason is a mismatch', () => {
  expect(decide([pin('old')], null)).toMatchObject({
    kind: 'mismatch',
    pinned: { fingerprint: 'SHA256:old' },
  });
  expect(decide([pin('old')], ['SHA256:old'])).toMatchObject({ kind: 'mismatch', console: 'contradicts' });
});

test('a type that was never seen does not get around the pin', () => {
  const offered = key('new', 'ssh-rsa');
  expect(decide([pin('old')], null, { offered })).toMatchObject({ kind: 'mismatch' });
});

test('a machine that was replaced or started again is a reason, and the console is the best one', () => {
  expect(decide([pin('old', { instanceId: 'i-0' })], null)).toMatchObject({
    kind: 'replaced',
    because: 'another-instance',
  });
  expect(decide([pin('old', { launchedAt: 5 })], null)).toMatchObject({ because: 'started-again' });
  expect(decide([pin('old')], ['SHA256:new'])).toMatchObject({ because: 'console', console: 'confirms' });
});

test('a new start is no reason for a key that the machine says it does not have', () => {
  expect(decide([pin('old', { launchedAt: 5 })], ['SHA256:old'])).toMatchObject({ kind: 'mismatch' });
});

test('what is not known is no reason', () => {
  const unknown = { machine: { instanceId: null, launchedAt: null } };
  expect(decide([pin('old', { instanceId: 'i-0', launchedAt: 5 })], null, unknown)).toMatchObject({
    kind: 'mismatch',
  });
});

test('nothing but a pin makes a key the same', () => {
  const name = fc.constantFrom('new', 'old', 'third');
  const pins = fc.array(
    fc.record({
      name,
      launchedAt: fc.constantFrom(null, 1000, 5),
      instanceId: fc.constantFrom(null, 'i-1', 'i-0'),
    }),
  );
  fc.assert(
    fc.property(pins, fc.option(fc.array(name)), (list, consoleNames) => {
      const known = list.map((each) => pin(each.name, each));
      const decision = decide(known, consoleNames?.map((each) => `SHA256:${each}`) ?? null);
      expect(decision.kind === 'same').toBe(list.some((each) => each.name === 'new'));
      expect(decision.kind === 'first').toBe(list.length === 0);
    }),
  );
});

test('the error names both keys', () => {
  const error = hostKeyChangedError(key('new'), pin('old'));
  expect(error).toMatchObject({ code: 'ssh/host-key-changed', retryable: false });
  expect(error.detail).toContain('Known: ssh-ed25519 SHA256:old. Offered: ssh-ed25519 SHA256:new.');
});
