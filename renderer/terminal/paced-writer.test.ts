import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PacedWriter } from './paced-writer.ts';

const KIB = 1024;
const MESSAGE = 64 * KIB;

/** xterm as far as it matters: parses its calls one after the other, each at its pace. */
function setUp(bytesPerMs = 50 * KIB) {
  let at = 0;
  const timers: { readonly at: number; readonly call: () => void }[] = [];
  const after = (ms: number, call: () => void): (() => void) => {
    const timer = { at: at + ms, call };
    timers.push(timer);
    return () => {
      const index = timers.indexOf(timer);
      if (index !== -1) timers.splice(index, 1);
    };
  };
  const pieces: number[] = [];
  const parsed: Uint8Array[] = [];
  let freeAt = 0;
  const writer = new PacedWriter(
    (bytes, done) => {
      pieces.push(bytes.byteLength);
      freeAt = Math.max(freeAt, at) + bytes.byteLength / bytesPerMs;
      // Read when it is parsed, as xterm does: memory that was filled again by then would show.
      after(freeAt - at, () => {
        parsed.push(bytes.slice());
        done();
      });
    },
    { now: () => at, after },
  );
  const run = (ms: number): void => {
    const until = at + ms;
    for (;;) {
      timers.sort((a, b) => a.at - b.at);
      const next = timers[0];
      if (next === undefined || next.at > until) break;
      timers.shift();
      at = Math.max(at, next.at);
      next.call();
    }
    at = until;
  };
  return { writer, pieces, parsedBytes: () => joined(parsed), run };
}

function joined(pieces: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(pieces.reduce((sum, { byteLength }) => sum + byteLength, 0));
  let filled = 0;
  for (const piece of pieces) {
    all.set(piece, filled);
    filled += piece.byteLength;
  }
  return all;
}

const nothing = (): void => undefined;

describe('PacedWriter', () => {
  it('gives an echo and the pieces of an ordinary agent on as they come', () => {
    const { writer, pieces, run } = setUp();
    for (let ms = 0; ms < 100; ms += 1) {
      writer.write(new Uint8Array(KIB), nothing);
      expect(pieces).toHaveLength(ms + 1);
      run(1);
    }
  });

  it('makes about ten pieces a second of a flood, whether its source is slower than the terminal', () => {
    const { writer, pieces, run } = setUp();
    for (let ms = 0; ms < 2_000; ms += 4) {
      writer.write(new Uint8Array(MESSAGE), nothing);
      run(4);
    }
    const each = 64 * KIB * 500;
    expect(pieces.reduce((sum, piece) => sum + piece, 0)).toBeGreaterThan(each - 2 * 100 * 16 * KIB);
    expect(pieces.length).toBeLessThan(40);
    expect(pieces.length).toBeGreaterThan(15);
  });

  it('or faster, with all of the bytes in time', () => {
    const { writer, pieces, run } = setUp();
    let unparsed = 0;
    let total = 0;
    for (let ms = 0; ms < 2_000; ms += 1) {
      while (unparsed < 2 * KIB * KIB) {
        unparsed += MESSAGE;
        writer.write(new Uint8Array(MESSAGE), () => {
          unparsed -= MESSAGE;
          total += MESSAGE;
        });
      }
      run(1);
    }
    // 2 s at 50 KiB a millisecond: pacing must not leave the terminal without work.
    expect(total).toBeGreaterThan(0.95 * 2_000 * 50 * KIB);
    expect(pieces.length).toBeLessThan(120);
  });

  it('gives no piece that keeps a slow terminal busy for long', () => {
    const { writer, pieces, run } = setUp(4 * KIB);
    let unparsed = 0;
    for (let ms = 0; ms < 3_000; ms += 5) {
      while (unparsed < 2 * KIB * KIB) {
        unparsed += MESSAGE;
        writer.write(new Uint8Array(MESSAGE), () => {
          unparsed -= MESSAGE;
        });
      }
      run(5);
    }
    expect(Math.max(...pieces.slice(2)) / (4 * KIB)).toBeLessThanOrEqual(100);
  });

  it('keeps every byte in order and tells of each message once', () => {
    const step = fc.record({
      size: fc.integer({ min: 1, max: 90_000 }),
      pause: fc.integer({ min: 0, max: 20 }),
      flush: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const { writer, parsedBytes, run } = setUp();
        const done: number[] = [];
        let position = 0;
        steps.forEach(({ size, pause, flush }, index) => {
          writer.write(
            Uint8Array.from({ length: Math.ceil(size / 64) }, (_, at) => (position + at) % 251),
            () => done.push(index),
          );
          position += Math.ceil(size / 64);
          if (flush) writer.flush();
          run(pause);
        });
        run(10_000);
        expect(done).toEqual(steps.map((_, index) => index));
        const parsed = parsedBytes();
        expect(parsed).toHaveLength(position);
        expect(parsed.every((byte, at) => byte === at % 251)).toBe(true);
      }),
      { numRuns: 50 },
    );
  });

  it('keeps the bytes of a flood in order across pieces', () => {
    const { writer, parsedBytes, pieces, run } = setUp();
    for (let message = 0; message < 24; message += 1) {
      writer.write(new Uint8Array(MESSAGE).fill(message), nothing);
      run(1);
    }
    run(1_000);
    expect(pieces.length).toBeLessThan(24);
    const parsed = parsedBytes();
    expect(parsed).toHaveLength(24 * MESSAGE);
    expect(parsed.every((byte, at) => byte === Math.floor(at / MESSAGE))).toBe(true);
  });

  it('gives nothing on once the terminal is gone', () => {
    const { writer, pieces, run } = setUp();
    for (let message = 0; message < 24; message += 1) writer.write(new Uint8Array(MESSAGE), nothing);
    writer.dispose();
    const before = pieces.length;
    run(1_000);
    expect(pieces).toHaveLength(before);
  });
});
