// What is done about conditions of a policy, and about the places of an endpoint: against the sandbox's endpoint.
import { once } from 'node:events';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { DEFAULT_REACH } from '../../shared/route-defaults.ts';
import type { AwsClients } from '../aws/clients.ts';
import { systemClock } from '../base/clock.ts';
import type { EicSocket } from '../eic/eic-socket.ts';
import type { EndpointChoice } from '../eic/endpoint-choice.ts';
import { COMPANY } from '../sandbox/company/company.ts';
import { type Sandbox, startSandbox } from '../sandbox/sandbox.ts';
import { targetIdSchema } from '../../shared/ids.ts';
import { EndpointDials } from './endpoint-dial.ts';
import { loneParts } from './fixtures/lone-parts.ts';
import { clientsOf } from './fixtures/port-line.ts';

const signal = new AbortController().signal;
const OPEN_TUNNEL = 'ec2-instance-connect:OpenTunnel';
let sandbox: Sandbox;
let clients: AwsClients;
let choice: EndpointChoice;
const sockets: EicSocket[] = [];

beforeAll(async () => {
  sandbox = await startSandbox();
  clients = await clientsOf(sandbox);
  const targetId = targetIdSchema.parse(COMPANY.buildRunner);
  const facts = await loneParts(clients).facts.of(clients, targetId, DEFAULT_REACH.route, signal);
  if (facts.endpoint === null || facts.endpoint instanceof Error) throw new Error('no endpoint');
  choice = facts.endpoint;
});
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.destroy();
  sandbox.faults.reset();
});
afterAll(async () => {
  clients.close();
  await sandbox.close();
});

async function dial(dials: EndpointDials): Promise<EicSocket> {
  const socket = await dials.dial(clients, choice, 22, systemClock, signal);
  sockets.push(socket);
  return socket;
}

const calls = (): number => sandbox.stats().calls[OPEN_TUNNEL] ?? 0;
/** From when it was asked for, however long that took. */
async function dialFor(dials: EndpointDials): Promise<{ socket: EicSocket; seconds: number }> {
  const from = Date.now();
  const socket = await dial(dials);
  const [most, least] = [socket.cutAt - from, socket.cutAt - Date.now()];
  const seconds = Math.floor(most / 60_000) * 60;
  expect(least / 1000).toBeLessThanOrEqual(seconds);
  return { socket, seconds };
}

describe('a policy that limits the time of a connection', () => {
  it('is obeyed where its refusal says so, and from then on at once', async () => {
    sandbox.instanceConnect.faults.limitTunnelDuration({ maxSeconds: 900, isNamed: true });
    const dials = new EndpointDials();
    const before = calls();
    const first = await dialFor(dials);
    expect(first.seconds).toBe(900);
    const [bytes] = (await once(first.socket, 'data')) as [Buffer];
    expect(bytes.toString()).toMatch(/^SSH-2\.0-/);
    expect(calls() - before).toBe(2);
    expect((await dialFor(dials)).seconds).toBe(900);
    expect(calls() - before).toBe(3);
  });

  it('is found again when it becomes stricter', async () => {
    const dials = new EndpointDials();
    sandbox.instanceConnect.faults.limitTunnelDuration({ maxSeconds: 900, isNamed: true });
    await dial(dials);
    sandbox.instanceConnect.faults.limitTunnelDuration({ maxSeconds: 300, isNamed: true });
    expect((await dialFor(dials)).seconds).toBe(300);
  });

  it('is not guessed at: words name the conditions that may be meant', async () => {
    sandbox.instanceConnect.faults.limitTunnelDuration({ maxSeconds: 900, isNamed: false });
    const before = calls();
    await expect(dial(new EndpointDials())).rejects.toMatchObject({
      code: 'aws/access-denied',
      detail: expect.stringContaining(
        'ec2-instance-connect:maxTunnelDuration (3600 s are asked for)',
      ) as string,
    });
    expect(calls() - before).toBe(1);
  });
});
