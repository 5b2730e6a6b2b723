// A hidden window comes back when nothing else could bring it back, and not for a panel that is only restarted.
import { expect, it } from 'vitest';
import { ManualClock } from '../base/manual-clock.ts';
import { keepReachable } from './reachable-window.ts';

function setUp(isHidden: boolean, hasTray: boolean) {
  const clock = new ManualClock();
  const now = { isHidden, hasTray, shown: 0 };
  const reachable = keepReachable({
    isHidden: () => now.isHidden,
    hasTray: () => now.hasTray,
    show: () => {
      now.shown += 1;
      now.isHidden = false;
    },
    clock,
  });
  return { clock, now, reachable };
}

it('comes back once the tray is gone for good', () => {
  const { clock, now, reachable } = setUp(true, true);
  reachable.look();
  clock.advance(60_000);
  expect(now.shown).toBe(0);
  now.hasTray = false;
  reachable.look();
  reachable.look();
  clock.advance(60_000);
  expect(now.shown).toBe(1);
  expect(clock.pending).toBe(0);
});

it('stays where it is when a panel is restarted', () => {
  const { clock, now, reachable } = setUp(true, false);
  reachable.look();
  clock.advance(5_000);
  now.hasTray = true;
  reachable.look();
  clock.advance(60_000);
  expect(now.shown).toBe(0);
});

it('leaves a window alone that somebody brought back meanwhile', () => {
  const { clock, now, reachable } = setUp(true, false);
  reachable.look();
  now.isHidden = false;
  clock.advance(60_000);
  expect(now.shown).toBe(0);
});
