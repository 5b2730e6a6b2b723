// What counts as on: the badge, the status line and "Pause all" go by it.
import { expect, it } from 'vitest';
import { savedTunnelSchema } from '../../shared/saved-tunnel.ts';
import { tunnelSnapshotSchema } from '../../shared/tunnel.ts';
import { applyTunnelsUpdate, countOn } from './tunnels.ts';

function view(id: string, live: object) {
  const saved = savedTunnelSchema.parse({
    ...{ id, name: id, targetId: 'i-0a1b2c3d4e5f60718', remoteHost: null, remotePort: 5432, localPort: 5432 },
    access: { profileId: 'profile:acme', region: 'eu-west-1' },
    localAddress: '127.77.1.1',
  });
  const off = { id, state: { kind: 'off' }, address: null, farAddress: null };
  const counts = { openConnections: 0, totalConnections: 0, upBytes: 0, downBytes: 0, sessionCount: 0 };
  const unknown = { rates: [], roundTripMs: null, route: null, routeNote: null, lastError: null };
  return {
    saved,
    live: tunnelSnapshotSchema.parse({ ...off, ...counts, ...unknown, guard: 'unchecked', ...live }),
  };
}

it('counts those that lead here and those that wait for their port, not those that are off', () => {
  const error = { code: 'tunnel/port-in-use', message: 'In use.', detail: null, retryable: true };
  const upserts = [
    view('off', {}),
    view('open', { state: { kind: 'open', since: 1 }, address: { host: '127.77.1.1', port: 5432 } }),
    view('here', { state: { kind: 'open', since: 1 }, farAddress: { host: '127.0.0.1', port: 8080 } }),
    view('waits', { state: { kind: 'waiting-for-port', error, nextFreePort: 5433, nextTryAt: 2 } }),
  ];
  const state = applyTunnelsUpdate(
    { byId: new Map(), paused: [] },
    { revision: 1, upserts, removes: [], paused: [] },
  );
  expect(countOn(state)).toBe(3);
});
