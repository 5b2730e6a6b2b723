// Where connections go and when a pool grows.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { BUSY_PER_SESSION, placeConnection, sessionsToOpen, type SessionLoad } from './port-placement.ts';

const quiet: SessionLoad = { streams: 0, busy: 0, bulk: 0, capacity: Infinity, isStuck: false };
const facts = { opening: 0, maxSessions: 8, mayGrow: true, isImpatient: false };

test('quiet connections share a session', () => {
  const sessions = [{ ...quiet, streams: 50 }];
  expect(placeConnection({ ...facts, sessions })).toEqual({ kind: 'place', index: 0 });
});

test('keeps clear of bulk, and opens a session for it rather than sit beside it', () => {
  const bulk = { ...quiet, streams: 1, busy: 1, bulk: 1 };
  expect(placeConnection({ ...facts, sessions: [bulk, quiet] })).toEqual({ kind: 'place', index: 1 });
  expect(placeConnection({ ...facts, sessions: [bulk] })).toEqual({ kind: 'wait' });
  expect(sessionsToOpen({ ...facts, sessions: [bulk] }, 1)).toBe(1);
  const impatient = { ...facts, isImpatient: true, sessions: [bulk] };
  expect(placeConnection(impatient)).toEqual({ kind: 'place', index: 0 });
});

test('sixteen at once ask for eight sessions, counting those on their way', () => {
  expect(sessionsToOpen({ ...facts, sessions: [] }, 16)).toBe(8);
  expect(sessionsToOpen({ ...facts, sessions: [], opening: 3 }, 16)).toBe(5);
  expect(sessionsToOpen({ ...facts, sessions: [], mayGrow: false }, 16)).toBe(0);
});

test('a full or stuck session is not chosen while there is a better one', () => {
  const full = { ...quiet, streams: 1, capacity: 1 };
  const stuck = { ...quiet, streams: 1, isStuck: true };
  const none = { ...facts, mayGrow: false };
  expect(placeConnection({ ...none, sessions: [full, stuck, quiet] })).toEqual({ kind: 'place', index: 2 });
  expect(placeConnection({ ...none, sessions: [full, stuck] })).toEqual({ kind: 'place', index: 1 });
  expect(placeConnection({ ...none, sessions: [full] })).toEqual({ kind: 'wait' });
});

test('never beyond the most sessions, never a session that is full, and nobody waits for ever', () => {
  const load = fc.record({
    streams: fc.nat(5),
    busy: fc.nat(4),
    bulk: fc.nat(2),
    capacity: fc.constantFrom(1, Infinity),
    isStuck: fc.boolean(),
  });
  fc.assert(
    fc.property(
      fc.array(load, { maxLength: 8 }),
      fc.nat(3),
      fc.boolean(),
      fc.boolean(),
      fc.nat(30),
      (sessions, opening, mayGrow, isImpatient, waiting) => {
        const all = { sessions, opening, maxSessions: 8, mayGrow, isImpatient };
        const more = sessionsToOpen(all, waiting);
        expect(sessions.length + opening + more).toBeLessThanOrEqual(Math.max(8, sessions.length + opening));
        const placement = placeConnection(all);
        if (placement.kind === 'place') {
          const chosen = sessions[placement.index];
          expect(chosen !== undefined && chosen.streams < chosen.capacity).toBe(true);
        } else if (sessions.some((one) => one.streams < one.capacity)) {
          // Waiting has a reason: something better is on its way or can be had.
          expect(opening > 0 || (mayGrow && sessions.length < 8)).toBe(true);
        }
        expect(BUSY_PER_SESSION).toBeGreaterThan(0);
      },
    ),
  );
});
