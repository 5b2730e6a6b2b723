// The two profile ids that no file names. Not parsed: the page uses them without the schema library.
import type { AwsProfileId } from './ids.ts';

export const SANDBOX_PROFILE_ID = 'sandbox' as AwsProfileId;
export const ENVIRONMENT_PROFILE_ID = 'environment' as AwsProfileId;
