// Keys about the selected row: a list with the focus is asked before the window is.
import type { ListCommandId } from '../../shared/command-keys.ts';
import { listCommandFor } from './command-for.ts';
import { ariaKeys } from './key-match.ts';
import type { KeyPress } from './key-match.ts';
import { keysNow, useKeys } from './keys-of.ts';

const MARK = 'data-list-keys';

interface ListKeyProps {
  readonly [MARK]: '';
  readonly 'aria-keyshortcuts': string | undefined;
}

/** For the element that has the focus while its row is selected. `ids`: the commands that it carries out. */
export function useListKeys(ids: readonly ListCommandId[]): ListKeyProps {
  const keys = useKeys();
  return { [MARK]: '', 'aria-keyshortcuts': ariaKeys(ids.flatMap((id) => keys[id])) };
}

export function listCommandOf(press: KeyPress): ListCommandId | null {
  return listCommandFor(press, keysNow());
}

export function isListsKey(press: KeyPress): boolean {
  return document.activeElement?.hasAttribute(MARK) === true && listCommandOf(press) !== null;
}
