// Send window against receive window over a simulated network that drops, doubles, delays and reorders.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ReceiveWindow } from './receive-window.ts';
import { SendWindow } from './send-window.ts';

interface Packet {
  readonly arrivesAt: number;
  readonly bytes: Uint8Array;
}

interface Weather {
  readonly loss: number;
  readonly duplication: number;
  readonly minDelayMs: number;
  readonly jitterMs: number;
}

const weather: fc.Arbitrary<Weather> = fc.record({
  loss: fc.double({ min: 0, max: 0.3, noNaN: true }),
  duplication: fc.double({ min: 0, max: 0.3, noNaN: true }),
  minDelayMs: fc.integer({ min: 0, max: 150 }),
  jitterMs: fc.integer({ min: 0, max: 300 }),
});

// Not sorted by time of sending: jitter reorders.
function network(conditions: Weather, random: () => number) {
  const packets: Packet[] = [];
  return {
    send(bytes: Uint8Array, now: number) {
      for (const copy of [0, 1]) {
        if (copy === 1 && random() >= conditions.duplication) continue;
        if (random() < conditions.loss) continue;
        packets.push({ arrivesAt: now + conditions.minDelayMs + random() * conditions.jitterMs, bytes });
      }
    },
    arrivals(now: number): Uint8Array[] {
      const due = packets
        .filter(({ arrivesAt }) => arrivesAt <= now)
        .sort((a, b) => a.arrivesAt - b.arrivesAt);
      for (const packet of due) packets.splice(packets.indexOf(packet), 1);
      return due.map(({ bytes }) => bytes);
    },
    cut() {
      packets.length = 0;
    },
  };
}

function generator(seed: number): () => number {
  let state = seed | 1;
  return () => {
    state = Math.imul(state ^ (state >>> 15), 2246822519) + 1;
    state ^= state >>> 13;
    return (state >>> 0) / 2 ** 32;
  };
}

function frameOf(sequenceNumber: number, payload: Uint8Array): Uint8Array {
  const frame = new Uint8Array(4 + payload.length);
  new DataView(frame.buffer).setUint32(0, sequenceNumber);
  frame.set(payload, 4);
  return frame;
}

interface Outcome {
  readonly received: Buffer;
  readonly tookMs: number;
  readonly maxInFlight: number;
}

/** Runs until all is acknowledged; `cuts`: times at which the connection is lost and comes back 500 ms later. */
function run(
  payloads: readonly Uint8Array[],
  conditions: Weather,
  seed: number,
  cuts: readonly number[] = [],
): Outcome {
  const random = generator(seed);
  const there = network(conditions, random);
  const back = network(conditions, random);
  const send = new SendWindow({ initialMessages: 8, maxMessages: 64 });
  const receive = new ReceiveWindow<{ sequenceNumber: number; payload: Uint8Array }>({
    maxEarlyMessages: 40,
    maxEarlyBytes: 20_000,
  });
  const waiting = [...payloads];
  const received: Uint8Array[] = [];
  let now = 0;
  let maxInFlight = 0;
  for (; waiting.length > 0 || send.unacknowledgedCount > 0; now += 10) {
    if (now > 30 * 60_000) throw new Error('stuck');
    const down = cuts.some((cut) => now >= cut && now < cut + 500);
    if (cuts.includes(now)) {
      there.cut();
      back.cut();
    }
    if (cuts.includes(now - 500)) for (const frame of send.takeAll(now)) there.send(frame, now);
    for (let next = waiting[0]; next !== undefined && send.hasRoom; next = waiting[0]) {
      waiting.shift();
      const frame = frameOf(send.nextSequenceNumber, next);
      send.add(frame, now, !down);
      if (!down) there.send(frame, now);
    }
    maxInFlight = Math.max(maxInFlight, send.unacknowledgedCount);
    if (down) continue;
    for (const frame of send.takeDue(now, 32)) there.send(frame, now);
    for (const frame of there.arrivals(now)) {
      const sequenceNumber = new DataView(frame.buffer, frame.byteOffset).getUint32(0);
      const message = { sequenceNumber, payload: frame.subarray(4) };
      // One in eight finds those behind full for a moment.
      const { acknowledge, deliver } = receive.receive(message, random() > 0.125);
      received.push(...deliver.map(({ payload }) => payload));
      if (acknowledge) back.send(frame.subarray(0, 4), now);
    }
    for (const ack of back.arrivals(now))
      send.acknowledge(new DataView(ack.buffer, ack.byteOffset).getUint32(0), now);
  }
  return { received: Buffer.concat(received), tookMs: now, maxInFlight };
}

const payloads = fc.array(fc.uint8Array({ minLength: 1, maxLength: 300 }), { minLength: 1, maxLength: 120 });
const CALM: Weather = { loss: 0, duplication: 0, minDelayMs: 20, jitterMs: 0 };

describe('over any network', () => {
  test('the same bytes arrive, in order, once', () => {
    fc.assert(
      fc.property(payloads, weather, fc.nat(), (chunks, conditions, seed) => {
        const { received, maxInFlight } = run(chunks, conditions, seed);
        expect(received.equals(Buffer.concat(chunks))).toBe(true);
        expect(maxInFlight).toBeLessThanOrEqual(64);
      }),
      { numRuns: 150 },
    );
  });

  test('also when the connection is cut and comes back', () => {
    const cuts = fc.array(
      fc.integer({ min: 0, max: 300 }).map((tens) => tens * 10),
      { maxLength: 4 },
    );
    fc.assert(
      fc.property(payloads, weather, fc.nat(), cuts, (chunks, conditions, seed, times) => {
        const { received } = run(chunks, conditions, seed, times);
        expect(received.equals(Buffer.concat(chunks))).toBe(true);
      }),
      { numRuns: 100 },
    );
  });
});

