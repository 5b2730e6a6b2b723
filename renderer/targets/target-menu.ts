// What one can do with a target, as a menu.
import type { AwsAccess, Target } from '../../shared/aws.ts';
import { call } from '../bridge/client.ts';
import { saveRequestFor } from '../connections/save-request.ts';
import { openMenu } from '../stores/context-menu.ts';
import type { MenuEntry } from '../stores/context-menu.ts';
import { openDialog } from '../stores/dialogs.ts';
import { reportError, say } from '../stores/notices.ts';
import { openDesktopOptions } from '../desktops/desktop-actions.ts';
import { openTargetDesktop, openTargetShell } from '../tabs/tab-actions.ts';
import { newTunnel } from '../tunnels/tunnel-actions.ts';

export function openTargetMenu(access: AwsAccess, target: Target, x: number, y: number): void {
  const copy = (label: string, text: string | null): MenuEntry[] =>
    text === null
      ? []
      : [
          {
            kind: 'item',
            label: `Copy ${label}`,
            run: () => {
              call('clipboard.write-text', { text })
                .then(() => {
                  say(`Copied ${text}`);
                })
                .catch(reportError);
            },
          },
        ];
  openMenu({
    x,
    y,
    label: target.name ?? target.id,
    entries: [
      ...openEntries(access, target),
      {
        kind: 'item',
        label: 'Save connection…',
        run: () => {
          openDialog({ kind: 'save', request: saveRequestFor(access, target) });
        },
      },
      {
        kind: 'item',
        label: 'New tunnel…',
        run: () => {
          newTunnel(target, access);
        },
      },
      { kind: 'separator' },
      ...copy('id', target.id),
      ...copy('name', target.name),
      ...copy('private address', target.privateAddress),
    ],
  });
}

/** What Enter does comes first. */
function openEntries(access: AwsAccess, target: Target): readonly MenuEntry[] {
  const item = (label: string, run: () => void, keys?: string): MenuEntry => ({
    kind: 'item',
    label,
    run,
    ...(keys === undefined ? {} : { keys }),
  });
  const shell = (): void => {
    openTargetShell(access, target);
  };
  const kind = (label: string, wanted: 'session-manager' | 'serial-console'): MenuEntry =>
    item(label, () => {
      openTargetShell(access, target, wanted);
    });
  const others = [
    kind('Open Session Manager shell', 'session-manager'),
    ...(target.kind === 'instance' ? [kind('Open serial console', 'serial-console')] : []),
  ];
  if (target.platform !== 'windows') return [item('Open shell', shell, 'Enter'), ...others];
  return [
    item(
      'Open desktop',
      () => {
        openTargetDesktop(access, target);
      },
      'Enter',
    ),
    item('Open a shell', shell),
    item('Desktop options…', () => {
      openDesktopOptions(target);
    }),
  ];
}
