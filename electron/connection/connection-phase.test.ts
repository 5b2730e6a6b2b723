// The phase reducer: the order people see, and that `ended` is final.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AppError } from '../../shared/app-error.ts';
import { connectionPhaseSchema } from '../../shared/connection.ts';
import type { ConnectionEvent, ConnectionState } from './connection-phase.ts';
import { endingOfClose, initialState, reduceConnection } from './connection-phase.ts';

function run(events: readonly ConnectionEvent[], start = initialState(1000)): ConnectionState {
  return events.reduce(reduceConnection, start);
}
const shell = (kind: 'opening-channel' | 'waiting-for-agent' | 'securing' | 'open', at: number) =>
  ({ kind: 'shell-phase', phase: { kind }, at }) as const;

describe('reduceConnection', () => {
  it('goes the whole way and knows how long it took', () => {
    const state = run([
      { kind: 'credentials-ready' },
      shell('opening-channel', 1200),
      shell('waiting-for-agent', 1300),
      shell('securing', 1400),
      shell('open', 1500),
    ]);
    expect(state.phase).toEqual({ kind: 'open', since: 1500, connectMs: 500 });
  });

  it('a reconnect is one phase, and afterwards it is open since the first time', () => {
    const lost = run([
      shell('open', 1500),
      {
        kind: 'shell-phase',
        phase: { kind: 'reconnecting', reason: 'gone', detail: null, attempt: 1, nextTryAt: 1 },
        at: 9,
      },
      shell('opening-channel', 9100),
    ]);
    expect(lost.phase.kind).toBe('reconnecting');
    expect(run([shell('open', 9900)], lost).phase).toEqual({ kind: 'open', since: 1500, connectMs: 500 });
  });

  it('cancels before it was open, closes after', () => {
    expect(endingOfClose(run([]))).toEqual({ kind: 'cancelled' });
    expect(endingOfClose(run([shell('open', 1)]))).toEqual({ kind: 'closed' });
  });

  it('is always a phase of the contract, and ended is final until it opens anew', () => {
    const error = new AppError('ssm/session-gone', 'Gone.').toData();
    const event: fc.Arbitrary<ConnectionEvent> = fc.oneof(
      fc.constant({ kind: 'credentials-ready' } as const),
      fc
        .constantFrom('opening-channel', 'waiting-for-agent', 'securing', 'open')
        .map((kind) => shell(kind, 5)),
      fc.constant({
        kind: 'shell-phase',
        phase: { kind: 'reconnecting', reason: 'x', detail: null, attempt: 2, nextTryAt: null },
        at: 7,
      } as const),
      fc.constant({ kind: 'ended', ending: { kind: 'failed', error }, at: 8 } as const),
      fc.constant({ kind: 'opening', at: 9 } as const),
    );
    fc.assert(
      fc.property(fc.array(event, { maxLength: 15 }), (events) => {
        let state = initialState(0);
        for (const each of events) {
          const next = reduceConnection(state, each);
          connectionPhaseSchema.parse(next.phase);
          if (state.phase.kind === 'ended' && each.kind !== 'opening') expect(next).toBe(state);
          state = next;
        }
      }),
    );
  });
});
