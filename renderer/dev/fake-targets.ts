// A small company's instances, and as many more as one likes.
import { targetSchema } from '../../shared/aws.ts';
import type { Target } from '../../shared/aws.ts';

const DAY_MS = 86_400_000;

function target(patch: Record<string, unknown>): Target {
  return targetSchema.parse({
    kind: 'instance',
    name: null,
    state: 'running',
    platform: 'linux',
    operatingSystem: 'Amazon Linux 2023',
    privateAddress: null,
    publicAddress: null,
    ipv6Address: null,
    instanceType: 'm7g.large',
    architecture: 'arm64',
    zone: 'eu-west-1b',
    vpcId: 'vpc-0a1f3c8e21',
    subnetId: 'subnet-0c2d77e10',
    imageId: 'al2023-ami-2026.10',
    keyName: null,
    roleName: 'api-instance-role',
    launchedAt: Date.now() - 41 * DAY_MS,
    tags: { env: 'production', team: 'payments' },
    ssm: { status: 'online', agentVersion: '3.3.1611' },
    ...patch,
  });
}

const TOOLING = { vpcId: 'vpc-0b7e90aa12', subnetId: 'subnet-0f1e2d3c4', roleName: 'tooling-role' };
const ON_PREMISES = {
  kind: 'managed-node',
  state: 'unknown',
  instanceType: null,
  architecture: null,
  zone: null,
  vpcId: null,
  subnetId: null,
  imageId: null,
  roleName: 'service-role/SSMServiceRole',
  launchedAt: null,
  tags: {},
};

export function company(): Target[] {
  return [
    target({ id: 'i-0f3a9c41b7d2e8a05', name: 'api-blue-1', privateAddress: '10.20.4.17' }),
    target({ id: 'i-0f3a9c41b7d2e8a06', name: 'api-blue-2', privateAddress: '10.20.4.31' }),
    target({
      id: 'i-01b2c3d4e5f60718a',
      name: 'bastion-legacy',
      operatingSystem: 'Ubuntu 22.04',
      privateAddress: '10.20.1.5',
      ssm: { status: 'unmanaged' },
    }),
    target({
      id: 'i-0aa11bb22cc33dd44',
      name: 'sql-report-01',
      platform: 'windows',
      operatingSystem: 'Windows Server 2022',
      privateAddress: '10.20.9.8',
    }),
    target({
      id: 'i-07777777777777777',
      name: 'batch-7',
      operatingSystem: 'Ubuntu 24.04',
      privateAddress: '10.20.6.44',
      ssm: { status: 'offline', agentVersion: '3.3.987', lastPingAt: Date.now() - 3 * DAY_MS },
    }),
    target({
      id: 'i-0c1c1c1c1c1c1c1c1',
      name: 'ci-runner-3',
      operatingSystem: 'Amazon Linux 2',
      privateAddress: '10.31.2.9',
      ...TOOLING,
    }),
    target({
      id: 'i-0d1d1d1d1d1d1d1d1',
      name: 'grafana',
      operatingSystem: 'Debian 12',
      privateAddress: '10.31.2.20',
      ...TOOLING,
    }),
    target({
      id: 'i-0e1e1e1e1e1e1e1e1',
      name: 'old-worker',
      operatingSystem: 'Ubuntu 20.04',
      state: 'stopped',
      ssm: { status: 'unmanaged' },
      ...TOOLING,
    }),
    target({ id: 'mi-0123456789abcdef0', name: 'warehouse-gw', operatingSystem: 'RHEL 9', ...ON_PREMISES }),
    target({
      id: 'mi-0123456789abcdef1',
      name: 'label-printer',
      platform: 'windows',
      operatingSystem: 'Windows 11',
      ...ON_PREMISES,
    }),
  ];
}

export function fleet(count: number): Target[] {
  return Array.from({ length: count }, (_, index) => {
    const hex = index.toString(16).padStart(17, '0');
    const role = ['web', 'api', 'worker', 'cache', 'search'][index % 5] ?? 'web';
    return target({
      id: `i-${hex}`,
      name: `${role}-${['blue', 'green', 'red'][index % 3]}-${index}`,
      privateAddress: `10.${20 + (index >> 16)}.${(index >> 8) & 255}.${index & 255}`,
      vpcId: `vpc-0${(index % 12).toString(16)}a1f3c8e21`,
      operatingSystem: ['Amazon Linux 2023', 'Ubuntu 24.04', 'Debian 12'][index % 3],
      tags: { env: index % 2 === 0 ? 'production' : 'staging', team: `team-${index % 40}`, app: role },
      ssm: index % 17 === 0 ? { status: 'unmanaged' } : { status: 'online', agentVersion: '3.3.1611' },
    });
  });
}
