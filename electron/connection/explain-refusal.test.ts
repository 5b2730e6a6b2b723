import { describe, expect, it } from 'vitest';
import { AppError } from '../../shared/app-error.ts';
import { type Target, targetSchema } from '../../shared/aws.ts';
import { describeRefusal, type TargetFacts } from './explain-refusal.ts';

const refusal = new AppError('target/not-connected', 'no', {
  detail: 'TargetNotConnected: i-1',
  retryable: true,
});
const target = (more: Partial<Target>): Target =>
  targetSchema.parse({
    id: 'i-1', kind: 'instance', name: null, state: 'running', platform: 'linux', operatingSystem: null, privateAddress: null,
    publicAddress: null, ipv6Address: null, instanceType: null, architecture: null, zone: null, vpcId: null, subnetId: null,
    imageId: null, keyName: null, roleName: 'web', launchedAt: null, tags: {}, ssm: { status: 'unknown' }, ...more,
  }); // prettier-ignore
const online = target({ ssm: { status: 'online', agentVersion: '3' } });
const offline = target({
  ssm: { status: 'offline', agentVersion: '3', lastPingAt: new Date(2026, 9, 10, 14, 3).getTime() },
});

describe('describeRefusal', () => {
  it.each<[string, TargetFacts, string, RegExp]>([
    ['elsewhere', { instance: 'missing', node: 'missing' }, 'target/not-found', /does not exist in eu-west-1\. Another region/],
    ['stopped', { instance: target({ state: 'stopped' }), node: 'missing' }, 'target/not-running', /it is stopped/],
    ['without a role', { instance: target({ roleName: null }), node: 'missing' }, 'target/not-connected', /not managed.* no IAM instance profile/],
    ['without an agent', { instance: target({}), node: 'missing' }, 'target/not-connected', /not managed.* agent is not installed/],
    ['silent agent', { instance: 'unknown', node: offline }, 'target/not-connected', /offline since 10 Oct 2026, 14:03\./],
    ['no way to ssmmessages', { instance: target({}), node: online }, 'target/not-connected', /takes no sessions.* ssmmessages/],
  ])('%s', (_name, facts, code, words) => {
    const made = describeRefusal(refusal, 'i-1', 'eu-west-1', facts);
    expect(made.code).toBe(code);
    expect(`${made.message} ${made.detail?.replace(/\n/g, ' ')}`).toMatch(words);
    expect(made.detail).toContain('TargetNotConnected: i-1');
  }); // prettier-ignore

  it('stays as it is when nothing could be found out', () => {
    expect(describeRefusal(refusal, 'i-1', 'eu-west-1', { instance: 'unknown', node: 'unknown' })).toBe(
      refusal,
    );
  });
});
