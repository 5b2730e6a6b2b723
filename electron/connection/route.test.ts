// Which ways are tried in which order, and what is said of the others.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AppError } from '../../shared/app-error.ts';
import type { SsmReach, Target } from '../../shared/aws.ts';
import { savedConnectionIdSchema, targetIdSchema } from '../../shared/ids.ts';
import { DEFAULT_CONNECT } from '../../shared/route-defaults.ts';
import type { ConnectChoice } from '../../shared/route.ts';
import type { EndpointChoice } from '../eic/endpoint-choice.ts';
import { chooseRoutes, type RouteFacts } from './route.ts';
import { routeNote } from './route-words.ts';

const NOW = new Date(2026, 10, 21, 15, 0).getTime();
const ONLINE: SsmReach = { status: 'online', agentVersion: '3.3.0.0' };
const OFFLINE: SsmReach = {
  status: 'offline',
  agentVersion: '3.3.0.0',
  lastPingAt: new Date(2026, 10, 21, 14, 2).getTime(),
};
const NO_ENDPOINT = new AppError('eice/no-endpoint', 'No endpoint in vpc-1.');
const ENDPOINT = {
  endpoint: { id: 'eice-1' },
  dnsName: 'e',
  privateAddress: '10.0.0.5',
} as EndpointChoice;

function facts(target: Partial<Target> = {}, change: Partial<RouteFacts> = {}): RouteFacts {
  return {
    targetId: targetIdSchema.parse('i-0123456789abcdef0'),
    target: {
      kind: 'instance',
      state: 'running',
      platform: 'linux',
      privateAddress: '10.0.0.5',
      publicAddress: null,
      ipv6Address: null,
      ssm: ONLINE,
      ...target,
    } as Target,
    endpoint: NO_ENDPOINT,
    now: NOW,
    ...change,
  };
}

const plan = (from: RouteFacts, choice: Partial<ConnectChoice> = {}) => {
  const { ways, closed } = chooseRoutes(from, null, { ...DEFAULT_CONNECT, ...choice });
  return {
    ways: ways.map(({ route, shell }) => `${shell} ${route}`),
    closed: closed.map(({ route, shell, notBecause }) => `${shell} ${route}: ${notBecause}`),
  };
};

describe('automatically', () => {
  it('an agent that is online comes first, the shell of Session Manager before a guess', () => {
    expect(plan(facts({}, { endpoint: ENDPOINT }))).toEqual({
      ways: ['ssh ssm', 'ssh eice', 'session-manager ssm', 'ssh direct'],
      closed: [],
    });
  });

  it('an agent that is offline is passed over, with the time', () => {
    expect(plan(facts({ ssm: OFFLINE }, { endpoint: ENDPOINT }))).toEqual({
      ways: ['ssh eice', 'ssh direct'],
      closed: ['ssh ssm: agent offline since 14:02', 'session-manager ssm: agent offline since 14:02'],
    });
  });

  it('a public address comes after an endpoint', () => {
    const from = facts(
      { ssm: { status: 'unmanaged' }, publicAddress: '203.0.113.7' },
      { endpoint: ENDPOINT },
    );
    expect(plan(from).ways).toEqual(['ssh eice', 'ssh direct']);
  });

  it('what could not be asked is tried, after what is known', () => {
    const from = facts({ ssm: { status: 'unknown' } }, { endpoint: ENDPOINT });
    expect(plan(from).ways).toEqual(['ssh eice', 'ssh ssm', 'session-manager ssm', 'ssh direct']);
    expect(plan(facts({}, { target: null, endpoint: null }))).toEqual({
      ways: ['ssh ssm', 'session-manager ssm'],
      closed: ['ssh eice: endpoints could not be asked'],
    });
  });

  it('Windows, managed nodes and containers have the shell of Session Manager', () => {
    expect(plan(facts({ platform: 'windows' }, { endpoint: ENDPOINT })).ways).toEqual([
      'session-manager ssm',
    ]);
    const node = facts({ kind: 'managed-node' }, { targetId: targetIdSchema.parse('mi-0123456789abcdef0') });
    expect(plan(node).ways).toEqual(['session-manager ssm']);
    const container = facts({}, { target: null, targetId: targetIdSchema.parse('ecs:cluster_task_runtime') });
    expect(plan(container).ways).toEqual(['session-manager ssm']);
  });

  it('a key of one’s own makes SSH of them', () => {
    const node = facts({ kind: 'managed-node' }, { targetId: targetIdSchema.parse('mi-0123456789abcdef0') });
    const identity = { kind: 'key-file', path: '/home/anna/.ssh/id_ed25519' } as const;
    expect(plan(node, { identity }).ways).toEqual(['ssh ssm', 'session-manager ssm']);
  });

  it('what worked the last time comes first, as long as it is possible', () => {
    const from = facts({}, { endpoint: ENDPOINT });
    const worked = { route: 'eice', shell: 'ssh', user: 'ubuntu' } as const;
    expect(chooseRoutes(from, worked, DEFAULT_CONNECT).ways[0]).toMatchObject({ route: 'eice' });
    expect(chooseRoutes(facts(), worked, DEFAULT_CONNECT).ways[0]).toMatchObject({ route: 'ssm' });
  });
});

