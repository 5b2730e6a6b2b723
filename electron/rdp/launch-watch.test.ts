// When a launched desktop is over: by its connections, its program, or both.
import { describe, expect, it } from 'vitest';
import { AppError } from '../../shared/app-error.ts';
import type { RdpEnding } from '../../shared/rdp.ts';
import { Emitter } from '../base/emitter.ts';
import { ManualClock } from '../base/manual-clock.ts';
import { watchLaunch } from './launch-watch.ts';
import type { ClientEnding } from './rdp-client.ts';
import type { ConnectionCount } from './rdp-tunnel.ts';

const HOUR = 3_600_000;

describe('watchLaunch', () => {
  function watch() {
    const clock = new ManualClock();
    const counts = new Emitter<ConnectionCount>();
    const connections = { open: 0, total: 2 };
    const abort = new AbortController();
    let endProgram: (ending: ClientEnding) => void = () => undefined;
    let connectedCalls = 0;
    const counted: number[] = [];
    let ending: RdpEnding | 'cancelled' | null = null;
    void watchLaunch({
      launch: {
        notes: [],
        ended: new Promise((resolve) => (endProgram = resolve)),
        connected: async () => {
          connectedCalls += 1;
        },
        close: () => Promise.resolve(),
      },
      tunnel: { connections, onConnections: counts.on },
      knocks: 2,
      clock,
      signal: abort.signal,
      onConnections: (count) => counted.push(count),
    }).then(
      (value) => (ending = value),
      () => (ending = 'cancelled'),
    );
    const settle = () => new Promise((resolve) => setImmediate(resolve));
    return {
      clock,
      abort,
      counted,
      ending: async () => {
        await settle();
        return ending;
      },
      connectedCalls: () => connectedCalls,
      endProgram: async (how: ClientEnding) => {
        endProgram(how);
        await settle();
      },
      set(open: number, total: number) {
        Object.assign(connections, { open, total });
        counts.emit({ ...connections });
      },
    };
  }

  it('does not take our own knocking for the client, and tells the client once when it is signed in', async () => {
    const it = watch();
    it.set(1, 2);
    expect(it.counted.at(-1)).toBe(0);
    it.set(1, 3);
    it.clock.advance(9_000);
    expect(it.connectedCalls()).toBe(0);
    it.clock.advance(2_000);
    it.set(2, 4);
    it.clock.advance(60_000);
    expect(it.connectedCalls()).toBe(1);
    expect(await it.ending()).toBeNull();
  });

  it('ends when the program has ended and no connection is left', async () => {
    const it = watch();
    it.set(1, 3);
    await it.endProgram({ kind: 'closed' });
    it.clock.advance(HOUR);
    expect(await it.ending()).toBeNull();
    it.set(0, 3);
    it.clock.advance(2_000);
    expect(await it.ending()).toEqual({ kind: 'closed' });
  });

  it('waits for a program that reconnects by itself', async () => {
    const it = watch();
    it.set(1, 3);
    it.set(0, 3);
    it.clock.advance(30_000);
    expect(await it.ending()).toBeNull();
    it.set(1, 4);
    it.clock.advance(HOUR);
    expect(await it.ending()).toBeNull();
    it.set(0, 4);
    await it.endProgram({ kind: 'failed', error: new AppError('rdp/client-failed', 'x') });
    it.clock.advance(2_000);
    expect(await it.ending()).toMatchObject({ kind: 'failed' });
  });

  it('does not wait for a program that stays open without a connection', async () => {
    const it = watch();
    it.set(1, 3);
    it.set(0, 3);
    for (let second = 0; second < 61; second++) {
      it.clock.advance(1_000);
      it.set(0, 3);
    }
    expect(await it.ending()).toEqual({ kind: 'closed' });
    expect(it.clock.pending).toBe(0);
  });

  it('lives by connections alone where the window was handed over', async () => {
    const it = watch();
    await it.endProgram({ kind: 'handed-over' });
    it.clock.advance(60_000);
    it.set(1, 3);
    it.clock.advance(HOUR);
    it.set(0, 3);
    it.clock.advance(30_000);
    it.set(1, 4);
    it.clock.advance(HOUR);
    expect(await it.ending()).toBeNull();
    it.set(0, 4);
    it.clock.advance(61_000);
    expect(await it.ending()).toEqual({ kind: 'closed' });
  });

  it('gives up on a client that never comes, and when told', async () => {
    const late = watch();
    await late.endProgram({ kind: 'handed-over' });
    late.clock.advance(HOUR);
    expect(await late.ending()).toMatchObject({ kind: 'failed', error: { code: 'rdp/client-failed' } });
    const cancelled = watch();
    cancelled.abort.abort();
    expect(await cancelled.ending()).toBe('cancelled');
  });
});
