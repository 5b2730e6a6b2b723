// The user that an image signs in as, from what AWS says of its operating system. Pure.
// Sources: AWS's "default user names" of its AMIs, and those of the vendors' images.
import type { Target } from '../../shared/aws.ts';

/** The first that fits decides; both the agent's words ("Ubuntu 24.04") and EC2's ("Red Hat Enterprise Linux") are read. */
const USERS: readonly (readonly [RegExp, string])[] = [
  [/ubuntu/i, 'ubuntu'],
  [/debian/i, 'admin'],
  [/bitnami/i, 'bitnami'],
  [/rocky/i, 'rocky'],
  [/almalinux|alma linux/i, 'ec2-user'],
  [/centos/i, 'centos'],
  [/fedora core ?os|\bcoreos\b|flatcar/i, 'core'],
  [/fedora/i, 'fedora'],
  [/freebsd/i, 'ec2-user'],
  [/windows/i, 'Administrator'],
];

/** Amazon Linux, Red Hat, SUSE, Oracle, macOS; and what people try first. */
const USUAL_USER = 'ec2-user';

export function guessUser(
  target: Pick<Target, 'operatingSystem' | 'platform' | 'tags' | 'name'> | null,
): string {
  if (target === null) return USUAL_USER;
  if (target.platform === 'windows') return 'Administrator';
  const system = target.operatingSystem ?? '';
  return USERS.find(([pattern]) => pattern.test(system))?.[1] ?? USUAL_USER;
}
