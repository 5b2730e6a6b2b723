// The company's network and images: stable ids, so that documents, tests and screenshots can name them.
import type { InstanceAgent, InstanceSsh } from './instance.ts';

export interface Subnet {
  readonly subnetId: string;
  readonly vpcId: string;
  /** Zone letter; the region comes from the sandbox's options. */
  readonly zoneLetter: 'a' | 'b' | 'c';
  /** First two octets and the third: `10.20.1`. */
  readonly prefix: string;
}

export const PRODUCTION_VPC = 'vpc-0a51c7e2b9d048f31';
export const STAGING_VPC = 'vpc-0f3d92b6a8e17c504';

export const SUBNETS = {
  productionA: {
    subnetId: 'subnet-0b7e41d9f2c6a8035',
    vpcId: PRODUCTION_VPC,
    zoneLetter: 'a',
    prefix: '10.20.1',
  },
  productionB: {
    subnetId: 'subnet-06c2f8a1e5d94b370',
    vpcId: PRODUCTION_VPC,
    zoneLetter: 'b',
    prefix: '10.20.2',
  },
  productionData: {
    subnetId: 'subnet-0e5a92d7c4b1f8063',
    vpcId: PRODUCTION_VPC,
    zoneLetter: 'c',
    prefix: '10.20.3',
  },
  stagingA: {
    subnetId: 'subnet-0d18b3f7c9e25a640',
    vpcId: STAGING_VPC,
    zoneLetter: 'a',
    prefix: '10.40.1',
  },
} as const satisfies Record<string, Subnet>;

export const SECURITY_GROUPS = {
  production: { id: 'sg-03e9a7c1d5b8f2640', name: 'production-private' },
  staging: { id: 'sg-0c6f1b8e2a9d37504', name: 'staging-private' },
  jump: { id: 'sg-0a4d8e2f6c1b97350', name: 'jump-host' },
  stagingEndpoint: { id: 'sg-05b7c3f9a1e8d2460', name: 'staging-instance-connect' },
  productionEndpoint: { id: 'sg-08f2d6b4e9a3c1750', name: 'production-instance-connect' },
} as const;

type System = Pick<InstanceAgent, 'platformType' | 'platformName' | 'platformVersion'> & {
  readonly imageId: string;
  readonly imageName: string;
  readonly platformDetails: string;
  /** Null: no SSH server. */
  readonly ssh: InstanceSsh | null;
};

export const SYSTEMS = {
  amazonLinux: {
    imageId: 'ami-0c8a5f3d1e7b92604',
    imageName: 'al2023-ami-2023.6.20250218.2-kernel-6.1-x86_64',
    platformDetails: 'Linux/UNIX',
    platformType: 'Linux',
    platformName: 'Amazon Linux',
    platformVersion: '2023',
    ssh: { loginUser: 'ec2-user', hasInstanceConnect: true },
  },
  ubuntu: {
    imageId: 'ami-07d3e9b1a6f4c8520',
    imageName: 'ubuntu/images/hvm-ssd/ubuntu-jammy-22.04-amd64-server-20250112',
    platformDetails: 'Linux/UNIX',
    platformType: 'Linux',
    platformName: 'Ubuntu',
    platformVersion: '22.04',
    ssh: { loginUser: 'ubuntu', hasInstanceConnect: true },
  },
  ubuntuOld: {
    imageId: 'ami-01f6a2d8c4e7b9350',
    imageName: 'ubuntu/images/hvm-ssd/ubuntu-focal-20.04-amd64-server-20210907',
    platformDetails: 'Linux/UNIX',
    platformType: 'Linux',
    platformName: 'Ubuntu',
    platformVersion: '20.04',
    ssh: { loginUser: 'ubuntu', hasInstanceConnect: true },
  },
  windows: {
    imageId: 'ami-0e4b7c2f9d1a83650',
    imageName: 'Windows_Server-2022-English-Full-Base-2025.01.15',
    platformDetails: 'Windows',
    platformType: 'Windows',
    platformName: 'Microsoft Windows Server 2022 Datacenter',
    platformVersion: '10.0.20348',
    ssh: null,
  },
  debian: {
    imageId: 'ami-0a9d5e1c7f3b28640',
    imageName: 'debian-12-amd64-20250115-1993',
    platformDetails: 'Linux/UNIX',
    platformType: 'Linux',
    platformName: 'Debian GNU/Linux',
    platformVersion: '12',
    ssh: { loginUser: 'admin', hasInstanceConnect: false },
  },
} as const satisfies Record<string, System>;

export type SystemName = keyof typeof SYSTEMS;
