// What Systems Manager knows of a machine, read as a Target of its own (managed node) or laid over EC2's. Pure.
import type { InstanceInformation } from '@aws-sdk/client-ssm';
import type { SsmReach, Target } from '../../shared/aws.ts';
import { targetIdSchema } from '../../shared/ids.ts';

function reachOf(node: InstanceInformation): SsmReach {
  const agentVersion = node.AgentVersion ?? '';
  if (node.PingStatus === 'Online') return { status: 'online', agentVersion };
  return { status: 'offline', agentVersion, lastPingAt: node.LastPingDateTime?.getTime() ?? null };
}

/** Managed nodes outside EC2 have ids that begin with `mi-`. */
export function isManagedNodeId(id: string): boolean {
  return id.startsWith('mi-');
}

/** A Target from Systems Manager alone: a managed node, or an instance that EC2 could not be asked about. */
export function targetOfNode(node: InstanceInformation): Target | null {
  const id = targetIdSchema.safeParse(node.InstanceId);
  if (!id.success) return null;
  const managedNode = isManagedNodeId(id.data) || node.ResourceType === 'ManagedInstance';
  const address = filled(node.IPAddress);
  const ipv6 = address !== null && address.includes(':');
  return {
    id: id.data,
    kind: managedNode ? 'managed-node' : 'instance',
    name: filled(node.Name) ?? filled(node.ComputerName),
    // Nodes outside EC2 have no power state; one that answers is running.
    state: node.PingStatus === 'Online' ? 'running' : 'unknown',
    platform: platformOf(node),
    operatingSystem: operatingSystemOf(node),
    privateAddress: ipv6 ? null : address,
    publicAddress: null,
    ipv6Address: ipv6 ? address : null,
    instanceType: null,
    architecture: null,
    zone: null,
    vpcId: null,
    subnetId: null,
    imageId: null,
    keyName: null,
    roleName: filled(node.IamRole),
    launchedAt: null,
    tags: {},
    ssm: reachOf(node),
  };
}

/** EC2's facts win; the agent knows the operating system better ("Amazon Linux 2023" instead of "Linux/UNIX"). */
export function withNode(target: Target, node: InstanceInformation): Target {
  return {
    ...target,
    name: target.name ?? filled(node.ComputerName),
    platform: target.platform === 'unknown' ? platformOf(node) : target.platform,
    operatingSystem: operatingSystemOf(node) ?? target.operatingSystem,
    ssm: reachOf(node),
  };
}

function platformOf(node: InstanceInformation): Target['platform'] {
  switch (node.PlatformType) {
    case 'Linux':
      return 'linux';
    case 'Windows':
      return 'windows';
    case 'MacOS':
      return 'macos';
    case undefined:
    default:
      return 'unknown';
  }
}

function operatingSystemOf(node: InstanceInformation): string | null {
  const name = filled(node.PlatformName);
  const version = filled(node.PlatformVersion);
  if (name === null) return null;
  return version === null || name.includes(version) ? name : `${name} ${version}`;
}

function filled(text: string | undefined): string | null {
  return text === undefined || text === '' ? null : text;
}
