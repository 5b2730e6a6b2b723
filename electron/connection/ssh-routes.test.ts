// A shell over SSH by each route, through the real engine against the sandbox's SSH servers, endpoints and agents.
import { describe, expect, it } from 'vitest';
import type { AppError } from '../../shared/app-error.ts';
import { savedConnectionIdSchema, targetIdSchema } from '../../shared/ids.ts';
import { DEFAULT_CONNECT } from '../../shared/route-defaults.ts';
import { COMPANY } from '../sandbox/company/company.ts';
import { accessTo, say } from './fixtures/sandbox-cloud.ts';
import { sandboxShells } from './fixtures/sandbox-shells.ts';

const WEB = 'i-0a1b2c3d4e5f60718';
const BUILD_RUNNER = 'i-0b6d1e8f3a2c94705';
const OLD_WORKER = 'i-0d2e8b5c7f1a36940';
const WAREHOUSE = 'mi-0e7a3c9d5b1f28460';
const BASTION = 'i-0f5c1d9e3b7a42680';
const JUMP = COMPANY.jump;
const LEDGER = COMPANY.ledgerDb;
const never = new AbortController().signal;

const around = sandboxShells();
const { open, visit, opened, newCloud } = around;
const tunnelsAsked = (): number => around.sandbox.stats().calls['ec2-instance-connect:OpenTunnel'] ?? 0;

describe('the best route by itself', () => {
  it('an agent that is online: SSH over Session Manager', async () => {
    const { shell, way, phases } = await open(WEB);
    expect(way()).toMatchObject({ route: 'ssm', shell: 'ssh', user: 'ec2-user', routeNote: 'via SSM' });
    expect(phases).toEqual([
      'choosing-route',
      'starting-session',
      'opening-channel',
      'waiting-for-agent',
      'exchanging-keys',
      'checking-host-key',
      'sending-key',
      'signing-in',
      'opening-shell',
    ]);
    expect(await say(shell, 'stty size')).toContain('20 90');
    expect(shell.sessionId).not.toBeNull();
  });

  it('an agent that is offline: an endpoint, and the note says why', async () => {
    const { shell, way, phases } = await open(BUILD_RUNNER);
    expect(way()).toMatchObject({ route: 'eice', shell: 'ssh', user: 'ubuntu' });
    expect(way().routeNote).toMatch(/^via EICE; SSM not used: agent offline since /);
    expect(way().cutAt).toBeGreaterThan(Date.now() + 3_500_000);
    expect(phases).toContain('dialling');
    expect(await say(shell, 'stty size')).toContain('20 90');
  });

  it('no agent at all: an endpoint, and the image tells the user', async () => {
    const before = tunnelsAsked();
    const { shell, way } = await open(BASTION);
    expect(way()).toMatchObject({ route: 'eice', user: 'ubuntu' });
    expect(tunnelsAsked() - before).toBe(1);
    expect(way().routeNote).toBe('via EICE; SSM not used: not managed by Systems Manager');
    expect(await say(shell, 'echo hi')).toContain('hi');
  });

  it('where the image may not be asked about, the user is found by trying, and then remembered', async () => {
    around.sandbox.faults.denyAction('ec2:DescribeImages');
    const before = tunnelsAsked();
    expect((await open(BASTION)).way()).toMatchObject({ route: 'eice', user: 'ubuntu' });
    expect(tunnelsAsked() - before).toBe(2);
    expect((await opened(visit(BASTION))).way()).toMatchObject({ user: 'ubuntu' });
    expect(tunnelsAsked() - before).toBe(3);
  });

  it('a managed node: the shell of Session Manager', async () => {
    const { shell, way } = await open(WAREHOUSE);
    expect(way()).toMatchObject({ route: 'ssm', shell: 'session-manager' });
    expect(way().routeNote).toContain('AWS sends no keys to managed nodes');
    expect(await say(shell, 'stty size')).toContain('20 90');
  });

  it('a stopped instance says so', async () => {
    await expect(open(OLD_WORKER)).rejects.toMatchObject({
      code: 'target/not-running',
      message: 'old-worker is not running: it is stopped.',
    });
  });
});

