// A remembered window is always found again, whatever happened to the screens.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MIN_WINDOW_HEIGHT, MIN_WINDOW_WIDTH, placeWindow } from './window-place.ts';

const SCREEN = { x: 0, y: 0, width: 1920, height: 1080 };
const SECOND = { x: 1920, y: 0, width: 1280, height: 1024 };

describe('placeWindow', () => {
  it('has a default, no larger than the screen', () => {
    expect(placeWindow(null, [SCREEN])).toEqual({ width: 1280, height: 800 });
    expect(placeWindow(null, [{ x: 0, y: 0, width: 1024, height: 640 }])).toEqual({
      width: 1024,
      height: 640,
    });
  });

  it('keeps a window on the second screen, and brings it back when that has gone', () => {
    const saved = { x: 2000, y: 40, width: 1000, height: 700, maximized: false };
    expect(placeWindow(saved, [SCREEN, SECOND])).toEqual({ x: 2000, y: 40, width: 1000, height: 700 });
    expect(placeWindow(saved, [SCREEN])).toEqual({ width: 1000, height: 700 });
  });

  it('never goes below the minimum, and a placed window can be grabbed', () => {
    const number = fc.integer({ min: -5000, max: 5000 });
    const size = fc.integer({ min: 1, max: 9000 });
    fc.assert(
      fc.property(number, number, size, size, (x, y, width, height) => {
        const placed = placeWindow({ x, y, width, height, maximized: false }, [SCREEN, SECOND]);
        expect(placed.width).toBeGreaterThanOrEqual(MIN_WINDOW_WIDTH);
        expect(placed.height).toBeGreaterThanOrEqual(MIN_WINDOW_HEIGHT);
        if (placed.y !== undefined) {
          expect(placed.y).toBeGreaterThanOrEqual(0);
          expect(placed.y).toBeLessThan(1080);
        }
      }),
    );
  });
});
