// A hidden window must have something that brings it back. When the tray's icon is gone, because the panel has ended or
// was never there, the window comes back by itself.
import type { Clock } from '../base/clock.ts';

export interface ReachableParts {
  readonly isHidden: () => boolean;
  readonly hasTray: () => boolean;
  /** Brings the window back without taking the keyboard. */
  readonly show: () => void;
  readonly clock: Clock;
}

/** A panel that is restarted, or starts at login beside us, is there by then. */
const PATIENCE_MS = 10_000;

export interface ReachableWindow {
  /** The tray or the window has changed. */
  look(): void;
}

export function keepReachable({ isHidden, hasTray, show, clock }: ReachableParts): ReachableWindow {
  let stopTimer: (() => void) | null = null;
  const isLost = (): boolean => isHidden() && !hasTray();
  return {
    look() {
      if (!isLost()) {
        stopTimer?.();
        stopTimer = null;
        return;
      }
      stopTimer ??= clock.after(PATIENCE_MS, () => {
        stopTimer = null;
        if (isLost()) show();
      });
    },
  };
}
