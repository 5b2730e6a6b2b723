// Where the window may be now: arithmetic on rectangles.
import type { WindowBounds } from './window-bounds.ts';

/** Below this the sidebar, a terminal of 80 columns and the status line no longer fit. */
export const MIN_WINDOW_WIDTH = 800;
export const MIN_WINDOW_HEIGHT = 560;
const DEFAULT_WIDTH = 1280;
const DEFAULT_HEIGHT = 800;
/** So much of the window must lie on a screen to be found and dragged. */
const MIN_VISIBLE_PX = 100;

export interface Rectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Position left out means: centred by the window system. */
export interface PlacedBounds {
  readonly x?: number;
  readonly y?: number;
  readonly width: number;
  readonly height: number;
}

/**
 * `saved` as it can be shown on the screens there are now (`workAreas`, primary first); the default size, never
 * larger than the primary screen, when there is none or its screen has gone.
 */
export function placeWindow(saved: WindowBounds | null, workAreas: readonly Rectangle[]): PlacedBounds {
  const primary = workAreas[0] ?? { x: 0, y: 0, width: DEFAULT_WIDTH, height: DEFAULT_HEIGHT };
  const home = saved === null ? undefined : workAreas.find((area) => isReachable(saved, area));
  const limit = home ?? primary;
  const width = clamp(saved?.width ?? DEFAULT_WIDTH, MIN_WINDOW_WIDTH, limit.width);
  const height = clamp(saved?.height ?? DEFAULT_HEIGHT, MIN_WINDOW_HEIGHT, limit.height);
  return saved === null || home === undefined ? { width, height } : { x: saved.x, y: saved.y, width, height };
}

/** The title bar is at the top: that edge must be on the screen, and enough of the width. */
function isReachable(window: Rectangle, area: Rectangle): boolean {
  const overlap = Math.min(window.x + window.width, area.x + area.width) - Math.max(window.x, area.x);
  const topIsVisible = window.y >= area.y && window.y <= area.y + area.height - MIN_VISIBLE_PX;
  return overlap >= MIN_VISIBLE_PX && topIsVisible;
}

/** The minimum wins over a screen that is smaller than it. */
function clamp(value: number, min: number, max: number): number {
  return Math.max(min, Math.min(value, max));
}
