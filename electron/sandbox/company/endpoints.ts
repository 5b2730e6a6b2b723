// The company's EC2 Instance Connect Endpoints: a working one in staging, one that is still being made in production.
import { createHash } from 'node:crypto';
import { SECURITY_GROUPS, SUBNETS, type Subnet } from './network.ts';

/** Fact sheet 1.17. */
export type EndpointState =
  | 'create-in-progress'
  | 'create-complete'
  | 'create-failed'
  | 'delete-in-progress'
  | 'delete-complete'
  | 'delete-failed'
  | 'update-in-progress'
  | 'update-complete'
  | 'update-failed';

export interface Endpoint {
  /** `eice-` + 17 hex. */
  readonly id: string;
  readonly state: EndpointState;
  readonly stateMessage: string;
  readonly dnsName: string;
  readonly fipsDnsName: string;
  readonly dualStackDnsName: string;
  readonly networkInterfaceIds: readonly string[];
  readonly vpcId: string;
  readonly subnetId: string;
  readonly zone: string;
  readonly securityGroupId: string;
  /** ISO 8601. */
  readonly createdAt: string;
  readonly preserveClientIp: boolean;
  readonly ipAddressType: 'ipv4' | 'dualstack' | 'ipv6';
  readonly tags: Readonly<Record<string, string>>;
}

/** States in which tunnels can be opened (fact sheet 1.18). */
const USABLE: readonly EndpointState[] = [
  'create-complete',
  'update-in-progress',
  'update-complete',
  'update-failed',
];

export const ENDPOINTS = {
  staging: 'eice-0c4f8a2e6d1b93570',
  production: 'eice-09b3e7d5a1f2c8640',
} as const;

export class Endpoints {
  readonly #original: readonly Endpoint[];
  #current: readonly Endpoint[];

  constructor(region: string) {
    this.#original = [
      endpointOf(ENDPOINTS.staging, region, SUBNETS.stagingA, {
        state: 'create-complete',
        stateMessage: '',
        networkInterfaceIds: ['eni-0d3b9f6a2c7e15840'],
        securityGroupId: SECURITY_GROUPS.stagingEndpoint.id,
        createdAt: '2025-06-17T13:40:09.000Z',
        tags: { Name: 'staging-access', environment: 'staging' },
      }),
      endpointOf(ENDPOINTS.production, region, SUBNETS.productionB, {
        state: 'create-in-progress',
        stateMessage: '',
        networkInterfaceIds: [],
        securityGroupId: SECURITY_GROUPS.productionEndpoint.id,
        createdAt: '2026-03-11T16:02:51.000Z',
        tags: { Name: 'production-access', environment: 'production' },
      }),
    ];
    this.#current = this.#original;
  }

  all(): readonly Endpoint[] {
    return this.#current;
  }

  find(id: string): Endpoint | null {
    return this.#current.find((endpoint) => endpoint.id === id) ?? null;
  }

  setState(id: string, state: EndpointState, stateMessage: string): void {
    if (this.find(id) === null) throw new Error(`the sandbox has no endpoint ${id}`);
    this.#current = this.#current.map((endpoint) =>
      endpoint.id === id ? { ...endpoint, state, stateMessage } : endpoint,
    );
  }

  reset(): void {
    this.#current = this.#original;
  }
}

export function isUsable({ state }: Endpoint): boolean {
  return USABLE.includes(state);
}

/** Every name by which the endpoint is reached. */
export function namesOf(endpoint: Endpoint): string[] {
  return [endpoint.dnsName, endpoint.fipsDnsName, endpoint.dualStackDnsName];
}

type EndpointChoice = Pick<
  Endpoint,
  'state' | 'stateMessage' | 'networkInterfaceIds' | 'securityGroupId' | 'createdAt' | 'tags'
>;

function endpointOf(id: string, region: string, subnet: Subnet, choice: EndpointChoice): Endpoint {
  // Shape of AWS's names: fact sheet 1.19.
  const stem = `${id}.${createHash('sha256').update(`${id} ${region}`).digest('hex').slice(0, 8)}`;
  const service = 'ec2-instance-connect-endpoint';
  return {
    id,
    dnsName: `${stem}.${service}.${region}.amazonaws.com`,
    fipsDnsName: `${stem}.fips.${service}.${region}.amazonaws.com`,
    dualStackDnsName: `${stem}.${service}.${region}.api.aws`,
    vpcId: subnet.vpcId,
    subnetId: subnet.subnetId,
    zone: `${region}${subnet.zoneLetter}`,
    preserveClientIp: false,
    ipAddressType: 'ipv4',
    ...choice,
  };
}
