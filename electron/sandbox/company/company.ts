// The eight machines everybody meets first: one of each kind that a company has and that a client must tell apart.
import {
  PRODUCTION_VPC,
  SECURITY_GROUPS,
  STAGING_VPC,
  SUBNETS,
  SYSTEMS,
  type Subnet,
  type SystemName,
} from './network.ts';
import type { Ec2Side, Instance, InstanceAgent } from './instance.ts';

export const COMPANY = {
  web: 'i-0a1b2c3d4e5f60718',
  buildRunner: 'i-0b6d1e8f3a2c94705',
  sqlReport: 'i-0c9f4a7b2d6e15380',
  oldWorker: 'i-0d2e8b5c7f1a36940',
  warehouseGateway: 'mi-0e7a3c9d5b1f28460',
  bastionLegacy: 'i-0f5c1d9e3b7a42680',
  jump: 'i-01d4f7a9c2e5b8360',
  ledgerDb: 'i-02e8b1d6f3a7c4950',
} as const;

/** `jumpAddress`: where this computer lets the jump host have a port 22 of its own; null: nowhere. */
export function company(region: string, jumpAddress: string | null): Instance[] {
  return [
    {
      id: COMPANY.web,
      name: 'web-1',
      state: 'running',
      privateAddress: '10.20.1.17',
      tags: tagsOf('web-1', 'production', 'storefront'),
      agent: agentOf('amazonLinux', 'online', '3.3.987.0', `ip-10-20-1-17.${region}.compute.internal`),
      ssh: SYSTEMS.amazonLinux.ssh,
      ec2: ec2Of('amazonLinux', region, SUBNETS.productionA, {
        instanceType: 't4g.medium',
        architecture: 'arm64',
        launchedAt: '2026-03-02T07:41:12.000Z',
      }),
    },
    {
      id: COMPANY.buildRunner,
      name: 'build-runner',
      state: 'running',
      privateAddress: '10.40.1.52',
      tags: tagsOf('build-runner', 'staging', 'platform'),
      agent: agentOf('ubuntu', 'offline', '3.3.131.0', `ip-10-40-1-52.${region}.compute.internal`),
      ssh: SYSTEMS.ubuntu.ssh,
      ec2: ec2Of('ubuntu', region, SUBNETS.stagingA, {
        instanceType: 'c6i.2xlarge',
        keyName: 'platform-2024',
        launchedAt: '2025-11-18T15:03:44.000Z',
      }),
    },
    {
      id: COMPANY.sqlReport,
      name: 'sql-report-01',
      state: 'running',
      privateAddress: '10.20.2.31',
      tags: { ...tagsOf('sql-report-01', 'production', 'finance'), 'cost-center': '4711' },
      agent: agentOf('windows', 'online', '3.3.987.0', 'EC2AMAZ-7Q2M1KD.corp.example.com'),
      ssh: SYSTEMS.windows.ssh,
      ec2: ec2Of('windows', region, SUBNETS.productionB, {
        instanceType: 'm6i.xlarge',
        keyName: 'finance-rdp',
        launchedAt: '2026-01-09T10:22:05.000Z',
      }),
    },
    {
      id: COMPANY.oldWorker,
      name: 'old-worker',
      state: 'stopped',
      privateAddress: '10.20.1.88',
      tags: tagsOf('old-worker', 'production', 'storefront'),
      agent: agentOf('amazonLinux', 'offline', '3.2.2303.0', `ip-10-20-1-88.${region}.compute.internal`),
      ssh: SYSTEMS.amazonLinux.ssh,
      ec2: ec2Of('amazonLinux', region, SUBNETS.productionA, {
        instanceType: 't3.large',
        launchedAt: '2024-06-27T04:55:30.000Z',
      }),
    },
    {
      id: COMPANY.warehouseGateway,
      name: 'warehouse-gw',
      state: 'running',
      privateAddress: '192.168.77.4',
      tags: tagsOf('warehouse-gw', 'production', 'logistics'),
      agent: agentOf('debian', 'online', '3.3.859.0', 'warehouse-gw'),
      ssh: SYSTEMS.debian.ssh,
      ec2: null,
    },
    {
      id: COMPANY.bastionLegacy,
      name: 'bastion-legacy',
      state: 'running',
      privateAddress: '10.40.1.9',
      tags: tagsOf('bastion-legacy', 'staging', 'platform'),
      agent: agentOf('ubuntuOld', 'none', '', ''),
      ssh: SYSTEMS.ubuntuOld.ssh,
      ec2: ec2Of('ubuntuOld', region, SUBNETS.stagingA, {
        instanceType: 't3.micro',
        keyName: 'platform-2021',
        roleName: null,
        launchedAt: '2021-09-14T12:08:51.000Z',
      }),
    },
    {
      id: COMPANY.jump,
      name: 'jump-1',
      state: 'running',
      privateAddress: '10.20.1.4',
      tags: tagsOf('jump-1', 'production', 'platform'),
      agent: agentOf('amazonLinux', 'none', '', ''),
      ssh: SYSTEMS.amazonLinux.ssh,
      ec2: ec2Of('amazonLinux', region, SUBNETS.productionA, {
        instanceType: 't4g.nano',
        architecture: 'arm64',
        keyName: 'platform-2024',
        roleName: null,
        publicAddress: jumpAddress,
        securityGroup: SECURITY_GROUPS.jump,
        launchedAt: '2025-04-08T09:12:27.000Z',
      }),
    },
    {
      id: COMPANY.ledgerDb,
      name: 'ledger-db',
      state: 'running',
      privateAddress: '10.20.3.12',
      tags: tagsOf('ledger-db', 'production', 'finance'),
      agent: agentOf('amazonLinux', 'none', '', ''),
      ssh: SYSTEMS.amazonLinux.ssh,
      ec2: ec2Of('amazonLinux', region, SUBNETS.productionData, {
        instanceType: 'r7g.large',
        architecture: 'arm64',
        roleName: null,
        launchedAt: '2025-09-30T06:20:03.000Z',
      }),
    },
  ];
}

export function tagsOf(name: string, environment: string, team: string): Record<string, string> {
  return { Name: name, environment, team };
}

export function agentOf(
  system: SystemName,
  status: InstanceAgent['status'],
  version: string,
  computerName: string,
): InstanceAgent {
  const { platformType, platformName, platformVersion } = SYSTEMS[system];
  return { status, version, platformType, platformName, platformVersion, computerName };
}

type Ec2Choice = Pick<Ec2Side, 'instanceType' | 'launchedAt'> &
  Partial<Pick<Ec2Side, 'architecture' | 'keyName' | 'roleName' | 'publicAddress' | 'securityGroup'>>;

export function ec2Of(system: SystemName, region: string, subnet: Subnet, choice: Ec2Choice): Ec2Side {
  return {
    imageId: SYSTEMS[system].imageId,
    platformDetails: SYSTEMS[system].platformDetails,
    zone: `${region}${subnet.zoneLetter}`,
    vpcId: subnet.vpcId,
    subnetId: subnet.subnetId,
    publicAddress: null,
    securityGroup: SECURITY_GROUPS[subnet.vpcId === STAGING_VPC ? 'staging' : 'production'],
    architecture: 'x86_64',
    keyName: null,
    roleName: subnet.vpcId === PRODUCTION_VPC ? 'production-instance' : 'staging-instance',
    ...choice,
  };
}
