// The company's security groups: who may go where, as EC2 tells it. The sandbox itself does not filter by them.
import { PRODUCTION_VPC, SECURITY_GROUPS, STAGING_VPC } from './network.ts';

/** One rule. `protocol` -1: everything. */
export interface SecurityRule {
  readonly protocol: 'tcp' | '-1';
  readonly fromPort: number | null;
  readonly toPort: number | null;
  readonly cidrs: readonly string[];
  readonly groupIds: readonly string[];
  readonly description: string;
}

export interface SecurityGroup {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly vpcId: string;
  readonly inbound: readonly SecurityRule[];
  readonly outbound: readonly SecurityRule[];
  readonly tags: Readonly<Record<string, string>>;
}

const EVERYWHERE: SecurityRule = {
  protocol: '-1',
  fromPort: null,
  toPort: null,
  cidrs: ['0.0.0.0/0'],
  groupIds: [],
  description: '',
};

export const SECURITY_GROUP_LIST: readonly SecurityGroup[] = [
  {
    ...SECURITY_GROUPS.production,
    description: 'Private instances of production',
    vpcId: PRODUCTION_VPC,
    inbound: [fromGroup(22, SECURITY_GROUPS.jump.id, 'SSH from the jump host')],
    outbound: [EVERYWHERE],
    tags: { environment: 'production' },
  },
  {
    ...SECURITY_GROUPS.staging,
    description: 'Private instances of staging',
    vpcId: STAGING_VPC,
    inbound: [fromGroup(22, SECURITY_GROUPS.stagingEndpoint.id, 'SSH from the endpoint')],
    outbound: [EVERYWHERE],
    tags: { environment: 'staging' },
  },
  {
    ...SECURITY_GROUPS.jump,
    description: 'The jump host',
    vpcId: PRODUCTION_VPC,
    inbound: [{ ...tcp(22, 'SSH from the office'), cidrs: ['198.51.100.0/24', '127.0.0.0/8'] }],
    outbound: [EVERYWHERE],
    tags: { environment: 'production' },
  },
  {
    ...SECURITY_GROUPS.stagingEndpoint,
    description: 'EC2 Instance Connect Endpoint of staging',
    vpcId: STAGING_VPC,
    inbound: [],
    outbound: [fromGroup(22, SECURITY_GROUPS.staging.id, 'SSH to the instances')],
    tags: { environment: 'staging' },
  },
  {
    ...SECURITY_GROUPS.productionEndpoint,
    description: 'EC2 Instance Connect Endpoint of production',
    vpcId: PRODUCTION_VPC,
    inbound: [],
    outbound: [],
    tags: { environment: 'production' },
  },
];

function tcp(port: number, description: string): SecurityRule {
  return { protocol: 'tcp', fromPort: port, toPort: port, cidrs: [], groupIds: [], description };
}

function fromGroup(port: number, groupId: string, description: string): SecurityRule {
  return { ...tcp(port, description), groupIds: [groupId] };
}
