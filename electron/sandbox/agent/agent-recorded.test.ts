// Our agent against what AWS's own agent was recorded to send: the recorded client is played to it, message by message,
// and what it answers must have the same order and the same shapes.
import { randomUUID } from 'node:crypto';
import { rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { systemClock } from '../../base/clock.ts';
import { readRecording } from '../../ssm/fixtures/recording.ts';
import { decodeClientMessage, MESSAGE_TYPE } from '../../ssm/client-message.ts';
import { PAYLOAD_TYPE } from '../../ssm/payloads.ts';
import { CredentialStore } from '../api/credentials.ts';
import { BareGateway } from '../fixtures/bare-gateway.ts';
import { until } from '../fixtures/sandbox-harness.ts';
import type { AgentJob } from '../gateway/agent-jobs.ts';
import { REAL_AGENT_HABITS } from './agent-habits.ts';
import { AgentSession } from './agent-session.ts';
import { MachineRoom } from './machine-room.ts';
import { PortMap } from './port-map.ts';

let gateway: BareGateway;
let room: MachineRoom;
let session: AgentSession | null = null;

afterEach(() => {
  session?.stop();
  gateway.close();
  room.remove();
  rmSync(GATE, { force: true });
});

/** The command goes on when it is there: two streams have an order only where one comes after the other was heard. */
const GATE = path.join(tmpdir(), `sallyport-recorded-${randomUUID()}`);

const SHELL_JOB: AgentJob = {
  kind: 'job',
  sessionId: 'local-383bc6d200a4e484',
  target: 'i-0123456789abcdef0',
  targetName: 'recorded',
  agentVersion: '3.3.987.0',
  sessionType: 'Standard_Stream',
  properties: null,
  kmsKeyId: null,
};
const COMMAND_JOB: AgentJob = {
  ...SHELL_JOB,
  sessionId: 'local-fe32d0a5d55dabce',
  sessionType: 'NonInteractiveCommands',
  properties: {
    linux: {
      commands: `sh -c 'echo err >&2; until [ -e ${GATE} ]; do sleep 0.05; done; echo out; exit 7'`,
      separateOutputStream: 'true',
    },
  },
};

interface Shape {
  readonly type: string;
  readonly flags: number;
  readonly sequence: number;
  readonly payloadType: number;
  /** Field names of a JSON body, or the body itself where it is fixed. */
  readonly body: string;
}

function shapeOf(frame: Buffer): Shape {
  const message = decodeClientMessage(frame);
  const text = Buffer.from(message.payload).toString();
  const isJson = text.startsWith('{');
  return {
    type: message.messageType,
    flags: message.flags,
    sequence: message.sequenceNumber,
    payloadType: message.payloadType,
    body: isJson ? keysOf(JSON.parse(text)) : message.payloadType === PAYLOAD_TYPE.exitCode ? text : 'bytes',
  };
}

function keysOf(value: unknown): string {
  if (typeof value !== 'object' || value === null) return typeof value;
  const entries = Object.entries(value).map(
    ([name, inner]) => `${name}:${name === 'Properties' ? '?' : keysOf(inner)}`,
  );
  return `{${entries.join(',')}}`;
}

/** Plays the recorded client; the frames of our agent, in order. */
async function play(
  name: 'shell' | 'command-separate-output',
  job: AgentJob,
): Promise<{ ours: Shape[]; theirs: Shape[] }> {
  gateway = new BareGateway();
  room = new MachineRoom();
  const endpointUrl = await gateway.open();
  const identity = { endpointUrl, region: 'eu-west-1', key: new CredentialStore().agent, clock: systemClock };
  session = new AgentSession({
    job,
    identity,
    habits: REAL_AGENT_HABITS,
    clock: systemClock,
    room,
    ports: new PortMap(),
  });
  const run = session.run();
  const theirs: Shape[] = [];
  const said = (): string => Buffer.concat(gateway.frames).toString('latin1');
  const goesOn =
    name === 'shell'
      ? null
      : until(() => said().includes('err\n')).then(() => {
          writeFileSync(GATE, '');
        });
  for (const frame of readRecording(name)) {
    if (frame.kind === 'text') continue;
    if (frame.from === 'agent') {
      theirs.push(shapeOf(frame.bytes));
      const count = theirs.filter(({ type }) => type !== MESSAGE_TYPE.output).length;
      await until(
        () => gateway.frames.filter((sent) => shapeOf(sent).type !== MESSAGE_TYPE.output).length >= count,
      );
    } else {
      // The recorded client speaks when it has heard something: give our agent the same chance to speak first.
      const heard = theirs.filter(({ type }) => type === MESSAGE_TYPE.output).length;
      if (name === 'command-separate-output')
        await until(
          () => gateway.frames.filter((sent) => shapeOf(sent).type === MESSAGE_TYPE.output).length >= heard,
        );
      else await until(() => said().includes(frame.bytes.includes('exit\n') ? 'sum-42' : '$ '));
      gateway.agent?.send(frame.bytes);
    }
  }
  await goesOn;
  // Whatever is still unacknowledged: our shell says things in other pieces than the recorded one.
  expect(await run).toBe('');
  return { ours: withoutResends(gateway.frames.map(shapeOf)), theirs };
}

/** On a busy machine the recorded client's ack may come too late for our agent's patience. */
function withoutResends(shapes: Shape[]): Shape[] {
  const seen = new Set<number>();
  return shapes.filter(({ type, sequence }) => {
    if (type !== MESSAGE_TYPE.output) return true;
    const isNew = !seen.has(sequence);
    seen.add(sequence);
    return isNew;
  });
}

test('opens as AWS writes it: POST, upgrade, first frame', async () => {
  await play('command-separate-output', COMMAND_JOB);
  const url = '/v1/data-channel/local-fe32d0a5d55dabce';
  expect(gateway.posted.map((each) => each.url)).toEqual([url]);
  expect(gateway.posted[0]?.headers['authorization']).toMatch(/\/ssmmessages\/aws4_request/);
  expect(gateway.upgradeUrl).toBe(`${url}?role=publish_subscribe`);
  const recorded = readRecording('command-separate-output').find(
    ({ from, kind }) => from === 'agent' && kind === 'text',
  );
  const fields = recorded?.kind === 'text' ? Object.keys(JSON.parse(recorded.text) as object) : [];
  expect(gateway.opened.map((first) => Object.keys(first).sort())).toEqual([fields.sort()]);
  expect(gateway.opened[0]).toMatchObject({
    MessageSchemaVersion: '1.0',
    TokenValue: 'agent-token',
    ClientInstanceId: 'i-0123456789abcdef0',
  });
});

test('a command: the same messages', async () => {
  const { ours, theirs } = await play('command-separate-output', COMMAND_JOB);
  const acks = (list: Shape[]): Shape[] => list.filter(({ type }) => type === MESSAGE_TYPE.acknowledge);
  const rest = (list: Shape[]): Shape[] => list.filter(({ type }) => type !== MESSAGE_TYPE.acknowledge);
  expect(rest(ours)).toEqual(rest(theirs));
  expect(acks(ours)).toEqual(acks(theirs));
  // The response is acknowledged before the handshake is declared complete.
  const types = ours.map(({ type, payloadType }) => `${type}/${payloadType}`);
  expect(types.indexOf('acknowledge/0')).toBeLessThan(
    types.indexOf(`${MESSAGE_TYPE.output}/${PAYLOAD_TYPE.handshakeComplete}`),
  );
});

test('a shell: no handshake, one second of silence, acks before what the input causes', async () => {
  const startedAt = performance.now();
  const { ours, theirs } = await play('shell', SHELL_JOB);
  expect(performance.now() - startedAt).toBeGreaterThan(1000);
  const merged = (list: Shape[]): string[] =>
    list
      .map(({ type, payloadType, body }) => `${type} ${payloadType} ${body}`)
      .filter((text, index, all) => text !== all[index - 1]);
  expect(merged(ours)).toEqual(merged(theirs));
  const outputs = ours.filter(({ type }) => type === MESSAGE_TYPE.output);
  expect(outputs.map(({ sequence }) => sequence)).toEqual(outputs.map((_, index) => index));
  expect(outputs.map(({ flags }) => flags)).toEqual(outputs.map((_, index) => (index === 0 ? 1 : 0)));
});
