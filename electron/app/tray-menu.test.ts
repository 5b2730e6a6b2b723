// The tray in every state: icon, words, what a click does; and it stays short however much there is.
import { describe, expect, it } from 'vitest';
import { connectionSnapshotSchema } from '../../shared/connection.ts';
import type { ConnectionPhase } from '../../shared/connection.ts';
import { desktopSnapshotSchema } from '../../shared/desktop.ts';
import type { RdpPhase } from '../../shared/rdp.ts';
import { savedConnectionSpecSchema } from '../../shared/saved-connection.ts';
import { savedTunnelSchema, type TunnelView } from '../../shared/saved-tunnel.ts';
import type { TunnelState } from '../../shared/tunnel.ts';
import type { TrayItem } from './tray-item.ts';
import { connectionMenuItems, NOTHING_LIVE, trayModel, tunnelMenuItems } from './tray-menu.ts';

const ACCESS = { profileId: 'profile:acme', region: 'eu-west-1' };
const TARGET = 'i-0a1b2c3d4e5f60718';
const ERROR = { code: 'aws/access-denied', message: 'no', detail: null, retryable: false } as const;

function tunnel(id: string, state: TunnelState, name = id): TunnelView {
  const saved = savedTunnelSchema.parse({
    id,
    name,
    access: ACCESS,
    targetId: TARGET,
    remoteHost: null,
    remotePort: 5432,
    localAddress: '127.70.1.2',
    localPort: 5432,
  });
  const isOff = state.kind === 'off' || state.kind === 'waiting-for-port';
  return {
    saved,
    live: {
      id: saved.id,
      state,
      address: isOff ? null : { host: '127.70.1.2', port: 5432 },
      farAddress: null,
      openConnections: 0,
      totalConnections: 0,
      upBytes: 0,
      downBytes: 0,
      rates: [],
      roundTripMs: null,
      route: null,
      routeNote: null,
      sessionCount: 0,
      lastError: null,
      guard: 'own-processes-only',
    },
  };
}

function connection(id: string, phase: ConnectionPhase) {
  return connectionSnapshotSchema.parse({
    id,
    access: ACCESS,
    targetId: TARGET,
    title: id,
    savedConnectionId: null,
    how: {},
    route: 'ssm',
    shell: 'session-manager',
    routeNote: null,
    routeReasons: [],
    user: null,
    hostKey: null,
    cutAt: null,
    phase,
    sessionId: null,
    encrypted: false,
    roundTripMs: null,
    downBytesPerSecond: 0,
    upBytesPerSecond: 0,
  });
}

function desktop(id: string, phase: RdpPhase) {
  const base = { access: ACCESS, targetId: TARGET, savedConnectionId: null, spec: {} };
  return desktopSnapshotSchema.parse({
    ...base,
    ...{ id, title: id, phase, question: null, tunnel: null },
    ...{ route: 'ssm', routeNote: null },
  });
}

function saved(id: string, lastOpenedAt: number | null, isFavourite = false) {
  const base = { name: id, kind: 'shell', access: ACCESS, targetId: TARGET, targetName: null };
  return savedConnectionSpecSchema.parse({
    ...base,
    id,
    platform: 'linux',
    isFavourite,
    createdAt: 1,
    lastOpenedAt,
  });
}

const OPEN = { kind: 'open', since: 1, connectMs: 1 } as const;
const labels = (items: readonly TrayItem[]): string[] =>
  items.flatMap((item) =>
    item.kind === 'line' ? ['-'] : item.kind === 'list' ? [item.label, ...labels(item.items)] : [item.label],
  );

