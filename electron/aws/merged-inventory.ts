// Joins what EC2 and Systems Manager say, in whatever order it arrives, into one Target per id. Pure bookkeeping:
// each step answers with the targets that have become known or have changed.
import type { Instance } from '@aws-sdk/client-ec2';
import type { InstanceInformation } from '@aws-sdk/client-ssm';
import type { Target } from '../../shared/aws.ts';
import { targetOfInstance } from './ec2-target.ts';
import { isManagedNodeId, targetOfNode, withNode } from './ssm-target.ts';

export type SourceEnd = 'complete' | 'failed';

export interface MergedInventory {
  addInstances(instances: readonly Instance[]): Target[];
  addNodes(nodes: readonly InstanceInformation[]): Target[];
  /** EC2 has nothing more: instances that only Systems Manager knows are shown as far as it knows them. */
  endInstances(end: SourceEnd): Target[];
  /** Systems Manager has nothing more: when it was complete, the instances it did not name are not managed by it. */
  endNodes(end: SourceEnd): Target[];
}

export function makeMergedInventory(): MergedInventory {
  const targets = new Map<string, Target>();
  /** Nodes that look like instances, held back until EC2 has named them: a list of bare ids would flicker. */
  const waiting = new Map<string, InstanceInformation>();
  const terminated = new Set<string>();
  let instancesEnded = false;
  let nodesEnd: SourceEnd | null = null;

  const keep = (target: Target): Target => {
    targets.set(target.id, target);
    return target;
  };

  return {
    addInstances(instances) {
      const changed: Target[] = [];
      for (const instance of instances) {
        const bare = targetOfInstance(instance, {
          status: nodesEnd === 'complete' ? 'unmanaged' : 'unknown',
        });
        if (bare === null) continue;
        if (bare.state === 'terminated') {
          terminated.add(bare.id);
          waiting.delete(bare.id);
          continue;
        }
        const node = waiting.get(bare.id);
        waiting.delete(bare.id);
        changed.push(keep(node === undefined ? bare : withNode(bare, node)));
      }
      return changed;
    },
    addNodes(nodes) {
      const changed: Target[] = [];
      for (const node of nodes) {
        const id = node.InstanceId ?? '';
        const known = targets.get(id);
        if (known !== undefined && known.kind === 'instance') {
          changed.push(keep(withNode(known, node)));
        } else if (terminated.has(id)) {
          continue;
        } else if (isManagedNodeId(id) || instancesEnded) {
          const target = targetOfNode(node);
          if (target !== null) changed.push(keep(target));
        } else {
          waiting.set(id, node);
        }
      }
      return changed;
    },
    endInstances(_end) {
      instancesEnded = true;
      const changed: Target[] = [];
      for (const node of waiting.values()) {
        const target = targetOfNode(node);
        if (target !== null) changed.push(keep(target));
      }
      waiting.clear();
      return changed;
    },
    endNodes(end) {
      nodesEnd = end;
      if (end === 'failed') return [];
      const changed: Target[] = [];
      for (const target of targets.values()) {
        if (target.ssm.status === 'unknown') changed.push(keep({ ...target, ssm: { status: 'unmanaged' } }));
      }
      return changed;
    },
  };
}
