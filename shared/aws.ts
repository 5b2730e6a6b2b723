// AWS as the window sees it: profiles, regions, targets. Plain data; no credentials ever.
import { z } from 'zod';
import { awsProfileIdSchema, targetIdSchema } from './ids.ts';

export const awsProfileSchema = z.object({
  id: awsProfileIdSchema,
  name: z.string(),
  /** How the profile gets credentials. `unusable`: nothing in it gives any (see `problem`). */
  kind: z.enum([
    'static-keys',
    'sso',
    'assume-role',
    'credential-process',
    'web-identity',
    'login',
    'environment',
    'sandbox',
    'unusable',
  ]),
  region: z.string().nullable(),
  accountId: z.string().nullable(),
  /** One sentence when the profile cannot work as written. */
  problem: z.string().nullable(),
});
export type AwsProfile = z.infer<typeof awsProfileSchema>;

export const regionSchema = z.string().regex(/^[a-z]{2}(-[a-z]+)+-\d{1,2}$/, 'not an AWS region');

/** Which AWS to talk to: whose credentials, which region. */
export const awsAccessSchema = z.object({ profileId: awsProfileIdSchema, region: regionSchema });
export type AwsAccess = z.infer<typeof awsAccessSchema>;

export const instanceStateSchema = z.enum([
  'pending',
  'running',
  'stopping',
  'stopped',
  'shutting-down',
  'terminated',
  'unknown',
]);

/** What Session Manager says of a target. `unmanaged`: not known to it. `unknown`: could not be asked (no permission). */
export const ssmReachSchema = z.discriminatedUnion('status', [
  z.object({ status: z.literal('online'), agentVersion: z.string() }),
  z.object({ status: z.literal('offline'), agentVersion: z.string(), lastPingAt: z.number().nullable() }),
  z.object({ status: z.literal('unmanaged') }),
  z.object({ status: z.literal('unknown') }),
]);
export type SsmReach = z.infer<typeof ssmReachSchema>;

/** A machine to reach: EC2 instance or managed node, both sources merged. Times are epoch milliseconds. */
export const targetSchema = z.object({
  id: targetIdSchema,
  kind: z.enum(['instance', 'managed-node']),
  /** The Name tag, or the computer name of a managed node. */
  name: z.string().nullable(),
  state: instanceStateSchema,
  platform: z.enum(['linux', 'windows', 'macos', 'unknown']),
  /** Operating system in words, e.g. "Amazon Linux 2023". */
  operatingSystem: z.string().nullable(),
  privateAddress: z.string().nullable(),
  publicAddress: z.string().nullable(),
  ipv6Address: z.string().nullable(),
  instanceType: z.string().nullable(),
  architecture: z.string().nullable(),
  zone: z.string().nullable(),
  vpcId: z.string().nullable(),
  subnetId: z.string().nullable(),
  imageId: z.string().nullable(),
  keyName: z.string().nullable(),
  roleName: z.string().nullable(),
  launchedAt: z.number().nullable(),
  tags: z.record(z.string(), z.string()),
  ssm: ssmReachSchema,
});
export type Target = z.infer<typeof targetSchema>;
