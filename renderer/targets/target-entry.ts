// A target with what the list needs at every keystroke, computed once when it arrives.
import type { Target } from '../../shared/aws.ts';

export interface TargetEntry {
  readonly kind: 'target';
  readonly target: Target;
  /** Name, or the id where there is none. */
  readonly label: string;
  readonly sortKey: string;
  /** Everything one can filter by, lower case, fields apart by a newline that nobody types. */
  readonly haystack: string;
}

export function targetEntry(target: Target): TargetEntry {
  const label = target.name ?? target.id;
  const fields = [
    target.name,
    target.id,
    target.privateAddress,
    target.publicAddress,
    target.ipv6Address,
    target.operatingSystem,
    target.platform,
    target.state,
    target.instanceType,
    target.zone,
    target.vpcId,
    target.kind === 'managed-node' ? 'managed node' : null,
    ssmWord(target.ssm.status),
    ...Object.entries(target.tags).map(([key, value]) => `${key}=${value}`),
  ];
  return {
    kind: 'target',
    target,
    label,
    sortKey: naturalKey(label),
    haystack: fields
      .filter((field) => field !== null)
      .join('\n')
      .toLowerCase(),
  };
}

function ssmWord(status: Target['ssm']['status']): string {
  return status === 'online' ? 'online' : status === 'offline' ? 'offline' : '';
}

/** `api-2` before `api-10`: numbers are padded, so that plain comparison sorts them. 12 digits cover any counter. */
function naturalKey(label: string): string {
  return label.toLowerCase().replace(/\d+/g, (digits) => digits.padStart(12, '0'));
}
