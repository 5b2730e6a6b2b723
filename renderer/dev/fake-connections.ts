// Pretended connections: each target's name decides how far it gets.
import { AppError } from '../../shared/app-error.ts';
import { connectionSnapshotSchema } from '../../shared/connection.ts';
import type { ConnectionEnding, ConnectionPhase, ConnectionSnapshot } from '../../shared/connection.ts';
import type { CallInput } from '../../shared/contract.ts';
import type { ConnectionId } from '../../shared/ids.ts';
import { PORT_MESSAGE_KIND } from '../../shared/bridge.ts';
import { createFakeShell } from './fake-shell.ts';
import type { FakeShell } from './fake-shell.ts';

type Send = (update: { upserts: ConnectionSnapshot[]; removes: ConnectionId[] }) => void;

interface Live {
  snapshot: ConnectionSnapshot;
  readonly shell: FakeShell;
  timers: ReturnType<typeof setTimeout>[];
}

const STEPS: readonly ConnectionPhase[] = [
  { kind: 'getting-credentials' },
  { kind: 'starting-session' },
  { kind: 'opening-channel' },
  { kind: 'waiting-for-agent' },
];

const OFFLINE = new AppError(
  'target/not-connected',
  'The agent on batch-7 is not connected to Session Manager.',
  {
    detail:
      'TargetNotConnected: i-07777777777777777 is not connected. Request id 3b7c1e52-88f0-4ad1-9a4e-0d1f2b3c4d5e.',
    retryable: true,
  },
).toData();
const GONE = new AppError('ssm/session-gone', 'The session was ended while the connection was away.', {
  detail: 'ResumeSession answered with state Terminated.',
  retryable: true,
}).toData();

export function createFakeConnections(send: Send, pace: number) {
  const live = new Map<string, Live>();
  const set = (each: Live, patch: Partial<ConnectionSnapshot>): void => {
    each.snapshot = { ...each.snapshot, ...patch };
    send({ upserts: [each.snapshot], removes: [] });
  };
  const later = (each: Live, ms: number, run: () => void): void => {
    each.timers.push(setTimeout(run, ms));
  };
  const stop = (each: Live): void => {
    for (const timer of each.timers) clearTimeout(timer);
    each.timers = [];
  };
  const end = (each: Live, ending: ConnectionEnding): void => {
    stop(each);
    each.shell.end(ending);
    set(each, { phase: { kind: 'ended', at: Date.now(), ending } });
  };
  const begin = (each: Live, targetId: string): void => {
    const slow = targetId.startsWith('i-0d1d');
    STEPS.forEach((phase, index) => {
      if (slow && index === 3) {
        later(each, pace * 3, () => {
          set(each, { phase });
        });
        return;
      }
      later(each, pace * index, () => {
        set(each, { phase });
      });
    });
    if (slow) return;
    later(each, pace * 4, () => {
      if (targetId.startsWith('i-0777')) {
        end(each, { kind: 'failed', error: OFFLINE });
        return;
      }
      each.shell.open();
      set(each, {
        phase: { kind: 'open', since: Date.now(), connectMs: 1312 },
        sessionId: 'anna-0f3a9c41b7d2e8a05',
        encrypted: targetId.startsWith('i-0c1c'),
        roundTripMs: 38,
        downBytesPerSecond: 12_000,
        upBytesPerSecond: 200,
      });
      if (targetId.startsWith('i-0c1c')) {
        later(each, pace * 2, () => {
          set(each, {
            phase: {
              kind: 'reconnecting',
              reason: 'AWS asks to slow down: too many requests.',
              detail: 'ThrottlingException: Rate exceeded\nRequest id 7d1c0c2e-3f54-4b1a-9d6e-0a8f4f1f6f10',
              attempt: 2,
              nextTryAt: Date.now() + 4000,
            },
          });
        });
      }
      if (targetId.startsWith('i-0aa1'))
        later(each, pace * 2, () => {
          end(each, { kind: 'failed', error: GONE });
        });
      if (targetId.startsWith('mi-'))
        later(each, pace * 2, () => {
          end(each, { kind: 'closed' });
        });
    });
  };
  return {
    open: (input: CallInput<'connections.open'>) => {
      const id = crypto.randomUUID() as string as ConnectionId;
      const each: Live = {
        snapshot: connectionSnapshotSchema.parse({
          id,
          access: input.access,
          targetId: input.targetId,
          title: input.title,
          savedConnectionId: input.savedConnectionId,
          how: input.how ?? {},
          route: 'ssm',
          shell: 'session-manager',
          routeNote: null,
          routeReasons: [],
          user: null,
          hostKey: null,
          cutAt: null,
          phase: { kind: 'getting-credentials' },
          sessionId: null,
          encrypted: false,
          roundTripMs: null,
          downBytesPerSecond: 0,
          upBytesPerSecond: 0,
        }),
        shell: createFakeShell(() => {
          end(each, { kind: 'exited', reason: null });
        }),
        timers: [],
      };
      live.set(id, each);
      begin(each, input.targetId);
      return { connectionId: id };
    },
    reopen: (id: string) => {
      const each = live.get(id);
      if (each !== undefined) begin(each, 'i-plain');
    },
    close: (id: string) => {
      const each = live.get(id);
      if (each === undefined) return;
      end(each, each.snapshot.phase.kind === 'open' ? { kind: 'closed' } : { kind: 'cancelled' });
    },
    forget: (id: string) => {
      const each = live.get(id);
      if (each === undefined) return;
      stop(each);
      live.delete(id);
      send({ upserts: [], removes: [each.snapshot.id] });
    },
    rename: (id: string, title: string) => {
      const each = live.get(id);
      if (each !== undefined) set(each, { title });
    },
    attach: (id: string, nonce: string) => {
      const { port1, port2 } = new MessageChannel();
      live.get(id)?.shell.attach(port1);
      window.postMessage({ kind: PORT_MESSAGE_KIND, nonce }, '*', [port2]);
    },
  };
}
