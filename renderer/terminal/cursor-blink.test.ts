import xtermCode from '@xterm/xterm/lib/xterm.mjs?raw';
import { describe, expect, it } from 'vitest';
import { CursorBlink } from './cursor-blink.ts';

function setUp() {
  const shown: boolean[] = [];
  let tick: (() => void) | null = null;
  const blink = new CursorBlink(
    (isOff) => shown.push(isOff),
    (_ms, call) => {
      tick = call;
      return () => {
        tick = null;
      };
    },
  );
  return { blink, shown, tick: () => tick?.() };
}

describe('CursorBlink', () => {
  it('goes off and on while it is focused, and stays on when it is not', () => {
    const { blink, shown, tick } = setUp();
    tick();
    expect(shown).toEqual([]);
    blink.start();
    tick();
    tick();
    tick();
    expect(shown).toEqual([true, false, true]);
    blink.stop();
    tick();
    expect(shown).toEqual([true, false, true, false]);
  });

  it('is on while it moves, so that one sees where one types', () => {
    const { blink, shown, tick } = setUp();
    blink.start();
    tick();
    blink.moved();
    expect(shown).toEqual([true, false]);
    tick();
    blink.moved();
    tick();
    expect(shown).toEqual([true, false]);
    tick();
    expect(shown).toEqual([true, false, true]);
  });

  it('finds the classes that its styles name in the pinned version of xterm', () => {
    for (const name of ['cursor-blink', 'cursor-block', 'cursor-bar', 'cursor-underline', 'xterm-focus'])
      expect(xtermCode).toContain(name);
  });
});
