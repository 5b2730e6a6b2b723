// What is known of one target: the ways to it, and its host key.
import type { Cloud } from '../connection/cloud.ts';
import type { HandlersOf } from './router.ts';

export interface TargetParts {
  readonly cloud: () => Promise<Pick<Cloud, 'routes' | 'forgetHostKey'>>;
}

export function targetCalls(parts: TargetParts): HandlersOf<'targets.routes' | 'targets.forget-host-key'> {
  return {
    'targets.routes': async ({ access, targetId, how }, { signal }) =>
      (await parts.cloud()).routes(access, targetId, how, signal),
    'targets.forget-host-key': async ({ targetId }) => {
      await (await parts.cloud()).forgetHostKey(targetId);
      return null;
    },
  };
}
