// All keys to the shell in front, except the one that ends this: for programs in it that use the window's own keys. It
// ends by itself when no shell is in front any more, and when somebody goes elsewhere with the mouse.
import { call } from '../bridge/client.ts';
import { reportError, say } from '../stores/notices.ts';
import { passedKeysStore } from '../stores/passed-keys.ts';
import { tabsStore } from '../stores/tabs.ts';
import { isPage, workspaceStore } from '../stores/workspace.ts';
import { activateTab } from '../tabs/tab-actions.ts';
import { activeTerminal } from '../terminal/terminals.ts';
import { matchesShortcut } from './key-match.ts';
import type { KeyPress } from './key-match.ts';
import { keysNow } from './keys-of.ts';

export function areKeysPassed(): boolean {
  return passedKeysStore.getState().to === 'shell';
}

export function isPassKey(press: KeyPress): boolean {
  return keysNow()['pass-keys'].some((key) => matchesShortcut(press, key));
}

export function togglePassKeys(): void {
  const { activeId } = tabsStore.getState();
  if (areKeysPassed()) passTo('window');
  else if (activeId === null || activeTerminal() === null)
    say('No shell is in front that could have the keys.');
  else {
    activateTab(activeId);
    passTo('shell');
  }
}

/** What may have the keys meanwhile: the shell, what it asks, and the words that say so. */
const WITH_SHELL = '.terminal-host, dialog, [role=menu], .status-line';

export function endWithoutShell(): void {
  const look = (): void => {
    const isThere = activeTerminal() !== null && !isPage(workspaceStore.getState().view);
    if (areKeysPassed() && !isThere) passTo('window');
  };
  tabsStore.subscribe(look);
  workspaceStore.subscribe(look);
  window.addEventListener('focusin', ({ target }) => {
    const isElsewhere = target instanceof Element && target.closest(WITH_SHELL) === null;
    if (areKeysPassed() && isElsewhere) passTo('window');
  });
}

function passTo(to: 'window' | 'shell'): void {
  passedKeysStore.setState({ to });
  // Else the menu of the application would still hear its keys.
  call('window.pass-keys', { to }).catch(reportError);
}
