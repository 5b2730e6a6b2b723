// How the send window finds the speed of a path: fast at first, careful after losses, patient with queues.
import { expect, test } from 'vitest';
import { SendWindow } from './send-window.ts';

test('doubles each round trip at first, by one after a loss, and not while messages queue on the path', () => {
  const window = new SendWindow({ initialMessages: 8, maxMessages: 1000 });
  let now = 0;
  const roundTrip = (ms: number) => {
    const first = window.nextSequenceNumber;
    while (window.hasRoom) window.add(Buffer.alloc(1), now, true);
    now += ms;
    for (let number = first; number < window.nextSequenceNumber; number++) window.acknowledge(number, now);
    return window.windowMessages;
  };
  expect([roundTrip(80), roundTrip(80)]).toEqual([16, 32]);
  window.add(Buffer.alloc(1), now, true);
  now += 1000;
  window.takeDue(now, 32);
  window.acknowledge(window.nextSequenceNumber - 1, now + 80);
  expect(window.windowMessages).toBe(16);
  roundTrip(80);
  expect(roundTrip(80)).toBe(17);
  for (let count = 0; count < 20; count++) roundTrip(800);
  const queued = window.windowMessages;
  expect(roundTrip(800)).toBe(queued);
});

test('a queue ends the doubling, not the growth: once it has gone, the window still finds its size', () => {
  const window = new SendWindow({ initialMessages: 64, maxMessages: 1000 });
  let now = 0;
  const roundTrip = (ms: number) => {
    const first = window.nextSequenceNumber;
    while (window.hasRoom) window.add(Buffer.alloc(1), now, true);
    now += ms;
    for (let number = first; number < window.nextSequenceNumber; number++) window.acknowledge(number, now);
    return window.windowMessages;
  };
  const before = roundTrip(80);
  for (let count = 0; count < 3; count++) roundTrip(500);
  const queued = window.windowMessages;
  expect(queued).toBeLessThan(2 * before);
  // The smoothed round trip needs some samples to come down; then an eighth a round trip.
  roundTrip(80);
  const next = roundTrip(80);
  expect(roundTrip(80)).toBeCloseTo(next * 1.125, -1);
  for (let count = 0; count < 25; count++) roundTrip(80);
  expect(window.windowMessages).toBe(1000);
});

test('a moment of 100 ms anywhere on the path is no loss', () => {
  const window = new SendWindow({ initialMessages: 8, maxMessages: 8 });
  for (let count = 0; count < 50; count++) {
    window.add(Buffer.alloc(1), count * 1000, true);
    window.acknowledge(count, count * 1000 + 80);
  }
  window.add(Buffer.alloc(1), 100_000, true);
  expect(window.takeDue(100_179, 32)).toEqual([]);
  expect(window.takeDue(100_180, 32)).toHaveLength(1);
});

test('what was only late is no loss', () => {
  const window = new SendWindow({ initialMessages: 8, maxMessages: 8 });
  window.add(Buffer.alloc(1), 0, true);
  window.acknowledge(0, 80);
  while (window.hasRoom) window.add(Buffer.alloc(1), 1000, true);
  window.takeDue(1250, 32);
  expect(window.windowMessages).toBe(4);
  window.acknowledge(1, 1260);
  expect(window.windowMessages).toBe(8);
  expect(window.roundTripMs).toBeGreaterThan(80);
});

test('a message that is too large for the path makes way for its small form, under the same number', () => {
  const window = new SendWindow({ initialMessages: 8, maxMessages: 8 });
  const [large, small] = [Buffer.from('large'), Buffer.from('s')];
  const answers: string[] = [];
  const probe = { small, onAnswer: (arrived: string) => answers.push(arrived) };
  window.add(large, 0, true, probe);
  expect(window.takeDue(200, 32)).toEqual([large]);
  expect(window.takeDue(599, 32)).toEqual([]);
  expect(window.takeDue(600, 32)).toEqual([small]);
  window.acknowledge(0, 650);
  window.add(large, 1000, true, probe);
  window.takeDue(1200, 32);
  window.acknowledge(1, 1210);
  window.acknowledge(1, 1220);
  expect(answers).toEqual(['small', 'large']);
});
