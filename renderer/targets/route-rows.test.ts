import { describe, expect, it } from 'vitest';
import { targetSchema } from '../../shared/aws.ts';
import type { Target } from '../../shared/aws.ts';
import { connectionSnapshotSchema } from '../../shared/connection.ts';
import type { RouteReason } from '../../shared/route.ts';
import { routeRows } from './route-rows.ts';

const target = (ssm: Target['ssm']): Target =>
  targetSchema.parse({
    ...{ id: 'i-1', kind: 'instance', name: 'web-1', state: 'running', platform: 'linux', tags: {}, ssm },
    ...{ operatingSystem: null, privateAddress: null, publicAddress: null, ipv6Address: null, zone: null },
    ...{ instanceType: null, architecture: null, vpcId: null, subnetId: null, imageId: null, keyName: null },
    ...{ roleName: null, launchedAt: null },
  });
const online = target({ status: 'online', agentVersion: '3.3.987.0' });
const reasons: RouteReason[] = [
  { route: 'ssm', shell: 'ssh', verdict: 'possible', why: 'its agent is online' },
  { route: 'eice', shell: 'ssh', verdict: 'possible', why: 'endpoint eice-0c is in its VPC' },
  { route: 'direct', shell: 'ssh', verdict: 'not-possible', why: 'no public address' },
  { route: 'ssm', shell: 'session-manager', verdict: 'possible', why: 'its agent is online' },
];
const connection = (patch: object) =>
  connectionSnapshotSchema.parse({
    ...{
      id: 'c1',
      access: { profileId: 'environment', region: 'eu-west-1' },
      targetId: 'i-1',
      title: 'web-1',
    },
    ...{
      savedConnectionId: null,
      how: {},
      route: 'eice',
      shell: 'ssh',
      routeNote: null,
      routeReasons: reasons,
    },
    ...{ user: 'ec2-user', hostKey: null, cutAt: null, sessionId: null, encrypted: false, roundTripMs: 12.4 },
    ...{ downBytesPerSecond: 0, upBytesPerSecond: 0, phase: { kind: 'open', since: 1, connectMs: 1 } },
    ...patch,
  });
const lines = (rows: ReturnType<typeof routeRows>): string[] =>
  rows.map(({ name, sign, text }) => `${name} ${sign} ${text}`);

describe('the rows of the route card', () => {
  it('say what is ready and what is not, without a connection', () => {
    expect(lines(routeRows(online, null, reasons))).toEqual([
      'SSM ring ready · agent 3.3.987.0',
      'EICE ring ready · endpoint eice-0c is in its VPC',
      'Direct off no public address',
    ]);
  });

  it('show the agent alone while nothing else is known', () => {
    expect(lines(routeRows(online, null, []))).toEqual(['SSM ring ready · agent 3.3.987.0']);
  });

  it('mark the one in use', () => {
    expect(lines(routeRows(online, connection({}), reasons))).toEqual([
      'SSM ring ready · agent 3.3.987.0',
      'EICE check in use · 12 ms · endpoint eice-0c is in its VPC',
      'Direct off no public address',
    ]);
  });

  it('tell what was tried and did not work', () => {
    const tried = reasons.map((reason) =>
      reason.route === 'ssm' && reason.shell === 'ssh'
        ? { ...reason, verdict: 'failed' as const, why: 'AWS did not allow it' }
        : reason,
    );
    expect(lines(routeRows(online, connection({ routeReasons: tried }), tried))[0]).toBe(
      'SSM off did not work: AWS did not allow it',
    );
  });

  it('say once what speaks against several', () => {
    const why = 'it is a Windows machine';
    const windows = reasons.map((reason) =>
      reason.shell === 'ssh' ? { ...reason, verdict: 'not-possible' as const, why } : reason,
    );
    expect(lines(routeRows(online, null, windows))).toEqual([
      'SSM ring ready · agent 3.3.987.0',
      'EICE, Direct off it is a Windows machine',
    ]);
  });

  it('show a serial console alone', () => {
    const serial = connection({ shell: 'serial-console', route: 'direct', roundTripMs: null });
    expect(lines(routeRows(online, serial, []))).toEqual(['Serial check in use · serial console']);
  });
});
