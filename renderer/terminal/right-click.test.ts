import { expect, it } from 'vitest';
import { rightClickAction } from './right-click.ts';

const mouse = { setting: 'platform', button: 2, hasSelection: false } as const;

it('opens a menu on macOS and Linux, whatever is selected', () => {
  for (const os of ['macos', 'linux'] as const)
    for (const hasSelection of [false, true])
      expect(rightClickAction({ ...mouse, os, hasSelection })).toBe('menu');
});

it('copies a selection, else pastes, on Windows', () => {
  expect(rightClickAction({ ...mouse, os: 'windows', hasSelection: true })).toBe('copy');
  expect(rightClickAction({ ...mouse, os: 'windows' })).toBe('paste');
});

it('does what the setting says on every system', () => {
  for (const os of ['macos', 'linux', 'windows'] as const) {
    expect(rightClickAction({ ...mouse, os, setting: 'menu', hasSelection: true })).toBe('menu');
    expect(rightClickAction({ ...mouse, os, setting: 'copy-paste' })).toBe('paste');
  }
});

it('leaves the menu to the keyboard, where it neither copies nor pastes', () => {
  expect(rightClickAction({ ...mouse, os: 'windows', button: 0, hasSelection: true })).toBe('menu');
});
