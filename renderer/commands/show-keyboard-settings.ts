// The part of the settings where commands are given other keys.
import { showView } from '../stores/workspace.ts';
import { focusAfter } from '../ui/focus-after.ts';

export const KEY_FILTER_ID = 'key-filter';

export function showKeyboardSettings(): void {
  focusAfter(
    () => {
      showView('settings');
    },
    () => document.getElementById(KEY_FILTER_ID),
  );
}
