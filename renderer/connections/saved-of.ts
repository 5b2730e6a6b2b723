// Which saved connection is meant by an instance: of those that lead to it, what Enter on the instance would open too.
import type { AwsAccess, Target } from '../../shared/aws.ts';
import type { SavedConnectionSpec } from '../../shared/saved-connection.ts';
import { libraryStore } from '../stores/library.ts';
import { sameAccess } from '../stores/targets.ts';

export function savedOf(access: AwsAccess, target: Target): SavedConnectionSpec | null {
  const leading = libraryStore
    .getState()
    .connections.filter((spec) => spec.targetId === target.id && sameAccess(spec.access, access));
  const kind = target.platform === 'windows' ? 'desktop' : 'shell';
  return leading.find((spec) => spec.kind === kind) ?? leading[0] ?? null;
}
