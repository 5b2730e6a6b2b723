// Our client against the recorded messages of AWS's own agent, frame by frame.
import { expect, test } from 'vitest';
import { decodeClientMessage, MESSAGE_TYPE } from './client-message.ts';
import { closeFarSides, openShell, readToEnd, until } from './fixtures/open-shell.ts';
import { readRecording } from './fixtures/recording.ts';
import { handshakeResponseSchema, parseJsonPayload, PAYLOAD_TYPE } from './payloads.ts';

closeFarSides();

function agentOutput(name: 'shell' | 'command-separate-output' | 'port-basic-stdio'): Buffer[] {
  return readRecording(name)
    .filter((frame) => frame.from === 'agent' && frame.kind === 'binary')
    .map((frame) => (frame.kind === 'binary' ? frame.bytes : Buffer.alloc(0)))
    .filter((bytes) => decodeClientMessage(bytes).messageType === MESSAGE_TYPE.output);
}

test('the shell: prompt, echo and output come out; every message is acknowledged; doubles change nothing', async () => {
  const { far, shell } = await openShell();
  await until(() => far.socket !== null);
  const frames = agentOutput('shell');
  for (const frame of frames) {
    far.raw(frame);
    far.raw(frame);
  }
  const live = await shell;
  // Both copies of each; after the first double more often, as losses seem to show.
  const acks = (number: number) => far.acknowledged.filter((one) => one === number).length;
  await until(() => [0, 1, 2].every((number) => acks(number) >= 2));
  expect(new Set(far.acknowledged)).toEqual(new Set([0, 1, 2]));
  far.closeChannel();
  expect((await readToEnd(live)).toString()).toBe('# echo sum-$((6*7))\r\nsum-42\r\n# exit\r\n');
});

test('the command, its messages in reverse order: StdErr, output, exit code 7', async () => {
  const { far, shell } = await openShell();
  await until(() => far.socket !== null);
  const frames = agentOutput('command-separate-output');
  for (const frame of [...frames].reverse()) far.raw(frame);
  const live = await shell;
  await until(() => far.inputs.length >= 2);
  const response = parseJsonPayload(handshakeResponseSchema, far.inputs[0]?.payload ?? Buffer.alloc(0));
  expect(response.ProcessedClientActions).toEqual([
    { ActionType: 'SessionType', ActionStatus: 1, ActionResult: null, Error: '' },
  ]);
  expect(far.inputs[1]?.payloadType).toBe(PAYLOAD_TYPE.size);
  far.closeChannel();
  expect((await readToEnd(live)).toString()).toBe('err\nout\n');
  expect(await live.ending).toEqual({ kind: 'exited', exitCode: 7, reason: null });
});

test('a port session where a shell was asked for is refused', async () => {
  const { far, shell } = await openShell();
  await until(() => far.socket !== null);
  for (const frame of agentOutput('port-basic-stdio')) far.raw(frame);
  await expect(shell).rejects.toMatchObject({
    code: 'ssm/handshake-failed',
    detail: 'Unknown session type Port',
  });
});
