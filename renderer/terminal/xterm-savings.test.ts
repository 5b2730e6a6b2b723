import xtermCode from '@xterm/xterm/lib/xterm.mjs?raw';
import { describe, expect, it } from 'vitest';
import { drawSelectionWhenThereIsOne, rearmSeldom } from './xterm-savings.ts';

describe('drawSelectionWhenThereIsOne', () => {
  it('draws while there is a selection, once more when it has gone, and not without one', () => {
    let drawn = 0;
    const part = {
      hasSelection: false,
      refresh: () => {
        drawn += 1;
      },
    };
    let forgotten = 0;
    drawSelectionWhenThereIsOne(part, () => {
      forgotten += 1;
    });
    part.refresh();
    expect(drawn).toBe(0);
    part.hasSelection = true;
    part.refresh();
    part.refresh();
    expect([drawn, forgotten]).toEqual([2, 0]);
    part.hasSelection = false;
    part.refresh();
    part.refresh();
    expect([drawn, forgotten]).toEqual([3, 1]);
  });
});

describe('rearmSeldom', () => {
  it('sets the timer at the first line and then ten times a second', () => {
    let at = 0;
    let set = 0;
    const part = {
      _mouseIsOver: false,
      _isDragging: false,
      _scheduleHide: () => {
        set += 1;
      },
    };
    rearmSeldom(part, () => at);
    for (at = 0; at < 1_000; at += 1) part._scheduleHide();
    expect(set).toBe(10);
  });

  it('always sets it after the mouse has left, for under the mouse none was set', () => {
    let set = 0;
    const part = {
      _mouseIsOver: true,
      _isDragging: false,
      _scheduleHide: () => {
        set += 1;
      },
    };
    rearmSeldom(part, () => 0);
    part._scheduleHide();
    expect(set).toBe(0);
    part._mouseIsOver = false;
    part._scheduleHide();
    expect(set).toBe(1);
  });
});

// What is wrapped has no public name: another xterm must be looked at before it is taken.
it('the xterm that is installed has the parts that are wrapped', () => {
  for (const part of [
    '_selectionService',
    '_selectionRenderModel',
    '_renderService',
    '_renderer',
    '_viewport',
    '_scrollableElement',
    '_scheduleHide()',
    'refresh(',
  ]) {
    expect(xtermCode).toContain(part);
  }
});
