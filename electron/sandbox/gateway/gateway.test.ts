// The gateway: who is let in, pairing, coming back, and how sessions end.
import {
  ResumeSessionCommand,
  SSMClient,
  StartSessionCommand,
  TerminateSessionCommand,
} from '@aws-sdk/client-ssm';
import { describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { systemClock } from '../../base/clock.ts';
import { ManualClock } from '../../base/manual-clock.ts';
import { MESSAGE_TYPE } from '../../ssm/client-message.ts';
import { signedHeaders } from '../agent/signed-call.ts';
import { COMPANY } from '../company/company.ts';
import { clientConfig } from '../fixtures/client-config.ts';
import { PlainClient } from '../fixtures/plain-client.ts';
import { sandboxHarness, until } from '../fixtures/sandbox-harness.ts';
import type { Sandbox } from '../sandbox.ts';

const harness = sandboxHarness();
const EXPECTED = Array.from({ length: 60_000 }, (_, index) => `${index + 1}\r\n`).join('');

interface Grant {
  readonly SessionId: string;
  readonly TokenValue: string;
  readonly StreamUrl: string;
}

async function grantOf(sandbox: Sandbox): Promise<Grant> {
  const answer = await new SSMClient(clientConfig(sandbox)).send(
    new StartSessionCommand({ Target: COMPANY.web }),
  );
  const { SessionId = '', TokenValue = '', StreamUrl = '' } = answer;
  return { SessionId, TokenValue, StreamUrl };
}

/** How the gateway answers a socket whose first frame is this: its close code, or the status of a refused upgrade. */
function codeOf(url: string, first: string | Buffer, headers: Record<string, string> = {}): Promise<number> {
  return new Promise((resolve) => {
    const socket = new WebSocket(url, { headers });
    socket.on('open', () => {
      socket.send(first);
    });
    socket.on('message', () => {
      socket.close(4000);
    });
    socket.on('close', resolve);
    socket.on('unexpected-response', (request, response) => {
      request.destroy();
      resolve(response.statusCode ?? 0);
    });
    socket.on('error', () => undefined);
  });
}

function firstFrame(token: string): string {
  return JSON.stringify({ MessageSchemaVersion: '1.0', RequestId: 'r', TokenValue: token, ClientId: 'c' });
}

async function comeBack(client: PlainClient, sandbox: Sandbox): Promise<void> {
  const answer = await new SSMClient(clientConfig(sandbox)).send(
    new ResumeSessionCommand({ SessionId: client.sessionId }),
  );
  await client.connect(answer.StreamUrl ?? '', answer.TokenValue ?? '');
}

describe('lets in', () => {
  test('a token once, for its own session, in the first text frame', async () => {
    const sandbox = await harness.start();
    const one = await grantOf(sandbox);
    const other = await grantOf(sandbox);
    // 4000 is our own goodbye after the gateway's first message.
    expect(await codeOf(one.StreamUrl, firstFrame(other.TokenValue))).toBe(1008);
    expect(await codeOf(one.StreamUrl, firstFrame('nonsense'))).toBe(1008);
    expect(await codeOf(one.StreamUrl, 'not json')).toBe(1008);
    expect(await codeOf(one.StreamUrl, Buffer.from(firstFrame(one.TokenValue)))).toBe(1008);
    expect(await codeOf(one.StreamUrl, firstFrame(one.TokenValue))).toBe(4000);
    expect(await codeOf(one.StreamUrl, firstFrame(one.TokenValue))).toBe(1008);
    expect(
      await codeOf(one.StreamUrl.replace(one.SessionId, 'nobody-0123'), firstFrame(other.TokenValue)),
    ).toBe(404);
  });

  test('a signed upgrade; a forged one never, an unsigned one where the option allows', async () => {
    const sandbox = await harness.start({ gateway: { requiresClientSignature: true } });
    const { StreamUrl, TokenValue } = await grantOf(sandbox);
    const { accessKeyId, secretAccessKey, sessionToken } = clientConfig(sandbox).credentials;
    const key = {
      accessKeyId,
      secretAccessKey,
      sessionToken,
      principal: { arn: '', userId: '', sessionName: '' },
    };
    const identity = { endpointUrl: sandbox.endpointUrl, region: sandbox.region, key, clock: systemClock };
    const headers = signedHeaders(identity, 'GET', new URL(StreamUrl), 'ssmmessages');
    const forged = { ...headers, authorization: `${headers['authorization']?.slice(0, -4)}0000` };
    expect(await codeOf(StreamUrl, firstFrame(TokenValue))).toBe(403);
    expect(await codeOf(StreamUrl, firstFrame(TokenValue), forged)).toBe(403);
    sandbox.faults.denyAction('ssmmessages:OpenDataChannel');
    expect(await codeOf(StreamUrl, firstFrame(TokenValue), headers)).toBe(403);
    sandbox.faults.allowAction('ssmmessages:OpenDataChannel');
    expect(await codeOf(StreamUrl, firstFrame(TokenValue), headers)).toBe(4000);
  });
});

describe('coming back', () => {
  test('sockets cut and closed in the middle of a flood: every byte, once, in order', async () => {
    const sandbox = await harness.start();
    const client = await PlainClient.start(sandbox, { Target: COMPANY.web });
    await until(() => client.output.includes('$ '));
    // Ends with the session still open: an agent that says goodbye waits two seconds for what was lost, no longer.
    client.type('clear; seq 1 60000; echo all-$((6*7))\r');
    for (const [index, bytes] of [40_000, 120_000, 200_000].entries()) {
      await until(() => client.output.length > bytes);
      await until(() => sandbox.stats().sessions[0]?.sockets.client === true);
      const choice = { side: 'client' } as const;
      const count = index === 1 ? sandbox.faults.closeSockets(choice) : sandbox.faults.dropSockets(choice);
      expect(count).toBe(1);
      await until(() => client.closeCode !== null);
      expect(client.closeCode).toBe(index === 1 ? 1000 : 1006);
      client.closeCode = null;
      await comeBack(client, sandbox);
    }
    sandbox.faults.dropSockets({ side: 'agent' });
    await until(() => client.output.includes('all-42\r\n'));
    const text = client.output.toString();
    expect(text.includes(`${EXPECTED}all-42\r\n`)).toBe(true);
    expect(client.duplicateCount).toBeGreaterThan(0);
  });

  test('sockets closed in good order do not stall a client that acknowledges only once', async () => {
    const sandbox = await harness.start();
    // What AWS's plugin does: an acknowledgement that never reached the agent is not said again.
    const habits = { acknowledgesOnce: true };
    const client = await PlainClient.start(sandbox, { Target: COMPANY.web }, habits);
    await until(() => client.output.includes('$ '));
    client.type('clear; seq 1 60000; echo all-$((6*7))\r');
    // Counted by what the client hears: the socket that is being closed still counts as there for a moment.
    const arrivals = (): number =>
      client.received.filter(({ messageType }) => messageType === MESSAGE_TYPE.startPublication).length;
    for (const bytes of [20_000, 60_000, 100_000, 140_000]) {
      await until(() => client.output.length > bytes);
      const before = arrivals();
      expect(sandbox.faults.closeSockets({ side: 'agent' })).toBe(1);
      await until(() => arrivals() > before);
    }
    await until(() => client.output.length > 200_000);
    sandbox.faults.closeSockets({ side: 'client' });
    await until(() => client.closeCode === 1000);
    await comeBack(client, sandbox);
    await until(() => client.output.includes('all-42\r\n'));
    expect(client.output.includes(`${EXPECTED}all-42\r\n`)).toBe(true);
  });

  test('each side hears when the other is there and when it is away', async () => {
    const sandbox = await harness.start();
    const client = await PlainClient.start(sandbox, { Target: COMPANY.web });
    const heard = (): string[] =>
      client.received.map(({ messageType }) => messageType).filter((type) => type.includes('publication'));
    await until(() => client.output.includes('$ '));
    expect(heard()).toEqual([MESSAGE_TYPE.startPublication]);
    sandbox.faults.dropSockets({ side: 'agent' });
    await until(() => heard().length === 3);
    expect(heard().slice(1)).toEqual([MESSAGE_TYPE.pausePublication, MESSAGE_TYPE.startPublication]);
    client.type('echo sum-$((6*7))\r');
    await until(() => client.output.includes('sum-42'));
  });

  test('every socket is closed after its time with 1000 "Bye"; the session lives', async () => {
    const clock = new ManualClock(Date.now());
    const sandbox = await harness.start({ clock, gateway: { socketLifeMs: 60_000 } });
    const client = await PlainClient.start(sandbox, { Target: COMPANY.web });
    await until(() => client.output.includes('$ '));
    clock.advance(59_999);
    expect(client.closeCode).toBeNull();
    clock.advance(1);
    await until(() => client.closeCode === 1000);
    await comeBack(client, sandbox);
    client.type('echo sum-$((6*7))\r');
    await until(() => {
      // The agent comes back in its time.
      clock.advance(20);
      return client.output.includes('sum-42');
    });
  });

  test('a session that is refused its resume', async () => {
    const sandbox = await harness.start();
    const client = await PlainClient.start(sandbox, { Target: COMPANY.web });
    sandbox.faults.refuseResume(client.sessionId);
    const answer = await new SSMClient(clientConfig(sandbox)).send(
      new ResumeSessionCommand({ SessionId: client.sessionId }),
    );
    expect(answer.TokenValue ?? null).toBeNull();
  });
});

describe('ends a session', () => {
  test('when told to: the program goes, the client hears', async () => {
    const sandbox = await harness.start();
    const client = await PlainClient.start(sandbox, { Target: COMPANY.web });
    await until(() => client.output.includes('$ '));
    await new SSMClient(clientConfig(sandbox)).send(
      new TerminateSessionCommand({ SessionId: client.sessionId }),
    );
    await until(() => client.closedOutput === '' && client.closeCode === 1000);
    await until(() => sandbox.stats().runningProgramCount === 0);
  });

  test('after a time without stream data', async () => {
    const clock = new ManualClock(Date.now());
    const client = await PlainClient.start(await harness.start({ clock, gateway: { idleMs: 60_000 } }), {
      Target: COMPANY.web,
    });
    await until(() => client.output.includes('$ '));
    clock.advance(60_000);
    await until(() => client.closedOutput !== null);
  });

  test('when its machine stops', async () => {
    const sandbox = await harness.start();
    const client = await PlainClient.start(sandbox, { Target: COMPANY.web });
    await until(() => client.output.includes('$ '));
    sandbox.faults.setInstanceState('web-1', 'stopping');
    await until(() => client.closedOutput !== null);
    expect(sandbox.stats({ withEnded: true }).sessions[0]?.status).toBe('Failed');
  });

  test('when no agent comes', async () => {
    const clock = new ManualClock(Date.now());
    const sandbox = await harness.start({ clock, gateway: { agentGoneMs: 60_000 } });
    sandbox.faults.reserveTarget('web-1');
    const client = await PlainClient.start(sandbox, { Target: COMPANY.web });
    await until(() => sandbox.stats().sessions[0]?.sockets.client === true);
    clock.advance(60_000);
    await until(() => client.closedOutput !== null);
  });
});
