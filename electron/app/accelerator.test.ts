import { expect, it } from 'vitest';
import { acceleratorOf } from './accelerator.ts';

it.each([
  [['Ctrl+Shift+P'], 'Ctrl+Shift+P'],
  [['Ctrl++'], 'Ctrl+Plus'],
  [['Ctrl+='], 'Ctrl+='],
  [['Cmd+Shift+ArrowLeft'], 'Cmd+Shift+Left'],
  [['F6'], 'F6'],
  // A letter or a sign that Electron has no word for: the next one.
  [['Ctrl+Ö', 'Ctrl+Shift+O'], 'Ctrl+Shift+O'],
  [['Ctrl+?'], null],
  [[], null],
])('%j is %s', (keys, expected) => {
  expect(acceleratorOf(keys, 'everywhere', 'linux')).toBe(expected);
});

it('what is heard outside the terminal only is no key of the menu, except with Cmd', () => {
  expect(acceleratorOf(['F5'], 'outside-terminal', 'linux')).toBeNull();
  expect(acceleratorOf(['F1', 'Ctrl+Shift+H'], 'outside-text', 'windows')).toBeNull();
  expect(acceleratorOf(['F5', 'Cmd+R'], 'outside-terminal', 'macos')).toBe('Cmd+R');
});
