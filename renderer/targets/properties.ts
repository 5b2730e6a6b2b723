// The properties of what is selected in a list: the inspector, with the keys in it, and the way back to the list.
import type { AwsAccess } from '../../shared/aws.ts';
import type { TargetId } from '../../shared/ids.ts';
import { inspect, showInspector } from '../stores/workspace.ts';
import { focusAfter } from '../ui/focus-after.ts';

export const INSPECTOR_ID = 'inspector';

let cameFrom: Element | null = null;

export function showProperties(access: AwsAccess, targetId: TargetId): void {
  cameFrom = document.activeElement;
  focusAfter(
    () => {
      inspect({ access, targetId });
      showInspector();
    },
    () => document.getElementById(INSPECTOR_ID),
  );
}

export function leaveProperties(): void {
  if (cameFrom instanceof HTMLElement && cameFrom.isConnected) cameFrom.focus();
}