describe('by choice', () => {
  const via = savedConnectionIdSchema.parse('jump');

  it.each([
    [{ kind: 'ssm' }, ['ssh ssm', 'session-manager ssm']],
    [{ kind: 'eice', endpointId: null }, ['ssh eice']],
    [{ kind: 'direct', address: null }, ['ssh direct']],
    [{ kind: 'jump', via }, ['ssh jump']],
  ] as const)('%o is kept to, possible or not', (route, ways) => {
    expect(plan(facts({ ssm: OFFLINE }), { route })).toEqual({ ways, closed: [] });
  });

  it('SSH only, the plain shell only, the serial console only', () => {
    expect(plan(facts(), { shell: 'ssh' }).ways).toEqual(['ssh ssm', 'ssh direct']);
    expect(plan(facts(), { shell: 'session-manager' }).ways).toEqual(['session-manager ssm']);
    expect(plan(facts({ ssm: OFFLINE }), { shell: 'serial-console' }).ways).toEqual([
      'serial-console direct',
    ]);
    const node = facts({}, { targetId: targetIdSchema.parse('mi-0123456789abcdef0') });
    expect(plan(node, { shell: 'serial-console' }).ways).toEqual([]);
  });

  it('an endpoint leads to port 22 only', () => {
    const from = facts({ ssm: OFFLINE }, { endpoint: ENDPOINT });
    expect(plan(from, { port: 2222 }).closed).toContain('ssh eice: an endpoint does not lead to port 2222');
  });
});

it('never names a way twice, and always says why', () => {
  const reach = fc.constantFrom<SsmReach>(ONLINE, OFFLINE, { status: 'unmanaged' }, { status: 'unknown' });
  const id = fc.constantFrom('i-0123456789abcdef0', 'mi-0123456789abcdef0', 'ecs:c_t_r');
  const route = fc.constantFrom<ConnectChoice['route']>(
    { kind: 'automatic' },
    { kind: 'ssm' },
    { kind: 'eice', endpointId: null },
    { kind: 'direct', address: null },
  );
  const shell = fc.constantFrom<ConnectChoice['shell']>(
    'automatic',
    'ssh',
    'session-manager',
    'serial-console',
  );
  fc.assert(
    fc.property(
      reach,
      id,
      route,
      shell,
      fc.boolean(),
      fc.boolean(),
      (ssm, name, chosen, kind, known, ready) => {
        const from = facts(
          { ssm },
          {
            targetId: targetIdSchema.parse(name),
            ...(known ? {} : { target: null }),
            endpoint: ready ? ENDPOINT : NO_ENDPOINT,
          },
        );
        const { ways, closed, reasons } = chooseRoutes(from, null, {
          ...DEFAULT_CONNECT,
          route: chosen,
          shell: kind,
        });
        const names = reasons.map((each) => `${each.route} ${each.shell}`);
        expect(new Set(names).size).toBe(names.length);
        expect(ways.length + closed.length).toBe(reasons.length);
        expect(reasons.every(({ why }) => why !== '')).toBe(true);
        if (chosen.kind !== 'automatic')
          expect(ways.every((way) => way.route === chosen.kind || way.shell === 'serial-console')).toBe(true);
      },
    ),
  );
});

it('the note names the way and every better one', () => {
  const { reasons } = chooseRoutes(facts({ ssm: OFFLINE }, { endpoint: ENDPOINT }), null, DEFAULT_CONNECT);
  expect(routeNote(reasons)).toBeNull();
  const used = reasons.map((each) => (each.route === 'eice' ? { ...each, verdict: 'used' as const } : each));
  expect(routeNote(used)).toBe('via EICE; SSM not used: agent offline since 14:02');
});

it('the note says why not as well where the way is the one that worked the last time', () => {
  const from = facts({ ssm: OFFLINE, publicAddress: '203.0.113.7' }, { endpoint: ENDPOINT });
  const worked = { route: 'direct', shell: 'ssh', user: 'ubuntu' } as const;
  const { ways, reasons } = chooseRoutes(from, worked, DEFAULT_CONNECT);
  expect(ways.map(({ route }) => route)).toEqual(['direct', 'eice']);
  const used = reasons.map((each) =>
    each.route === 'direct' ? { ...each, verdict: 'used' as const } : each,
  );
  expect(routeNote(used)).toBe('via a direct connection; SSM not used: agent offline since 14:02');
});

it('the note says each reason once', () => {
  const from = facts({ platform: 'windows', publicAddress: '203.0.113.7' }, { endpoint: ENDPOINT });
  const { reasons } = chooseRoutes(from, null, DEFAULT_CONNECT);
  const used = reasons.map((each) =>
    each.shell === 'session-manager' ? { ...each, verdict: 'used' as const } : each,
  );
  expect(routeNote(used)).toBe('Session Manager’s shell; SSH not used: it is a Windows machine');
  const one = reasons.map((each) => (each.route === 'direct' ? { ...each, verdict: 'used' as const } : each));
  expect(routeNote(one)).toBe('via a direct connection; SSM and EICE not used: it is a Windows machine');
});
