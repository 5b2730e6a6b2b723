// Where a key moves the selection in a list with headings: pure, headings are stepped over.

export type ListMove = 'next' | 'previous' | 'first' | 'last' | 'page-down' | 'page-up';

export function listMove(key: string): ListMove | null {
  switch (key) {
    case 'ArrowDown':
      return 'next';
    case 'ArrowUp':
      return 'previous';
    case 'Home':
      return 'first';
    case 'End':
      return 'last';
    case 'PageDown':
      return 'page-down';
    case 'PageUp':
      return 'page-up';
    default:
      return null;
  }
}

/** `current` is -1 when nothing is selected. Answers -1 only when nothing can be selected. */
export function moveSelection(
  count: number,
  isOption: (index: number) => boolean,
  current: number,
  move: ListMove,
  pageSize: number,
): number {
  const seek = (from: number, step: 1 | -1): number => {
    for (let index = from; index >= 0 && index < count; index += step) if (isOption(index)) return index;
    return -1;
  };
  const clamp = (index: number): number => Math.max(0, Math.min(count - 1, index));
  const or = (found: number, otherwise: () => number): number => (found === -1 ? otherwise() : found);
  const first = (): number => seek(0, 1);
  const last = (): number => seek(count - 1, -1);
  if (move === 'first' || (current === -1 && move !== 'last')) return first();
  switch (move) {
    case 'next':
      return or(seek(current + 1, 1), last);
    case 'previous':
      return or(seek(current - 1, -1), first);
    case 'page-down':
      return or(seek(clamp(current + pageSize), 1), last);
    case 'page-up':
      return or(seek(clamp(current - pageSize), -1), first);
    case 'last':
      return last();
  }
}
