// Which ways lead to a port of a target, in which order.
import { expect, it } from 'vitest';
import { targetIdSchema } from '../../shared/ids.ts';
import type { Target } from '../../shared/aws.ts';
import type { EndpointChoice } from '../eic/endpoint-choice.ts';
import { SPEC } from '../tunnel/fixtures/test-line.ts';
import { planForPort } from './port-plan.ts';

const endpoint = { endpoint: { id: 'eice-1' }, dnsName: 'e', privateAddress: '10.0.0.5' } as EndpointChoice;
const facts = (status: 'online' | 'unmanaged') => ({
  targetId: targetIdSchema.parse('i-0123456789abcdef0'),
  target: {
    ...{ kind: 'instance', state: 'running', platform: 'linux', privateAddress: '10.0.0.5' },
    ...{ publicAddress: '203.0.113.7', ipv6Address: null },
    ssm: status === 'online' ? { status, agentVersion: '3.3.0.0' } : { status },
  } as Target,
  endpoint,
  now: 0,
});
const routes = (...given: Parameters<typeof planForPort>) =>
  planForPort(...given).ways.map(({ route }) => route);

it('begins with what worked the last time; a session of SSM, which needs no SSH, stays before it', () => {
  const worked = { route: 'direct', shell: 'ssh', user: 'ubuntu' } as const;
  expect(routes(SPEC, facts('unmanaged'), null)).toEqual(['eice', 'direct']);
  expect(routes(SPEC, facts('unmanaged'), worked)).toEqual(['direct', 'eice']);
  expect(routes(SPEC, facts('online'), worked)).toEqual(['ssm', 'direct', 'eice']);
});

it('leads into a container by a session, and by nothing that needs SSH', () => {
  const container = {
    ...facts('online'),
    targetId: targetIdSchema.parse('ecs:cluster_task_runtime'),
    target: null,
    endpoint: null,
  };
  expect(routes(SPEC, container, null)).toEqual(['ssm']);
  const toHere = {
    ...SPEC,
    direction: { kind: 'to-here', listenAddress: null, listenPort: null, host: null, port: 80 },
  } as const;
  expect(routes(toHere, container, null)).toEqual([]);
});
