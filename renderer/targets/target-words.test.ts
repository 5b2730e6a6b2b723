// What a row and the inspector say of a target, above all when one of the two sources could not be asked.
import { describe, expect, it } from 'vitest';
import { type Target, targetSchema } from '../../shared/aws.ts';
import type { RouteOutlook } from '../../shared/route.ts';
import { targetFacts } from './target-facts.tsx';
import { rowMeta, rowState, ssmRoute } from './target-words.ts';

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

it.each([
  ['Microsoft Windows Server 2022 Datacenter 10.0.20348', 'Windows Server 2022 · 10.0.0.5'],
  ['Debian GNU/Linux 12', 'Debian 12 · 10.0.0.5'],
  ['Amazon Linux 2023', 'Amazon Linux 2023 · 10.0.0.5'],
  ['Red Hat Enterprise Linux Server 8.6', 'Red Hat Enterprise Linux Server 8.6 · 10.0.0.5'],
  ['Linux/UNIX', 'Linux · 10.0.0.5'],
  [null, 'Linux · 10.0.0.5'],
])('a row calls %s as people do, and has room for the address', (operatingSystem, words) => {
  expect(rowMeta(target({ operatingSystem, privateAddress: '10.0.0.5' }))).toBe(words);
});

it('without an agent, a public address that SSH may reach is the fact that decides', () => {
  const open = target({ ssm: { status: 'unmanaged' }, publicAddress: '203.0.113.7' });
  const outlook = (verdict: 'possible' | 'not-possible'): RouteOutlook => ({
    user: 'ec2-user',
    reasons: [{ route: 'direct', shell: 'ssh', verdict, why: '' }],
  });
  expect(rowState(open, outlook('possible'))).toEqual({ sign: 'ring', tone: 'info', text: 'direct' });
  expect(rowState(open, outlook('not-possible')).text).toBe('no agent');
  expect(rowState({ ...open, publicAddress: null }, outlook('possible')).text).toBe('no agent');
});

it('what EC2 says about its state comes before its agent', () => {
  const stopped = target({ state: 'stopped', ssm: offline, launchedAt: 0 });
  expect(rowState(stopped).text).toBe('stopped');
  expect(ssmRoute(stopped, null).text).toBe('the instance is stopped');
  const facts = new Map(targetFacts(stopped));
  expect([facts.get('State'), facts.get('Role')]).toEqual(['stopped', 'none']);
});
