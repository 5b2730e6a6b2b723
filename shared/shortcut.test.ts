import { describe, expect, it } from 'vitest';
import { parseShortcut, shortcutText } from './shortcut.ts';

describe('parseShortcut', () => {
  it.each(['Ctrl+Shift+P', 'Cmd+Shift+]', 'Ctrl++', '+', '?', 'F24', 'Ctrl+Cmd+F', 'Shift+F10', 'Ctrl+Ö'])(
    '%s',
    (text) => {
      const shortcut = parseShortcut(text);
      expect(shortcut === null ? null : shortcutText(shortcut)).toBe(text);
    },
  );

  it.each([
    '',
    'Ctrl',
    'Ctrl+',
    '+Ctrl+P',
    'Ctrl+p',
    'Shift+Ctrl+P',
    'Ctrl+Ctrl+P',
    'Hyper+P',
    'Ctrl+F25',
    'Ctrl+PP',
    'Ctrl+ ',
    'Ctrl+\u0007',
    `Ctrl+${'P'.repeat(5000)}`,
    'Ctrl+😀',
  ])('not %j', (text) => {
    expect(parseShortcut(text)).toBeNull();
  });
});
