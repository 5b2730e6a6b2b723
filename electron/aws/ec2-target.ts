// EC2's description of an instance, read as a Target. Pure.
import type { Instance } from '@aws-sdk/client-ec2';
import { instanceStateSchema, type SsmReach, type Target } from '../../shared/aws.ts';
import { targetIdSchema } from '../../shared/ids.ts';

/** Null for an entry without a usable id. `ssm` is what is known of it so far. */
export function targetOfInstance(instance: Instance, ssm: SsmReach): Target | null {
  const id = targetIdSchema.safeParse(instance.InstanceId);
  if (!id.success) return null;
  const tags: Record<string, string> = {};
  for (const { Key, Value } of instance.Tags ?? []) if (Key !== undefined) tags[Key] = Value ?? '';
  return {
    id: id.data,
    kind: 'instance',
    name: filled(tags['Name']),
    state: readState(instance.State?.Name),
    platform: readPlatform(instance),
    operatingSystem: filled(instance.PlatformDetails),
    privateAddress: filled(instance.PrivateIpAddress),
    publicAddress: filled(instance.PublicIpAddress),
    ipv6Address: filled(instance.Ipv6Address) ?? firstIpv6(instance),
    instanceType: filled(instance.InstanceType),
    architecture: filled(instance.Architecture),
    zone: filled(instance.Placement?.AvailabilityZone),
    vpcId: filled(instance.VpcId),
    subnetId: filled(instance.SubnetId),
    imageId: filled(instance.ImageId),
    keyName: filled(instance.KeyName),
    roleName: lastOfArn(instance.IamInstanceProfile?.Arn),
    launchedAt: instance.LaunchTime?.getTime() ?? null,
    tags,
    ssm,
  };
}

function readState(name: string | undefined): Target['state'] {
  const state = instanceStateSchema.safeParse(name);
  return state.success ? state.data : 'unknown';
}

/** `Platform` is "windows" or absent; the rest is in the words of PlatformDetails ("Red Hat Enterprise Linux"). */
function readPlatform(instance: Instance): Target['platform'] {
  if (String(instance.Platform ?? '').toLowerCase() === 'windows') return 'windows';
  const details = instance.PlatformDetails ?? '';
  if (/windows/i.test(details)) return 'windows';
  if (instance.InstanceType?.startsWith('mac') === true) return 'macos';
  if (/linux|unix|ubuntu|suse/i.test(details)) return 'linux';
  return 'unknown';
}

function firstIpv6(instance: Instance): string | null {
  for (const network of instance.NetworkInterfaces ?? []) {
    const address = filled(network.Ipv6Addresses?.[0]?.Ipv6Address);
    if (address !== null) return address;
  }
  return null;
}

/** `arn:aws:iam::111122223333:instance-profile/path/web` → `web`. */
function lastOfArn(arn: string | undefined): string | null {
  return filled(arn?.slice(arn.lastIndexOf('/') + 1));
}

/** AWS writes "nothing" as absent and as an empty string. */
function filled(text: string | undefined): string | null {
  return text === undefined || text === '' ? null : text;
}
