// What main knows of the ways to a target without connecting: asked when somebody looks at it, kept while it is shown.
import { useEffect, useState } from 'react';
import type { AwsAccess, Target } from '../../shared/aws.ts';
import type { RouteOutlook } from '../../shared/route.ts';
import { DEFAULT_CONNECT } from '../../shared/route-defaults.ts';
import { call } from '../bridge/client.ts';

/** Whoever goes down a list with the arrow keys looks at each row for less. */
const REST_MS = 200;

/** Null: not known yet, or it could not be asked. Asked again whenever the target is loaded anew; not at all for null. */
export function useOutlook(access: AwsAccess, target: Target | null): RouteOutlook | null {
  const [known, setKnown] = useState<{ readonly target: Target; readonly outlook: RouteOutlook } | null>(
    null,
  );
  const { profileId, region } = access;
  useEffect(() => {
    if (target === null) return undefined;
    const controller = new AbortController();
    const timer = setTimeout(() => {
      const input = { access: { profileId, region }, targetId: target.id, how: DEFAULT_CONNECT };
      call('targets.routes', input, { signal: controller.signal }).then(
        (outlook) => {
          if (!controller.signal.aborted) setKnown({ target, outlook });
        },
        // Nothing was asked for by the user: the row of the agent stays, and connecting will say what is wrong.
        () => undefined,
      );
    }, REST_MS);
    return () => {
      clearTimeout(timer);
      controller.abort();
    };
  }, [profileId, region, target]);
  return known?.target === target ? known.outlook : null;
}
