// Blinks the cursor of xterm's DOM renderer, twice a second and by a class (terminal-pane.css). xterm has a CSS animation
// for it, for which Chromium makes a frame sixty times a second: a twentieth of a processor, and in the way of every key.
import type { Terminal } from '@xterm/xterm';

const HALF_MS = 500;

/** `every` answers the function that stops it. */
type Every = (ms: number, call: () => void) => () => void;

export class CursorBlink {
  readonly #show: (isOff: boolean) => void;
  readonly #every: Every;
  #isOff = false;
  #hasMoved = false;
  #stopTimer: (() => void) | null = null;

  constructor(show: (isOff: boolean) => void, every: Every) {
    this.#show = show;
    this.#every = every;
  }

  start(): void {
    this.#stopTimer ??= this.#every(HALF_MS, () => {
      if (this.#hasMoved) this.#hasMoved = false;
      else this.#set(!this.#isOff);
    });
  }

  /** It is on at once, and for at least half a second more. */
  moved(): void {
    this.#hasMoved = true;
    this.#set(false);
  }

  /** It stays on. */
  stop(): void {
    this.#stopTimer?.();
    this.#stopTimer = null;
    this.#set(false);
  }

  #set(isOff: boolean): void {
    if (this.#isOff === isOff) return;
    this.#isOff = isOff;
    this.#show(isOff);
  }
}

const pageEvery: Every = (ms, call) => {
  const timer = setInterval(call, ms);
  return () => {
    clearInterval(timer);
  };
};

/** To be called once, after `terminal.open(element)`; answers the function that ends it. */
export function blinkCursor(terminal: Terminal, element: HTMLElement): () => void {
  const blink = new CursorBlink((isOff) => {
    // Not there where neither the settings nor the program want it.
    const blinks = element.querySelector('.xterm-cursor-blink') !== null;
    element.classList.toggle('cursor-off', isOff && blinks);
  }, pageEvery);
  terminal.textarea?.addEventListener('focus', () => {
    blink.start();
  });
  terminal.textarea?.addEventListener('blur', () => {
    blink.stop();
  });
  terminal.onCursorMove(() => {
    blink.moved();
  });
  return () => {
    blink.stop();
  };
}
