// The facts of a target as name and value, only those that are known.
import type { Target } from '../../shared/aws.ts';
import { formatAge } from '../ui/format-time.ts';
import { systemName } from './target-words.ts';

export type Fact = readonly [name: string, value: string | null];

export function targetFacts(target: Target): readonly Fact[] {
  const age = target.launchedAt === null ? '' : `, ${formatAge(Date.now() - target.launchedAt)}`;
  const running = target.state === 'running' ? `running${age}` : target.state.replace('-', ' ');
  // Every instance has a launch time: without it EC2 was not asked, and what only EC2 knows is not said.
  const isDescribed = target.kind === 'instance' && target.launchedAt !== null;
  const type = [target.instanceType, target.architecture].filter((part) => part !== null).join(' · ');
  return [
    ['State', target.state === 'unknown' || target.kind !== 'instance' ? null : running],
    ['System', systemName(target)],
    ['Type', type === '' ? null : type],
    ['Zone', target.zone],
    ['Private IP', target.privateAddress],
    ['Public IP', target.publicAddress],
    ['IPv6', target.ipv6Address],
    ['VPC', target.vpcId],
    ['Subnet', target.subnetId],
    ['Role', target.roleName ?? (isDescribed ? 'none' : null)],
    ['Key pair', target.keyName],
    ['Image', target.imageId],
  ];
}

export function targetTags(target: Target): readonly Fact[] {
  return Object.entries(target.tags)
    .filter(([key]) => key !== 'Name')
    .sort(([a], [b]) => (a < b ? -1 : 1));
}

export function Facts({ facts }: { readonly facts: readonly Fact[] }) {
  return (
    <dl className="facts">
      {facts.map(([name, value]) =>
        value === null ? null : (
          <div key={name}>
            <dt title={name}>{name}</dt>
            <dd className="selectable">{value}</dd>
          </div>
        ),
      )}
    </dl>
  );
}
