// The menu takes nothing from the shell, has no key twice, and offers every command.
import type { MenuItemConstructorOptions } from 'electron';
import { describe, expect, it, vi } from 'vitest';
import { boundKeys, type KeyChanges } from '../../shared/bound-keys.ts';
import type { AppFacts } from '../../shared/contract.ts';
import { MENU_COMMANDS } from '../../shared/contract.ts';
import { menuTemplate } from './menu.ts';
import { NOTHING_LIVE } from './tray-menu.ts';

function itemsOf(
  operatingSystem: AppFacts['operatingSystem'],
  send = vi.fn(),
  changes: KeyChanges = {},
): MenuItemConstructorOptions[] {
  const parts = {
    operatingSystem,
    keys: boundKeys(changes, operatingSystem),
    send,
    openLogFolder: vi.fn(),
    live: NOTHING_LIVE,
    act: vi.fn(),
    developer: false,
  };
  const menus = menuTemplate(parts);
  return menus.flatMap((menu) => menu.submenu as MenuItemConstructorOptions[]);
}

describe.each(['linux', 'windows', 'macos'] as const)('menu on %s', (operatingSystem) => {
  it('has no key twice', () => {
    const keys = itemsOf(operatingSystem).flatMap((item) => (item.accelerator ? [item.accelerator] : []));
    expect(new Set(keys).size).toBe(keys.length);
  });

  it('offers every command (macOS copies and pastes by role)', () => {
    const offered = itemsOf(operatingSystem).flatMap((item) =>
      item.id === undefined || item.id === 'state' ? [] : [item.id],
    );
    const byRole = operatingSystem === 'macos' ? ['copy', 'paste', 'select-all'] : [];
    expect([...offered, ...byRole].sort()).toEqual([...MENU_COMMANDS].sort());
  });

  it('sends the command of a clicked item', () => {
    const send = vi.fn();
    const find = itemsOf(operatingSystem, send).find((item) => item.id === 'find');
    find?.click?.(undefined as never, undefined, undefined as never);
    expect(send).toHaveBeenCalledWith('find');
  });
});

it.each(['linux', 'windows'] as const)(
  'takes no bare Ctrl+letter and no bare key on %s',
  (operatingSystem) => {
    for (const { accelerator, role } of itemsOf(operatingSystem)) {
      // Electron gives these roles no letter key on Linux and Windows.
      if (accelerator === undefined) expect(role).toBeUndefined();
      else if (accelerator !== '')
        expect(accelerator).toMatch(/^Ctrl\+(Shift\+(?!\d$).+|[=\-0,]|Tab)$|^F1[12]$/);
    }
  },
);

it('macOS has one item for the full screen, with the key that was chosen or none', () => {
  const fullScreen = (changes: KeyChanges) =>
    itemsOf('macos', vi.fn(), changes).filter(
      ({ id, role }) => id === 'full-screen' || role === 'togglefullscreen',
    );
  expect(fullScreen({})).toMatchObject([{ role: 'togglefullscreen', accelerator: 'Ctrl+Cmd+F' }]);
  expect(fullScreen({ 'full-screen': [] })).toMatchObject([{ accelerator: '' }]);
});

it('has the keys that were chosen', () => {
  const items = itemsOf('linux', vi.fn(), { find: ['F6'], 'new-tab': [], 'duplicate-tab': ['Ctrl+Alt+T'] });
  const accelerator = (id: string) => items.find((item) => item.id === id)?.accelerator;
  expect(accelerator('find')).toBe('F6');
  expect(accelerator('new-tab')).toBeUndefined();
  expect(accelerator('duplicate-tab')).toBe('Ctrl+Alt+T');
});