const chunks = Array.from({ length: 400 }, (_, index) => Buffer.from(`chunk ${index};`));

test('a calm network sees no resend, and the window grows', () => {
  const alone = new SendWindow({ initialMessages: 8, maxMessages: 64 });
  for (let count = 0; count < 3000; count++) {
    const first = alone.nextSequenceNumber;
    while (alone.hasRoom) alone.add(Buffer.alloc(1), count * 50, true);
    expect(alone.takeDue(count * 50 + 40, 32)).toEqual([]);
    for (let n = first; n < alone.nextSequenceNumber; n++) alone.acknowledge(n, count * 50 + 40);
  }
  expect(alone.resentCount).toBe(0);
  expect(alone.windowMessages).toBe(64);
  expect(alone.roundTripMs).toBeCloseTo(40);
});

test('at 1 % loss 400 messages over 40 ms take seconds, not minutes', () => {
  const { tookMs } = run(chunks, { ...CALM, loss: 0.01 }, 7);
  expect(tookMs).toBeLessThan(20_000);
});

describe('send window', () => {
  test('resends every message past its own timeout, oldest first, at most the limit, backing off', () => {
    const window = new SendWindow({ initialMessages: 8, maxMessages: 8 });
    const frames = [0, 1, 2].map((index) => Buffer.from([index]));
    for (const frame of frames) window.add(frame, 0, true);
    expect(window.takeDue(199, 32)).toEqual([]);
    expect(window.takeDue(200, 2)).toEqual([frames[0], frames[1]]);
    expect(window.takeDue(200, 32)).toEqual([frames[2]]);
    expect(window.takeDue(599, 32)).toEqual([]);
    expect(window.takeDue(600, 32)).toEqual(frames);
    window.acknowledge(1, 600);
    // However long it lasts, a message never waits longer than 2 s for its next copy.
    for (let now = 600, last = 600; now < 60_000; now += 10) {
      if (window.takeDue(now, 32).length === 0) continue;
      expect(now - last).toBeLessThanOrEqual(2000);
      last = now;
    }
  });

  test('learns the round trip from messages that were sent once only', () => {
    const window = new SendWindow({ initialMessages: 8, maxMessages: 8 });
    window.add(Buffer.alloc(1), 0, true);
    window.takeDue(300, 32);
    window.acknowledge(0, 310);
    expect(window.roundTripMs).toBeNull();
    window.add(Buffer.alloc(1), 1000, true);
    window.acknowledge(1, 1080);
    expect(window.roundTripMs).toBe(80);
    window.add(Buffer.alloc(1), 2000, true);
    window.acknowledge(2, 2160);
    expect(window.roundTripMs).toBe(90);
    expect(window.timeoutMs).toBeGreaterThan(90);
    expect(window.timeoutMs).toBeLessThanOrEqual(1000);
  });

  test('halves once for the losses of one round trip, never below two', () => {
    const window = new SendWindow({ initialMessages: 16, maxMessages: 64 });
    for (let count = 0; count < 16; count++) window.add(Buffer.alloc(1), 0, true);
    expect(window.hasRoom).toBe(false);
    window.takeDue(200, 32);
    expect(window.windowMessages).toBe(8);
    for (let now = 300; now < 60_000; now += 100) window.takeDue(now, 32);
    expect(window.windowMessages).toBe(2);
  });

  test('what was added while down goes with the resume, after what is older, and is no resend', () => {
    const window = new SendWindow({ initialMessages: 8, maxMessages: 8 });
    window.add(Buffer.from('a'), 0, true);
    window.add(Buffer.from('b'), 10, false);
    expect(Buffer.concat(window.takeAll(5000)).toString()).toBe('ab');
    expect(window.resentCount).toBe(1);
    expect(window.acknowledge(7, 5000)).toBe(false);
  });
});

describe('receive window', () => {
  const message = (sequenceNumber: number, size = 1) => ({ sequenceNumber, payload: new Uint8Array(size) });
  const limits = { maxEarlyMessages: 2, maxEarlyBytes: 10 };

  test('re-acks what it has seen, keeps what comes early within its bounds, acks no more than it keeps', () => {
    const window = new ReceiveWindow(limits);
    expect(window.receive(message(1), true)).toEqual({ acknowledge: true, deliver: [] });
    expect(window.receive(message(1), true).acknowledge).toBe(true);
    expect(window.receive(message(2, 10), true).acknowledge).toBe(false);
    expect(window.receive(message(2, 9), true).acknowledge).toBe(true);
    expect(window.receive(message(3), true).acknowledge).toBe(false);
    expect(window.receive(message(0), true).deliver.map((one) => one.sequenceNumber)).toEqual([0, 1, 2]);
    expect(window.receive(message(0), true)).toEqual({ acknowledge: true, deliver: [] });
    expect(window.expected).toBe(3);
    expect(window.receive(message(5, 10), true).acknowledge).toBe(true);
  });

  test('takes nothing new while those behind are full, but still re-acks', () => {
    const window = new ReceiveWindow(limits);
    expect(window.receive(message(0), false)).toEqual({ acknowledge: false, deliver: [] });
    expect(window.receive(message(0), true).deliver).toHaveLength(1);
    expect(window.receive(message(0), false).acknowledge).toBe(true);
  });
});
