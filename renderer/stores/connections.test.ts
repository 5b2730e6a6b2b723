import { expect, test } from 'vitest';
import type { ConnectionSnapshot } from '../../shared/connection.ts';
import { applyConnectionsUpdate, NO_CONNECTIONS } from './connections.ts';

function snapshot(id: string, change: Partial<ConnectionSnapshot> = {}): ConnectionSnapshot {
  const phase = { kind: 'open', since: 1, connectMs: 1 };
  const rates = { roundTripMs: 3, downBytesPerSecond: 0, upBytesPerSecond: 0 };
  return { id, title: 'web-1', phase, ...rates, ...change } as ConnectionSnapshot;
}

const update = (...upserts: ConnectionSnapshot[]) => ({ revision: 1, upserts, removes: [] });

test('what shows no rates is not told when only they change, and of anything else', () => {
  const web = snapshot('web');
  const db = snapshot('db');
  const opened = applyConnectionsUpdate(NO_CONNECTIONS, update(web, db));
  const typed = applyConnectionsUpdate(opened, update(snapshot('web', { upBytesPerSecond: 40 })));
  expect(typed.byId.get(web.id)?.upBytesPerSecond).toBe(40);
  expect(typed.steadyById).toBe(opened.steadyById);

  const slower = applyConnectionsUpdate(typed, update(snapshot('web', { roundTripMs: 90 })));
  expect(slower.steadyById.get(web.id)?.roundTripMs).toBe(90);
  expect(slower.steadyById.get(db.id)).toBe(db);

  const gone = applyConnectionsUpdate(slower, { revision: 2, upserts: [], removes: [web.id] });
  expect([...gone.byId.keys()]).toEqual([db.id]);
  expect([...gone.steadyById]).toEqual([[db.id, db]]);
});
