// What one can do with a target, as a menu.
import type { AwsAccess, Target } from '../../shared/aws.ts';
import { call } from '../bridge/client.ts';
import { keyHint } from '../commands/keys-of.ts';
import { savedOf } from '../connections/saved-of.ts';
import { openSavedSettings } from '../connections/saved-settings.ts';
import { saveRequestFor } from '../connections/save-request.ts';
import { openMenu } from '../stores/context-menu.ts';
import type { MenuEntry } from '../stores/context-menu.ts';
import { openDialog } from '../stores/dialogs.ts';
import { reportError, say } from '../stores/notices.ts';
import { openDesktopOptions } from '../desktops/desktop-actions.ts';
import { openTargetDesktop, openTargetShell } from '../tabs/tab-actions.ts';
import { newTunnel } from '../tunnels/tunnel-actions.ts';
import { showProperties } from './properties.ts';

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
      ...settingsEntries(access, target),
      {
        kind: 'item',
        label: 'Save connection…',
        ...(isSettings(access, target, 'save') ? { keys: keyHint('settings-of-selected') } : {}),
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
      {
        kind: 'item',
        label: 'Properties',
        keys: keyHint('properties-of-selected'),
        run: () => {
          showProperties(access, target.id);
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
  if (target.platform !== 'windows') return [item('Open shell', shell, keyHint('open-selected')), ...others];
  return [
    item(
      'Open desktop',
      () => {
        openTargetDesktop(access, target);
      },
      keyHint('open-selected'),
    ),
    item('Open a shell', shell),
    item(
      'Desktop options…',
      () => {
        openDesktopOptions(target);
      },
      isSettings(access, target, 'desktop') ? keyHint('settings-of-selected') : undefined,
    ),
  ];
}

/** Of what is saved of it. */
function settingsEntries(access: AwsAccess, target: Target): readonly MenuEntry[] {
  const saved = savedOf(access, target);
  if (saved === null) return [];
  return [
    {
      kind: 'item',
      label: `Settings of “${saved.name}”…`,
      keys: keyHint('settings-of-selected'),
      run: () => {
        openSavedSettings(saved);
      },
    },
  ];
}

/** Which entry the key for settings means while nothing is saved: as target-keys.ts decides. */
function isSettings(access: AwsAccess, target: Target, entry: 'save' | 'desktop'): boolean {
  return savedOf(access, target) === null && (entry === 'desktop') === (target.platform === 'windows');
}
