// AWS and everything behind it, loaded when first asked for: the window is there long before.
import type { SignInSnapshot } from '../../shared/sign-in.ts';
import type { Cloud, CloudOptions } from '../connection/cloud.ts';
import type { Publish } from '../ipc/publisher.ts';

export interface CloudOnDemand {
  readonly get: () => Promise<Cloud>;
  /** Those under way; asking does not load anything. */
  readonly signIns: () => SignInSnapshot[];
  /** Never rejects. */
  close(): Promise<void>;
}

export function cloudOnDemand(options: CloudOptions, publish: Publish): CloudOnDemand {
  let loading: Promise<Cloud> | null = null;
  let signIns: SignInSnapshot[] = [];
  const load = async (): Promise<Cloud> => {
    const { makeCloud } = await import('../connection/cloud.ts');
    const cloud = makeCloud(options);
    cloud.signIns.onChange((list) => {
      signIns = list;
      publish('sign-ins.update', list);
    });
    return cloud;
  };
  return {
    get: () => (loading ??= load()),
    signIns: () => signIns,
    async close() {
      (await loading?.catch(() => null))?.close();
    },
  };
}
