// Moving the keys together with what is shown, in the keystroke itself: a frame later, the letter typed next would
// have gone where the keys were before, which is often a shell.
import { flushSync } from 'react-dom';

interface Focusable {
  focus(): void;
}

/**
 * Makes the change, draws it, and gives the keys to what `find` answers (null: they stay, unless what has them is no
 * longer shown). Not from inside a render or an effect: React draws nothing then.
 */
export function focusAfter(change: () => void, find: () => Focusable | null): void {
  flushSync(change);
  find()?.focus();
  // What is hidden keeps the keys until the next frame.
  const holder = document.activeElement;
  if (holder instanceof HTMLElement && !holder.checkVisibility()) holder.blur();
}

/** Closes what is above the page, which gives the keys back where they were; `next` may then take them. */
export function closeThen(close: () => void, next: () => void): void {
  flushSync(close);
  next();
}

export function firstInvalidField(): HTMLElement | null {
  return document.querySelector<HTMLElement>('.dialog [aria-invalid=true]');
}
