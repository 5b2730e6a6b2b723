// Two things that xterm 6.0 does for every line of output though nothing has changed, and one that it then no longer does by
// the way. They are inside it and have no option, so its own parts are wrapped here; a version without these parts is left as it is. The pinned version is
// held to them by xterm-savings.test.ts.
import type { Terminal } from '@xterm/xterm';

/** xterm hides its scrollbar 500 ms after the last line; a fifth of that is exact enough. */
const REARM_MS = 100;

/** The parts of xterm's inside that are wrapped, by the names they have in 6.0. */
export interface SelectionPart {
  readonly hasSelection: boolean;
  refresh(fromMouse?: boolean): void;
}
export interface ScrollbarPart {
  readonly _mouseIsOver: boolean;
  readonly _isDragging: boolean;
  _scheduleHide(): void;
}

/** To be called once, after `terminal.open`. Answers what was found, for the test. */
export function saveWork(
  terminal: Terminal,
  now: () => number,
): { readonly selection: boolean; readonly scrollbar: boolean } {
  const { selection, scrollbar } = partsOf(terminal);
  if (selection !== null)
    drawSelectionWhenThereIsOne(selection, () => {
      forgetDrawnSelection(terminal);
    });
  if (scrollbar !== null) rearmSeldom(scrollbar, now);
  return { selection: selection !== null, scrollbar: scrollbar !== null };
}

/**
 * Each scrolled line asks for the selection to be drawn again, and the DOM renderer answers by making every row anew:
 * with no selection now or at the last time, each frame of output would be drawn twice.
 */
export function drawSelectionWhenThereIsOne(part: SelectionPart, onGone: () => void): void {
  const refresh = part.refresh.bind(part);
  let drawn = false;
  part.refresh = (fromMouse) => {
    const { hasSelection } = part;
    if (!hasSelection && !drawn) return;
    drawn = hasSelection;
    if (!hasSelection) onGone();
    refresh(fromMouse);
  };
}

/**
 * The DOM renderer keeps the selection that it drew last, also when that is gone, and draws it again when the size
 * changes. The next line of output used to wipe that away.
 */
function forgetDrawnSelection(terminal: Terminal): void {
  const renderer = member(member(member(member(terminal, '_core'), '_renderService'), '_renderer'), 'value');
  const drawn = member(renderer, '_selectionRenderModel');
  if (isFunction(member(drawn, 'clear'))) (drawn as { clear(): void }).clear();
}

/** Each scrolled line cancels and sets the timer that hides the scrollbar: 10,000 of them until the scrollback is full. */
export function rearmSeldom(part: ScrollbarPart, now: () => number): void {
  const scheduleHide = part._scheduleHide.bind(part);
  let armedAt = Number.NEGATIVE_INFINITY;
  part._scheduleHide = () => {
    // Under the mouse it sets no timer, so that none can be relied on.
    if (part._mouseIsOver || part._isDragging) return;
    if (now() - armedAt < REARM_MS) return;
    armedAt = now();
    scheduleHide();
  };
}

function partsOf(terminal: Terminal): { selection: SelectionPart | null; scrollbar: ScrollbarPart | null } {
  const core = member(terminal, '_core');
  const selection = member(core, '_selectionService');
  const scrollbar = member(member(core, '_viewport'), '_scrollableElement');
  return {
    selection: isFunction(member(selection, 'refresh')) ? (selection as SelectionPart) : null,
    scrollbar: isFunction(member(scrollbar, '_scheduleHide')) ? (scrollbar as ScrollbarPart) : null,
  };
}

function member(of: unknown, name: string): unknown {
  return typeof of === 'object' && of !== null ? (of as Record<string, unknown>)[name] : undefined;
}

function isFunction(value: unknown): boolean {
  return typeof value === 'function';
}
