// AWS and everything behind it, loaded when first asked for: the window is there long before.
import type { Cloud, CloudOptions } from '../connection/cloud.ts';
import type { Publish } from '../ipc/publisher.ts';

export interface CloudOnDemand {
  readonly get: () => Promise<Cloud>;
  /** Never rejects. */
  close(): Promise<void>;
}

export function cloudOnDemand(options: CloudOptions, publish: Publish): CloudOnDemand {
  let loading: Promise<Cloud> | null = null;
  const load = async (): Promise<Cloud> => {
    const { makeCloud } = await import('../connection/cloud.ts');
    const cloud = makeCloud(options);
    cloud.signIns.onChange((list) => {
      publish('sign-ins.update', list);
    });
    return cloud;
  };
  return {
    get: () => (loading ??= load()),
    async close() {
      (await loading?.catch(() => null))?.close();
    },
  };
}
