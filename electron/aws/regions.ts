// The regions to choose from: those enabled for the account, or a built-in list when that cannot be asked.
import { DescribeRegionsCommand } from '@aws-sdk/client-ec2';
import { regionSchema } from '../../shared/aws.ts';
import { awsCall } from './aws-call.ts';
import type { AwsClients } from './clients.ts';

/** Short: a menu waits for it, and there is a list to fall back on. */
const REGIONS_DEADLINE_MS = 8_000;

/** Regions of the commercial partition in 2026, those enabled by default first. */
export const BUILT_IN_REGIONS: readonly string[] = [
  ...['us-east-1', 'us-east-2', 'us-west-1', 'us-west-2', 'ca-central-1', 'sa-east-1'],
  ...['eu-central-1', 'eu-north-1', 'eu-west-1', 'eu-west-2', 'eu-west-3'],
  ...['ap-northeast-1', 'ap-northeast-2', 'ap-northeast-3', 'ap-south-1', 'ap-southeast-1', 'ap-southeast-2'],
  ...['af-south-1', 'ap-east-1', 'ap-east-2', 'ap-south-2', 'ap-southeast-3', 'ap-southeast-4'],
  ...['ap-southeast-5', 'ap-southeast-6', 'ap-southeast-7', 'ca-west-1', 'eu-central-2', 'eu-south-1'],
  ...['eu-south-2', 'il-central-1', 'me-central-1', 'me-south-1', 'mx-central-1'],
];

/** Never rejects, except with `cancelled`: `problem` says why the built-in list had to do. */
export async function listRegions(
  clients: AwsClients,
  signal: AbortSignal,
): Promise<{ readonly regions: string[]; readonly problem: unknown }> {
  try {
    const answer = await awsCall(
      {
        action: 'ec2:DescribeRegions',
        profileName: clients.profileName,
        region: clients.access.region,
        signal,
        deadlineMs: REGIONS_DEADLINE_MS,
      },
      (abortSignal) => clients.ec2.send(new DescribeRegionsCommand({ AllRegions: false }), { abortSignal }),
    );
    const names = answer.Regions?.flatMap((region) => region.RegionName ?? []) ?? [];
    const regions = names.filter((name) => regionSchema.safeParse(name).success).sort();
    if (regions.length > 0) return { regions, problem: null };
    return { regions: builtInFor(clients.access.region), problem: null };
  } catch (error) {
    if (signal.aborted) throw error;
    return { regions: builtInFor(clients.access.region), problem: error };
  }
}

/** The chosen region belongs to the list even when it is of another partition (GovCloud, China). */
function builtInFor(region: string): string[] {
  return BUILT_IN_REGIONS.includes(region) ? [...BUILT_IN_REGIONS] : [region, ...BUILT_IN_REGIONS];
}
