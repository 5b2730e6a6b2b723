// What a row and the inspector say of a target, above all when one of the two sources could not be asked.
import { describe, expect, it } from 'vitest';
import { type Target, targetSchema } from '../../shared/aws.ts';
import { targetFacts } from './target-facts.tsx';
import { rowState, ssmRoute } from './target-words.ts';

const HOUR_MS = 3_600_000;
const target = (more: object): Target =>
  targetSchema.parse({
    id: 'i-1', kind: 'instance', name: null, state: 'running', platform: 'linux', operatingSystem: null, privateAddress: null,
    publicAddress: null, ipv6Address: null, instanceType: null, architecture: null, zone: null, vpcId: null, subnetId: null,
    imageId: null, keyName: null, roleName: null, launchedAt: null, tags: {}, ssm: { status: 'unknown' }, ...more,
  }); // prettier-ignore
const offline = { status: 'offline', agentVersion: '3.3.1.0', lastPingAt: Date.now() - HOUR_MS };

describe('an instance that only Systems Manager could be asked about', () => {
  const instance = target({ state: 'unknown', ssm: offline });

  it('is what its agent is, not "state unknown"', () => {
    expect(rowState(instance)).toMatchObject({ text: 'agent offline', tone: 'warn' });
    expect(ssmRoute(instance, null).text).toMatch(/^agent offline · last seen 1 h.* ago$/);
  });

  it('has no state and no role that nobody knows', () => {
    const facts = new Map(targetFacts(instance));
    expect([facts.get('State'), facts.get('Role')]).toEqual([null, null]);
  });
});

it('what EC2 says about its state comes before its agent', () => {
  const stopped = target({ state: 'stopped', ssm: offline, launchedAt: 0 });
  expect(rowState(stopped).text).toBe('stopped');
  expect(ssmRoute(stopped, null).text).toBe('the instance is stopped');
  const facts = new Map(targetFacts(stopped));
  expect([facts.get('State'), facts.get('Role')]).toEqual(['stopped', 'none']);
});