describe('icon and words', () => {
  it.each([
    ['nothing', [], 'idle', 'Nothing open'],
    ['a tunnel that is off', [tunnel('a', { kind: 'off' })], 'idle', 'Nothing open'],
    ['one that waits', [tunnel('a', { kind: 'listening', reason: null })], 'active', '1 tunnel on'],
    [
      'one that reconnects: it passes by itself',
      [tunnel('a', { kind: 'reconnecting', reason: 'x', nextTryAt: 1 })],
      'active',
      '1 tunnel on',
    ],
    [
      'expired credentials',
      [tunnel('a', { kind: 'waiting-for-credentials', error: ERROR })],
      'trouble',
      'a: sign in to go on',
    ],
    [
      'a port in use',
      [tunnel('a', { kind: 'waiting-for-port', error: ERROR, nextFreePort: null, nextTryAt: 1 })],
      'trouble',
      'a: port in use',
    ],
    [
      'two in trouble',
      ['a', 'b'].map((id) => tunnel(id, { kind: 'failed', error: ERROR })),
      'trouble',
      '2 tunnels need attention',
    ],
  ] as const)('%s', (_name, tunnels, icon, words) => {
    const model = trayModel({ ...NOTHING_LIVE, tunnels });
    expect(model).toMatchObject({ icon, tooltip: `Sallyport: ${words}` });
    expect(labels(model.items)[0]).toBe(words);
  });

  it('counts live connections, not ended ones', () => {
    const ended = { kind: 'ended', at: 1, ending: { kind: 'closed' } } as const;
    const connections = [connection('one', OPEN), connection('two', ended)];
    const model = trayModel({ ...NOTHING_LIVE, connections });
    expect(model).toMatchObject({ icon: 'active', tooltip: 'Sallyport: 1 connection' });
    expect(labels(model.items)).toContain('one');
    expect(labels(model.items)).not.toContain('two');
  });
});

it('has all sections in order, with check marks for what is on', () => {
  const model = trayModel({
    connections: [connection('shell', OPEN)],
    desktops: [
      desktop('sql', { kind: 'open', since: 1, client: 'FreeRDP 2', notes: [] }),
      desktop('slow', { kind: 'opening-tunnel' }),
      desktop('gone', { kind: 'ended', at: 1, ending: { kind: 'closed' } }),
    ],
    tunnels: [tunnel('on', { kind: 'open', since: 1 }), tunnel('off', { kind: 'off' })],
    pausedCount: 0,
    saved: [saved('old', 1), saved('new', 2, true), saved('never', null), saved('best', null, true)],
  });
  expect(labels(model.items)).toEqual([
    '1 connection, 2 desktops, 1 tunnel on',
    ...['-', 'shell', 'sql (desktop)', 'slow (desktop, opening)', '-', 'on (port 5432)', 'off', '-'],
    ...['Favourites', 'best', 'new', 'Recent', 'new', 'old', 'Saved connections', 'never', 'old'],
    ...['-', 'Open Sallyport', 'Pause All Tunnels', 'Settings', 'Quit'],
  ]);
  const checks = model.items.flatMap((item) => (item.kind === 'check' ? [item.checked] : []));
  expect(checks).toEqual([true, false]);
});

it('offers to resume what was paused', () => {
  const state = { ...NOTHING_LIVE, tunnels: [tunnel('a', { kind: 'off' })], pausedCount: 2 };
  expect(labels(trayModel(state).items)).toContain('Resume 2 Tunnels');
  expect(labels(tunnelMenuItems(state))).toContain('Resume 2 Tunnels');
});

it('does not change while bytes flow: an open menu would flicker', () => {
  const before = tunnel('a', { kind: 'open', since: 1 });
  const after = {
    ...before,
    live: { ...before.live, downBytes: 99_999, openConnections: 7, roundTripMs: 12 },
  };
  expect(trayModel({ ...NOTHING_LIVE, tunnels: [after] })).toEqual(
    trayModel({ ...NOTHING_LIVE, tunnels: [before] }),
  );
});

it('stays short with many things and long names', () => {
  const tunnels = Array.from({ length: 200 }, (_, at) => tunnel(`t${at}`, { kind: 'off' }, 'n'.repeat(200)));
  const connections = Array.from({ length: 50 }, (_, at) => connection(`c${at}`, OPEN));
  const items = trayModel({ ...NOTHING_LIVE, tunnels, connections }).items;
  expect(items.length).toBeLessThan(40);
  expect(labels(items)).toContain('and 188 tunnels more');
  expect(Math.max(...labels(items).map((label) => label.length))).toBeLessThan(90);
  expect(labels(connectionMenuItems({ ...NOTHING_LIVE, connections }))).toContain('and 38 connections more');
});
