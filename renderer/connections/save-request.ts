// What the save dialog begins with.
import type { AwsAccess, Target } from '../../shared/aws.ts';
import type { SaveRequest } from '../stores/dialogs.ts';

export function saveRequestFor(access: AwsAccess, target: Target): SaveRequest {
  return {
    access,
    targetId: target.id,
    targetName: target.name,
    platform: target.platform,
    kind: target.platform === 'windows' ? 'desktop' : 'shell',
    name: (target.name ?? target.id).slice(0, 120),
  };
}
