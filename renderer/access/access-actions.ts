// Choosing which AWS to look at, and loading its instances. One load at a time; a new choice cancels the old one.
import type { AwsAccess, AwsProfile } from '../../shared/aws.ts';
import type { AwsProfileId } from '../../shared/ids.ts';
import { call, toErrorData } from '../bridge/client.ts';
import { closeDialog, openDialog } from '../stores/dialogs.ts';
import { reportError } from '../stores/notices.ts';
import { inspect, workspaceStore } from '../stores/workspace.ts';
import { sandboxStartStore } from './sandbox-start.ts';

let loading: AbortController | null = null;

/** The list shows the failure itself (phase `failed`); nothing else is said about it here. */
export function loadInventory(): void {
  const { access } = workspaceStore.getState();
  if (access === null) return;
  loading?.abort();
  const mine = new AbortController();
  loading = mine;
  call('inventory.load', { access }, { signal: mine.signal })
    .catch((thrown: unknown) => {
      const error = toErrorData(thrown);
      // Failures of AWS arrive as a phase; only what never reached the inventory is reported.
      if (error.code.startsWith('ipc/') || error.code === 'internal') reportError(thrown);
    })
    .finally(() => {
      if (loading === mine) loading = null;
    });
}

export function cancelLoading(): void {
  loading?.abort();
  loading = null;
}

export function chooseAccess(access: AwsAccess): void {
  workspaceStore.setState({ access, filter: '', view: 'instances' });
  inspect(null);
  call('settings.change', { lastAccess: access }).catch(reportError);
  loadInventory();
}

/** A profile that names a region is chosen at once; otherwise the region is asked next. */
export function chooseProfile(profile: AwsProfile): void {
  if (profile.kind === 'sandbox') {
    openSandbox();
    return;
  }
  if (profile.region === null) {
    openDialog({ kind: 'choose-region', profileId: profile.id });
    return;
  }
  closeDialog();
  chooseAccess({ profileId: profile.id, region: profile.region });
}

export function chooseRegion(profileId: AwsProfileId, region: string): void {
  closeDialog();
  chooseAccess({ profileId, region });
}

export function openSandbox(): void {
  if (sandboxStartStore.getState().kind === 'starting') return;
  closeDialog();
  sandboxStartStore.setState({ kind: 'starting' }, true);
  call('sandbox.start', null)
    .then((access) => {
      sandboxStartStore.setState({ kind: 'idle' }, true);
      chooseAccess(access);
    })
    .catch((thrown: unknown) => {
      sandboxStartStore.setState({ kind: 'failed', error: toErrorData(thrown) }, true);
      if (workspaceStore.getState().access !== null) reportError(thrown);
    });
}
