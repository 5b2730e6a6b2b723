// Another agent in our agent's place: only CreateDataChannel, a WebSocket and the messages; nothing else is shared.
import { expect, test } from 'vitest';
import { z } from 'zod';
import { systemClock } from '../../base/clock.ts';
import { decodeClientMessage, MESSAGE_TYPE } from '../../ssm/client-message.ts';
import { PAYLOAD_TYPE } from '../../ssm/payloads.ts';
import { REAL_AGENT_HABITS } from '../agent/agent-habits.ts';
import { AgentSocket } from '../agent/agent-socket.ts';
import { AgentOutbox } from '../agent/agent-outbox.ts';
import { COMPANY } from '../company/company.ts';
import { PlainClient } from '../fixtures/plain-client.ts';
import { sandboxHarness, until } from '../fixtures/sandbox-harness.ts';
import { agentStateFrame } from '../fixtures/agent-state-frame.ts';

const harness = sandboxHarness();

test('a reserved target is answered by whoever holds the agent credentials', async () => {
  const sandbox = await harness.start();
  const answer = await fetch(`${sandbox.adminUrl}/reserve-target`, {
    method: 'POST',
    body: JSON.stringify({ target: 'web-1' }),
  });
  const { value } = z.object({ value: z.record(z.string(), z.string()) }).parse(await answer.json());
  const client = await PlainClient.start(sandbox, { Target: COMPANY.web });
  expect(sandbox.stats()).toMatchObject({
    runningProgramCount: 0,
    sessions: [{ agent: 'external', status: 'Connecting' }],
  });
  const heard: string[] = [];
  const key = {
    accessKeyId: value['AWS_ACCESS_KEY_ID'] ?? '',
    secretAccessKey: value['AWS_SECRET_ACCESS_KEY'] ?? '',
    sessionToken: value['AWS_SESSION_TOKEN'] ?? '',
    principal: { arn: '', userId: '', sessionName: '' },
  };
  const agent = new AgentSocket({
    identity: { endpointUrl: sandbox.endpointUrl, region: sandbox.region, key, clock: systemClock },
    habits: REAL_AGENT_HABITS,
    clock: systemClock,
    sessionId: client.sessionId,
    target: COMPANY.web,
    onFrame: (frame) => {
      const message = decodeClientMessage(frame);
      heard.push(
        message.messageType === MESSAGE_TYPE.input
          ? Buffer.from(message.payload).toString()
          : message.messageType,
      );
    },
    onReopen: () => undefined,
    onGone: () => undefined,
  });
  await agent.open();
  const outbox = new AgentOutbox();
  await agent.send(agentStateFrame('Connected', client.sessionId));
  await agent.send(outbox.add(PAYLOAD_TYPE.output, Buffer.from('from elsewhere'), Date.now()));
  await until(() => client.output.toString() === 'from elsewhere');
  client.type('hello');
  await until(() => heard.includes('hello'));
  expect(heard[0]).toBe(MESSAGE_TYPE.startPublication);
  await agent.send(agentStateFrame('Terminating', client.sessionId));
  await until(() => client.closedOutput === '');
  // What is for the gateway alone never reached the client.
  expect(client.received.map(({ messageType }) => messageType)).not.toContain(MESSAGE_TYPE.agentSessionState);
  agent.close();
});
