// A generated fleet beside the eight: the same machines for the same number, in the mix of states a large account has.
import { createHash } from 'node:crypto';
import { agentOf, ec2Of, tagsOf } from './company.ts';
import { SUBNETS, SYSTEMS, type SystemName } from './network.ts';
import type { Instance, InstanceAgent, InstanceState } from './instance.ts';

/** Private addresses are handed out of 10.64.0.0/12 by number. */
const MAX_FLEET = 20_000;

const ROLES = ['api', 'worker', 'cache', 'db', 'ingest', 'batch', 'search', 'proxy', 'auth', 'billing'];
const TEAMS = ['storefront', 'platform', 'finance', 'logistics', 'data', 'mobile'];
const TYPES = ['t3.medium', 'm6i.large', 'c6i.xlarge', 'r6i.2xlarge', 'm5.4xlarge'];
const SYSTEM_MIX: readonly SystemName[] = ['amazonLinux', 'amazonLinux', 'ubuntu', 'debian', 'windows'];
const SUBNET_MIX = [SUBNETS.productionA, SUBNETS.productionB, SUBNETS.stagingA];
const FIRST_LAUNCH = Date.UTC(2023, 0, 9, 6, 0, 0);
const LAUNCH_STEP_MS = 71 * 60_000;

export function fleet(count: number, region: string): Instance[] {
  return Array.from({ length: Math.min(count, MAX_FLEET) }, (_, index) => member(index, region));
}

function member(index: number, region: string): Instance {
  // Sixteen bytes of chance that depend on the number alone.
  const dice = createHash('sha256').update(`fleet member ${index}`).digest();
  const roll = (at: number, sides: number): number => (dice[at] ?? 0) % sides;
  const pick = <T>(at: number, list: readonly [T, ...T[]] | readonly T[]): T => {
    const value = list[roll(at, list.length)];
    if (value === undefined) throw new Error('picked from an empty list');
    return value;
  };
  const subnet = pick(0, SUBNET_MIX);
  const environment = subnet === SUBNETS.stagingA ? 'staging' : 'production';
  const name = `${pick(1, ROLES)}-${environment === 'staging' ? 'stg' : 'prd'}-${String(index).padStart(5, '0')}`;
  const system = pick(2, SYSTEM_MIX);
  const state = stateOf(roll(3, 100));
  // 10.64.0.0 onwards; .0 and .255 are skipped by using 250 hosts a third octet.
  const privateAddress = `10.${64 + Math.floor(index / 62_500)}.${Math.floor(index / 250) % 250}.${(index % 250) + 2}`;
  return {
    id: `i-${dice.toString('hex').slice(0, 17)}`,
    name,
    state,
    privateAddress,
    tags: tagsOf(name, environment, pick(4, TEAMS)),
    agent: agentOf(
      system,
      agentStatusOf(roll(5, 100)),
      '3.3.987.0',
      `ip-${privateAddress.replaceAll('.', '-')}`,
    ),
    ssh: SYSTEMS[system].ssh,
    ec2: ec2Of(system, region, subnet, {
      instanceType: pick(6, TYPES),
      launchedAt: new Date(FIRST_LAUNCH + index * LAUNCH_STEP_MS).toISOString(),
    }),
  };
}

function stateOf(percent: number): InstanceState {
  if (percent < 86) return 'running';
  if (percent < 96) return 'stopped';
  if (percent < 97) return 'pending';
  if (percent < 98) return 'stopping';
  return 'terminated';
}

function agentStatusOf(percent: number): InstanceAgent['status'] {
  if (percent < 88) return 'online';
  return percent < 95 ? 'offline' : 'none';
}
