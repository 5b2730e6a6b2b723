// The menu takes nothing from the shell, has no key twice, and offers every command.
import type { MenuItemConstructorOptions } from 'electron';
import { describe, expect, it, vi } from 'vitest';
import type { AppFacts } from '../../shared/contract.ts';
import { MENU_COMMANDS } from '../../shared/contract.ts';
import { menuTemplate } from './menu.ts';
import { NOTHING_LIVE } from './tray-menu.ts';

function itemsOf(operatingSystem: AppFacts['operatingSystem'], send = vi.fn()): MenuItemConstructorOptions[] {
  const parts = {
    operatingSystem,
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
      if (accelerator === undefined) expect([undefined, 'togglefullscreen']).toContain(role);
      else if (accelerator !== '') expect(accelerator).toMatch(/^Ctrl\+(Shift\+(?!\d$).+|[=\-0,]|Tab|F\d+)$/);
    }
  },
);
