// AWS profiles, their regions, and the sandbox as one more of them.
import { SANDBOX_PROFILE_ID } from '../../shared/profile-ids.ts';
import type { Cloud } from '../connection/cloud.ts';
import type { HandlersOf } from './router.ts';

export interface ProfileParts {
  readonly cloud: () => Promise<Pick<Cloud, 'profiles' | 'regions'>>;
  readonly startSandbox: (signal: AbortSignal) => Promise<{ readonly region: string }>;
}

export function profileCalls(
  parts: ProfileParts,
): HandlersOf<'profiles.list' | 'regions.list' | 'sandbox.start'> {
  return {
    'profiles.list': async () => {
      const { profiles, problems } = await (await parts.cloud()).profiles();
      return { profiles, problems: problems.map((problem) => problem.toData()) };
    },
    'regions.list': async ({ profileId }, { signal }) => (await parts.cloud()).regions(profileId, signal),
    'sandbox.start': async (_input, { signal }) => {
      const { region } = await parts.startSandbox(signal);
      return { profileId: SANDBOX_PROFILE_ID, region };
    },
  };
}
