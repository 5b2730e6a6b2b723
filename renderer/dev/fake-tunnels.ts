// Pretended tunnels: one in each state.
import { AppError } from '../../shared/app-error.ts';
import type { TunnelId } from '../../shared/ids.ts';
import type { SavedTunnel, TunnelDraft, TunnelsUpdate, TunnelView } from '../../shared/saved-tunnel.ts';
import { savedTunnelSchema, tunnelsUpdateSchema } from '../../shared/saved-tunnel.ts';
import { isSwitchedOn, type TunnelState } from '../../shared/tunnel.ts';

const IN_USE = new AppError(
  'tunnel/port-in-use',
  'Port 5432 on 127.84.12.9 is used by postgres (process 812).',
  {
    detail: 'Port 5433 is free.',
    retryable: true,
  },
).toData();
const EXPIRED = new AppError(
  'aws/credentials-expired',
  'The credentials of acme-prod have expired.',
).toData();

export function createFakeTunnels(scenario: string, changed: (update: TunnelsUpdate) => void) {
  let revision = 0;
  let paused: TunnelId[] = [];
  const byId = new Map<string, TunnelView>();
  const put = (saved: SavedTunnel, state: TunnelState, more: Partial<TunnelView['live']> = {}): void => {
    const isOff = state.kind === 'off' || state.kind === 'waiting-for-port';
    const live = {
      id: saved.id,
      state,
      address: isOff ? null : { host: saved.localAddress, port: saved.localPort ?? 40_112 },
      farAddress: null,
      openConnections: 0,
      totalConnections: 0,
      upBytes: 0,
      downBytes: 0,
      rates: [],
      roundTripMs: null,
      route: 'ssm' as const,
      routeNote: null,
      sessionCount: 0,
      lastError: null,
      guard: 'own-processes-only' as const,
      ...more,
    };
    byId.set(saved.id, { saved, live });
    tell([saved.id]);
  };
  const tell = (ids: string[]): void => {
    revision += 1;
    changed({
      revision,
      upserts: ids.flatMap((id) => byId.get(id) ?? []),
      removes: ids.filter((id) => !byId.has(id)) as TunnelId[],
      paused,
    });
  };
  const make = (index: number, name: string, host: string | null, port: number): SavedTunnel =>
    savedTunnelSchema.parse({
      id: `t${index}`,
      name,
      access: { profileId: 'profile:acme-prod', region: 'eu-west-1' },
      targetId: 'i-0f3a9c41b7d2e8a05',
      targetName: 'api-blue-1',
      remoteHost: host,
      remotePort: port,
      localAddress: `127.${64 + index}.4.17`,
      localPort: port,
    });
  const rates = Array.from({ length: 60 }, (_, index) => ({
    up: 200 + (index % 7) * 40,
    down: 6000 + Math.round(5000 * Math.sin(index / 6)),
  }));
  if (scenario !== 'tunnels-none') {
    const open = { kind: 'open', since: 1 } as const;
    put(make(0, 'orders database', 'orders.cluster.eu-west-1', 5432), open, {
      openConnections: 2,
      totalConnections: 9,
      upBytes: 81_000,
      downBytes: 1_240_000,
      roundTripMs: 38,
      sessionCount: 1,
      rates,
    });
    put(
      make(1, 'grafana', null, 3000),
      {
        kind: 'reconnecting',
        reason: 'the gateway closed the socket (1000)',
        nextTryAt: Date.now() + 400_000,
      },
      { rates: rates.slice(0, 40), openConnections: 1 },
    );
    put(make(2, 'sql-report-01 desktop', null, 3389), { kind: 'listening', reason: null });
    put(make(3, 'redis staging', 'cache.staging', 6379), { kind: 'off' });
    put(make(4, 'orders copy', 'orders-copy.cluster.eu-west-1', 5432), {
      kind: 'waiting-for-port',
      error: IN_USE,
      nextFreePort: 5433,
      nextTryAt: Date.now() + 400_000,
    });
    put(make(5, 'audit', null, 8443), { kind: 'waiting-for-credentials', error: EXPIRED });
  }
  if (scenario === 'tunnels-many')
    for (let index = 6; index < 80; index++)
      put(make(index % 60, `service ${index}`, `svc-${index}.internal`, 8000 + index), { kind: 'off' });
  const of = (id: string): SavedTunnel => {
    const view = byId.get(id);
    if (view === undefined) throw new AppError('tunnel/not-found', 'This tunnel does not exist any more.');
    return view.saved;
  };
  return {
    'tunnels.snapshot': () =>
      tunnelsUpdateSchema.parse({ revision, upserts: [...byId.values()], removes: [], paused }),
    'tunnels.save': ({
      tunnelId,
      draft,
      then,
    }: {
      tunnelId: string | null;
      draft: TunnelDraft;
      then: string;
    }) => {
      const id = tunnelId ?? `t${100 + byId.size}`;
      const saved = savedTunnelSchema.parse({ ...draft, id, localAddress: '127.99.1.1' });
      put(saved, then === 'start' ? { kind: 'listening', reason: null } : { kind: 'off' });
      return { tunnelId: id };
    },
    'tunnels.remove': ({ tunnelId }: { tunnelId: string }) => {
      byId.delete(tunnelId);
      tell([tunnelId]);
      return null;
    },
    'tunnels.start': ({ tunnelId, port }: { tunnelId: string; port: number | null }) => {
      put(
        { ...of(tunnelId), ...(port === null ? {} : { localPort: port }) },
        { kind: 'listening', reason: null },
      );
      return null;
    },
    'tunnels.stop': ({ tunnelId }: { tunnelId: string }) => {
      put(of(tunnelId), { kind: 'off' });
      return null;
    },
    'tunnels.retry': () => null,
    'tunnels.pause-all': ({ to }: { to: string }) => {
      const on = [...byId.values()].filter(({ live }) => isSwitchedOn(live)).map(({ saved }) => saved);
      const again = paused.map(of);
      paused = to === 'pause' ? on.map(({ id }) => id) : [];
      for (const saved of to === 'pause' ? on : again)
        put(saved, to === 'pause' ? { kind: 'off' } : { kind: 'listening', reason: null });
      return null;
    },
    'tunnels.open-with': ({ client }: { client: string }) => {
      if (client === 'browser') return null;
      throw new AppError('tunnel/client-missing', `${client} was not found on this computer.`);
    },
    'tunnels.check-port': ({ port }: { port: number }) => ({
      address: '127.99.1.1',
      use:
        port === 5432
          ? { kind: 'in-use', holder: 'postgres (process 812)', nextFreePort: 5433 }
          : { kind: 'free' },
    }),
  };
}
