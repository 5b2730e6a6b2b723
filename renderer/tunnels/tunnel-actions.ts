// What one can do with tunnels: main does it, the replica shows it.
import type { AwsAccess, Target } from '../../shared/aws.ts';
import type { TunnelId } from '../../shared/ids.ts';
import type { TunnelClient } from '../../shared/open-with.ts';
import type { TunnelView } from '../../shared/saved-tunnel.ts';
import { call } from '../bridge/client.ts';
import { openDialog } from '../stores/dialogs.ts';
import { reportError, say } from '../stores/notices.ts';
import { isOn } from '../stores/tunnels.ts';
import { showView, workspaceStore } from '../stores/workspace.ts';
import { focusAfter } from '../ui/focus-after.ts';
import { listensAt } from './tunnel-words.ts';

export function switchTunnel(view: TunnelView): void {
  if (isOn(view)) call('tunnels.stop', { tunnelId: view.saved.id }).catch(reportError);
  else startTunnel(view.saved.id, null);
}

/** `port`: instead of the saved one, which it replaces. */
export function startTunnel(tunnelId: TunnelId, port: number | null): void {
  call('tunnels.start', { tunnelId, port }).catch(reportError);
}

export function retryTunnel(tunnelId: TunnelId): void {
  call('tunnels.retry', { tunnelId }).catch(reportError);
}

export function openTunnelWith(tunnelId: TunnelId, client: TunnelClient): void {
  call('tunnels.open-with', { tunnelId, client }).catch(reportError);
}

export function copyAddress(view: TunnelView): void {
  const text = listensAt(view);
  if (text === null) return;
  call('clipboard.write-text', { text })
    .then(() => {
      say(`Copied ${text}`);
    })
    .catch(reportError);
}

export function pauseAll(): void {
  call('tunnels.pause-all', { to: 'pause' }).catch(reportError);
}

export function resumeAll(): void {
  call('tunnels.pause-all', { to: 'resume' }).catch(reportError);
}

/** Undo makes it again with the same address and port, under a new id: nothing else refers to the old one. */
export function removeTunnel(view: TunnelView): void {
  const { id, localAddress: _address, createdAt: _at, ...draft } = view.saved;
  const then = isOn(view) ? 'start' : 'leave';
  call('tunnels.remove', { tunnelId: id })
    .then(() => {
      say(`Deleted “${draft.name}”.`, {
        label: 'Undo',
        run: () => {
          call('tunnels.save', { tunnelId: null, draft, then }).catch(reportError);
        },
      });
    })
    .catch(reportError);
}

/** `target` null: to be chosen in the dialog. */
export function newTunnel(target: Target | null = null, access: AwsAccess | null = null): void {
  const chosen = access ?? workspaceStore.getState().access;
  if (chosen === null) openDialog({ kind: 'choose-profile' });
  else openDialog({ kind: 'tunnel', request: { kind: 'new', access: chosen, target } });
}

export function editTunnel(view: TunnelView): void {
  openDialog({ kind: 'tunnel', request: { kind: 'change', saved: view.saved } });
}

export function showTunnel(tunnelId: TunnelId): void {
  focusAfter(
    () => {
      showView('tunnels');
    },
    () => document.getElementById(rowId(tunnelId)),
  );
}

/** Of the button that carries the row's name. */
export function rowId(id: TunnelId): string {
  return `tunnel-${id}`;
}
