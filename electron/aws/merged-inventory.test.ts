import type { Instance } from '@aws-sdk/client-ec2';
import type { InstanceInformation } from '@aws-sdk/client-ssm';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { targetSchema, type Target } from '../../shared/aws.ts';
import { makeMergedInventory } from './merged-inventory.ts';

const instance = (id: string, more: Partial<Instance> = {}): Instance => ({
  InstanceId: id,
  State: { Name: 'running' },
  PlatformDetails: 'Linux/UNIX',
  ...more,
});
const node = (id: string, more: Partial<InstanceInformation> = {}): InstanceInformation => ({
  InstanceId: id,
  PingStatus: 'Online',
  AgentVersion: '3.3.1.0',
  PlatformType: 'Linux',
  ...more,
});

const platforms: [Partial<Instance>, Target['platform']][] = [
  [{ Platform: 'Windows' as const }, 'windows'],
  [{ PlatformDetails: 'Windows with SQL Server' }, 'windows'],
  [{ PlatformDetails: 'Red Hat Enterprise Linux' }, 'linux'],
  [{ InstanceType: 'mac2.metal' as const }, 'macos'],
  [{ PlatformDetails: '' }, 'unknown'],
];

describe('merged inventory', () => {
  it('reads what EC2 says', () => {
    const [target] = makeMergedInventory().addInstances([
      instance('i-1', {
        Tags: [{ Key: 'Name', Value: 'web' }, { Key: 'env', Value: '' }],
        PrivateIpAddress: '10.0.0.4',
        PublicIpAddress: '',
        NetworkInterfaces: [{ Ipv6Addresses: [{ Ipv6Address: '2600::4' }] }],
        IamInstanceProfile: { Arn: 'arn:aws:iam::1:instance-profile/team/web' },
        Placement: { AvailabilityZone: 'eu-west-1a' },
        LaunchTime: new Date(5000),
      }),
    ]);
    expect(targetSchema.parse(target)).toMatchObject({
      kind: 'instance',
      name: 'web',
      state: 'running',
      platform: 'linux',
      privateAddress: '10.0.0.4',
      publicAddress: null,
      ipv6Address: '2600::4',
      roleName: 'web',
      zone: 'eu-west-1a',
      launchedAt: 5000,
      tags: { Name: 'web', env: '' },
      ssm: { status: 'unknown' },
    });
  }); // prettier-ignore

  it.each(platforms)('tells the platform of %j', (more, platform) => {
    expect(makeMergedInventory().addInstances([instance('i-1', more)])[0]?.platform).toBe(platform);
  });

  it('lets the agent name the operating system and keeps the rest of EC2', () => {
    const merged = makeMergedInventory();
    merged.addInstances([instance('i-1', { Tags: [{ Key: 'Name', Value: 'web' }] })]);
    const about = {
      PlatformName: 'Amazon Linux',
      PlatformVersion: '2023',
      ComputerName: 'ip-10',
      PingStatus: 'ConnectionLost' as const,
    };
    const [target] = merged.addNodes([node('i-1', { ...about, LastPingDateTime: new Date(7000) })]);
    expect(target).toMatchObject({
      name: 'web',
      operatingSystem: 'Amazon Linux 2023',
      ssm: { status: 'offline', agentVersion: '3.3.1.0', lastPingAt: 7000 },
    });
  });

  it('shows managed nodes at once, and instances of Systems Manager only when EC2 has not named them', () => {
    const merged = makeMergedInventory();
    const shown = merged.addNodes([
      node('mi-0123456789abcdef0', { ComputerName: 'dc1', IPAddress: 'fd00::1' }),
      node('i-9'),
    ]);
    expect(shown).toMatchObject([
      {
        id: 'mi-0123456789abcdef0',
        kind: 'managed-node',
        name: 'dc1',
        ipv6Address: 'fd00::1',
        privateAddress: null,
        state: 'running',
      },
    ]);
    expect(merged.endInstances('failed')).toMatchObject([
      { id: 'i-9', kind: 'instance', state: 'running', ssm: { status: 'online' } },
    ]);
  });

  it('calls an instance unmanaged only after Systems Manager has said everything', () => {
    const merged = makeMergedInventory();
    merged.addInstances([instance('i-1'), instance('i-2')]);
    merged.addNodes([node('i-1')]);
    expect(merged.endNodes('complete')).toMatchObject([{ id: 'i-2', ssm: { status: 'unmanaged' } }]);
    expect(merged.addInstances([instance('i-3')])).toMatchObject([{ ssm: { status: 'unmanaged' } }]);

    const refused = makeMergedInventory();
    refused.addInstances([instance('i-1')]);
    expect(refused.endNodes('failed')).toEqual([]);
  });

  it('leaves terminated instances out, whoever speaks first', () => {
    const gone = instance('i-1', { State: { Name: 'terminated' } });
    const first = makeMergedInventory();
    expect([
      ...first.addNodes([node('i-1')]),
      ...first.addInstances([gone]),
      ...first.endInstances('complete'),
    ]).toEqual([]);
    const second = makeMergedInventory();
    expect([
      ...second.addInstances([gone]),
      ...second.addNodes([node('i-1')]),
      ...second.endInstances('complete'),
    ]).toEqual([]);
  });

  it('ends with the same targets whatever the order of pages', () => {
    const ids = ['i-1', 'i-2', 'i-3', 'i-4', 'mi-0123456789abcdef0'];
    fc.assert(
      fc.property(
        fc.subarray(ids.slice(0, 4)),
        fc.subarray(ids),
        fc.array(fc.boolean()),
        (ec2, ssm, order) => {
          const run = (takeEc2First: () => boolean): Map<string, Target> => {
            const merged = makeMergedInventory();
            const state = new Map<string, Target>();
            const keep = (targets: Target[]): void =>
              targets.forEach((target) => state.set(target.id, target));
            const left = { ec2: [...ec2], ssm: [...ssm] };
            while (left.ec2.length + left.ssm.length > 0) {
              const source = left.ssm.length === 0 || (left.ec2.length > 0 && takeEc2First()) ? 'ec2' : 'ssm';
              const id = left[source].shift() ?? '';
              keep(source === 'ec2' ? merged.addInstances([instance(id)]) : merged.addNodes([node(id)]));
              if (left[source].length === 0)
                keep(source === 'ec2' ? merged.endInstances('complete') : merged.endNodes('complete'));
            }
            if (ec2.length === 0) keep(merged.endInstances('complete'));
            if (ssm.length === 0) keep(merged.endNodes('complete'));
            return state;
          };
          const coins = [...order];
          const sorted = (state: Map<string, Target>): [string, Target][] =>
            [...state].sort(([a], [b]) => a.localeCompare(b));
          expect(sorted(run(() => coins.shift() ?? true))).toEqual(sorted(run(() => true)));
        },
      ),
    );
  });
});