describe('when a way does not work', () => {
  it('StartSession is not allowed: an endpoint, with AWS’s words', async () => {
    around.sandbox.faults.setAgentStatus(BUILD_RUNNER, 'online');
    around.sandbox.faults.denyAction('ssm:StartSession');
    const { way, shell } = await open(BUILD_RUNNER);
    expect(way().route).toBe('eice');
    expect(way().routeNote).toMatch(
      /SSM not used: these credentials are not allowed to use ssm:StartSession/,
    );
    expect(await say(shell, 'echo hi')).toContain('hi');
  });

  it('an agent that went away a moment ago: the endpoint, once that was noticed', async () => {
    around.sandbox.faults.setAgentStatus(BUILD_RUNNER, 'online');
    newCloud();
    const seen = await around.cloud.routes(
      accessTo(around.sandbox),
      targetIdSchema.parse(BUILD_RUNNER),
      DEFAULT_CONNECT,
      never,
    );
    expect(seen.reasons[0]).toMatchObject({ route: 'ssm', shell: 'ssh', verdict: 'possible' });
    around.sandbox.faults.setAgentStatus(BUILD_RUNNER, 'offline');
    const { way } = await opened(visit(BUILD_RUNNER));
    expect(way().route).toBe('eice');
    expect(way().routeNote).toMatch(/SSM not used: .*offline since/);
  });

  it('no key may be pushed: the shell of Session Manager, and no other route to the same SSH is bothered', async () => {
    around.sandbox.faults.setAgentStatus(BUILD_RUNNER, 'online');
    around.sandbox.faults.denyAction('ec2-instance-connect:SendSSHPublicKey');
    const before = around.sandbox.stats().calls['ec2-instance-connect:OpenTunnel'];
    const { way, shell } = await open(BUILD_RUNNER);
    expect(way()).toMatchObject({ route: 'ssm', shell: 'session-manager' });
    expect(way().routeNote).toMatch(
      /SSM not used: these credentials are not allowed to use ec2-instance-connect:SendSSHPublicKey/,
    );
    expect(around.sandbox.stats().calls['ec2-instance-connect:OpenTunnel']).toBe(before);
    expect(await say(shell, 'stty size')).toContain('20 90');
  });

  it('the image does not know EC2 Instance Connect: the shell of Session Manager', async () => {
    around.sandbox.instanceConnect.faults.setInstanceConnect(WEB, false);
    const { way } = await open(WEB);
    expect(way().shell).toBe('session-manager');
    expect(way().routeNote).toContain('the target did not accept it for ec2-user');
  });

  it('nothing works: the preferred way speaks, the others are in the detail', async () => {
    around.sandbox.instanceConnect.faults.refuseTunnelTargets(9);
    const error = await open(BASTION).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'eice/target-unreachable' });
    expect((error as AppError).detail).toContain('Unable to connect to target');
    expect((error as AppError).detail).toContain('SSM: not managed by Systems Manager');
  });

  it('endpoints of every kind of refusal, in words', async () => {
    const fixed = { how: { route: { kind: 'eice', endpointId: null } as const } };
    around.sandbox.faults.denyAction('ec2-instance-connect:OpenTunnel');
    await expect(open(BASTION, fixed)).rejects.toMatchObject({
      code: 'aws/access-denied',
      detail: expect.stringContaining('maxTunnelDuration') as string,
    });
    around.sandbox.faults.reset();
    around.sandbox.instanceConnect.faults.setEndpointState('eice-0c4f8a2e6d1b93570', 'delete-in-progress');
    await expect(open(BASTION, fixed)).rejects.toMatchObject({
      code: 'eice/endpoint-not-ready',
      message: 'The endpoint eice-0c4f8a2e6d1b93570 is not ready: it is being deleted.',
    });
    await expect(open(WEB, fixed)).rejects.toMatchObject({ code: 'eice/endpoint-not-ready' });
    await expect(open(BASTION, { how: { ...fixed.how, port: 2222 } })).rejects.toMatchObject({
      code: 'eice/port-not-allowed',
    });
  });
});

describe('a route that was chosen', () => {
  it('is kept to', async () => {
    await expect(open(BUILD_RUNNER, { how: { route: { kind: 'ssm' } } })).rejects.toMatchObject({
      code: 'target/not-connected',
    });
  });

  it('direct: the jump host has a public address, and its key is known by its console output', async () => {
    const { way, shell } = await open(JUMP, { how: { route: { kind: 'direct', address: null } } });
    expect(way()).toMatchObject({ route: 'direct', hostKey: { trust: 'console' } });
    expect(await say(shell, 'echo hi')).toContain('hi');
  });

  it('a jump host, by a saved connection; both keys are pushed anew', async () => {
    newCloud();
    const via = around.cloud.save({ id: 'jump', target: JUMP });
    const pushes = (): number => around.sandbox.stats().calls['ec2-instance-connect:SendSSHPublicKey'] ?? 0;
    const before = pushes();
    const { way, shell } = await opened(visit(LEDGER, { how: { route: { kind: 'jump', via } } }));
    expect(way()).toMatchObject({ route: 'jump', shell: 'ssh', user: 'ec2-user' });
    expect(await say(shell, 'echo hi')).toContain('hi');
    expect(pushes() - before).toBe(2);
  });

  it('jump hosts that lead in a circle, or are gone', async () => {
    newCloud();
    const one = around.cloud.save({ id: 'one', target: JUMP });
    const two = around.cloud.save({ id: 'two', target: JUMP, how: { route: { kind: 'jump', via: one } } });
    around.cloud.save({ id: 'one', target: JUMP, how: { route: { kind: 'jump', via: two } } });
    const how = { route: { kind: 'jump', via: two } as const };
    await expect(visit(LEDGER, { how }).shell).rejects.toMatchObject({ code: 'jump/loop' });
    const missing = { route: { kind: 'jump', via: savedConnectionIdSchema.parse('gone') } as const };
    await expect(visit(LEDGER, { how: missing }).shell).rejects.toMatchObject({
      code: 'jump/missing',
    });
  });
});
