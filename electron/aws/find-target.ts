// A TARGET as people type it (id, name, address) matched against targets. Pure; loading is in locate-target.ts.
import type { Target } from '../../shared/aws.ts';

export type TargetMatch =
  | { readonly kind: 'one'; readonly target: Target }
  | { readonly kind: 'several'; readonly candidates: readonly Target[] }
  | { readonly kind: 'none' };

/**
 * The first rule that finds anything decides: id, exact name, address, name in any case. Several machines of one name
 * are reduced to the running ones when that leaves exactly one.
 */
export function findTarget(text: string, targets: Iterable<Target>): TargetMatch {
  const wanted = text.trim();
  const lower = wanted.toLowerCase();
  const byRule: Target[][] = [[], [], [], []];
  for (const target of targets) {
    if (target.id === wanted) byRule[0]?.push(target);
    else if (target.name === wanted) byRule[1]?.push(target);
    else if (addressesOf(target).includes(lower)) byRule[2]?.push(target);
    else if (target.name?.toLowerCase() === lower) byRule[3]?.push(target);
  }
  const found = byRule.find((matches) => matches.length > 0) ?? [];
  const [first] = found;
  if (first === undefined) return { kind: 'none' };
  if (found.length === 1) return { kind: 'one', target: first };
  const running = found.filter((target) => target.state === 'running');
  const [only] = running;
  if (running.length === 1 && only !== undefined) return { kind: 'one', target: only };
  return { kind: 'several', candidates: found };
}

/**
 * True for what Session Manager takes as a target by itself (`i-…`, `mi-…`, `ecs:cluster_task_runtime`): it is tried
 * as it is, without looking it up, so that StartSession is the only permission needed.
 */
export function isTargetId(text: string): boolean {
  return /^(i-[0-9a-f]{8,17}|mi-[0-9a-f]{17}|ecs:[A-Za-z0-9_-]{1,300})$/.test(text);
}

function addressesOf(target: Target): string[] {
  return [target.privateAddress, target.publicAddress, target.ipv6Address].flatMap(
    (address) => address?.toLowerCase() ?? [],
  );
}
