// What the right button does in a terminal, as each system has it. Pure; terminal-menu.ts carries it out.
import type { Settings } from '../../shared/settings.ts';
import type { Os } from '../../shared/command-keys.ts';

export interface RightClick {
  readonly setting: Settings['terminal']['rightClick'];
  readonly os: Os;
  /** Of the `contextmenu` event: 2 for the mouse, 0 for the keyboard's menu key. */
  readonly button: number;
  readonly hasSelection: boolean;
}

export function rightClickAction({
  setting,
  os,
  button,
  hasSelection,
}: RightClick): 'copy' | 'paste' | 'menu' {
  const copies = setting === 'copy-paste' || (setting === 'platform' && os === 'windows');
  // The keyboard's menu key always opens the menu: it is the only way to reach it there.
  if (!copies || button !== 2) return 'menu';
  return hasSelection ? 'copy' : 'paste';
}
