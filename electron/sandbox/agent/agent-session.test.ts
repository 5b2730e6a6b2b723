// Sessions end to end: API, gateway and agent together, through a plain client.
import { expect, test } from 'vitest';
import { MESSAGE_TYPE } from '../../ssm/client-message.ts';
import { PAYLOAD_TYPE } from '../../ssm/payloads.ts';
import { COMPANY } from '../company/company.ts';
import { PlainClient } from '../fixtures/plain-client.ts';
import { QUICK_HABITS, sandboxHarness, until } from '../fixtures/sandbox-harness.ts';
import { REAL_AGENT_HABITS } from './agent-habits.ts';

const harness = sandboxHarness();

function interactive(command: string): {
  Target: string;
  DocumentName: string;
  Parameters: { command: string[] };
} {
  return {
    Target: COMPANY.web,
    DocumentName: 'AWS-StartInteractiveCommand',
    Parameters: { command: [command] },
  };
}

test('a shell: prompt, size, home, no credentials of ours, exit', async () => {
  const client = await PlainClient.start(await harness.start(), { Target: COMPANY.web });
  client.resize(123, 45);
  await until(() => client.output.includes('[ssm-user@web-1 ~]$ '));
  client.type(
    'stty size; echo sum-$((6*7)); env | grep -c AWS_; whereami=$PWD; [ $HOME = $whereami ] && echo at-home\r',
  );
  await until(() => /45 123\r\nsum-42\r\n0\r\nat-home\r\n/.test(client.output.toString()));
  client.resize(80, 24);
  client.type('stty size\r');
  await until(() => client.output.includes('24 80\r\n'));
  client.type('exit\r');
  await until(() => client.closedOutput === '');
  expect(client.unackedCount).toBe(0);
});

test('what a dying program said last still arrives, also at the real pace', async () => {
  const bytes = 300_000;
  const sandbox = await harness.start({ habits: { ...REAL_AGENT_HABITS, shellStartDelayMs: 0 } });
  const startedAt = performance.now();
  const client = await PlainClient.start(sandbox, interactive(`head -c ${bytes} /dev/zero | tr '\\0' x`));
  await until(() => client.closedOutput !== null);
  const seconds = (performance.now() - startedAt) / 1000;
  expect(client.output.equals(Buffer.alloc(bytes, 'x'))).toBe(true);
  // The real agent cannot do more than 0.93 MB/s; how much less depends on how busy this machine is.
  expect(bytes / seconds).toBeLessThan(950_000);
});

test('a flood keeps every byte and its order', async () => {
  const client = await PlainClient.start(await harness.start(), interactive('seq 1 200000'));
  await until(() => client.closedOutput !== null);
  const expected = Array.from({ length: 200_000 }, (_, index) => `${index + 1}\r\n`).join('');
  expect(client.output.toString() === expected).toBe(true);
});

test('binary goes through byte by byte where UTF-8 ends', async () => {
  const text = 'aé€😀'.repeat(1000);
  const client = await PlainClient.start(
    await harness.start(),
    interactive(`for i in $(seq 1000); do printf 'aé€😀'; done; printf '\\377\\303'`),
  );
  await until(() => client.closedOutput !== null);
  expect(client.output.equals(Buffer.concat([Buffer.from(text), Buffer.from([0xff, 0xc3])]))).toBe(true);
  // No payload but the last ends within a character; one that came again counts once.
  const payloads = new Map(
    client.received
      .filter((message) => message.payloadType === PAYLOAD_TYPE.output)
      .map(({ sequenceNumber, payload }) => [sequenceNumber, payload]),
  );
  for (const payload of [...payloads.values()].slice(0, -2))
    expect(Buffer.from(Buffer.from(payload).toString()).equals(payload)).toBe(true);
});

test('NonInteractiveCommands: both streams, prefixes, exit code', async () => {
  const client = await harness.run(`sh -c 'echo out; echo err >&2; exit 7'`, {
    parameters: { separateOutputStream: 'true', stdoutSeparatorPrefix: 'O:', stderrSeparatorPrefix: 'E:' },
  });
  expect([client.output.toString(), client.stderr.toString(), client.exitText, client.closedOutput]).toEqual([
    'O:out\n',
    'E:err\n',
    'EXIT_CODE: 7',
    '',
  ]);
});

test('a client that knows only one stream is asked to update', async () => {
  const separate = { parameters: { separateOutputStream: 'true' } };
  const old = await harness.run('true', { ...separate, client: { clientVersion: '1.2.295.0' } });
  expect(old.customerMessage).toContain('Please update session manager plugin');
  const current = await harness.run('true', { ...separate, client: { clientVersion: '1.2.312.0' } });
  expect(current.customerMessage).toBe('');
});

test('NonInteractiveCommands by default: one stream at the end, no exit code, no shell', async () => {
  const client = await harness.run(`sh -c 'echo "$0"; echo err >&2; exit 7' '$HOME;ls'`);
  expect([client.output.toString(), client.exitText, client.closedOutput]).toEqual([
    '$HOME;ls\nerr\n',
    null,
    '',
  ]);
});

test('a program that is not there', async () => {
  const client = await harness.run('no-such-program --help');
  expect(client.closedOutput).toBe(
    '----------ERROR-------\nUnable to start command: exec: "no-such-program": executable file not found in $PATH',
  );
});

test('Ctrl-C reaches a program without a terminal', async () => {
  const sandbox = await harness.start();
  const client = await PlainClient.start(sandbox, {
    Target: COMPANY.web,
    DocumentName: 'AWS-StartNonInteractiveCommand',
    Parameters: { command: ['sleep 60'], separateOutputStream: ['true'] },
  });
  await until(() => client.isHandshakeComplete);
  client.type('\x03');
  await until(() => client.closedOutput !== null);
  expect(client.exitText).toBe('EXIT_CODE: -1');
});

test('a host that nobody may be led to', async () => {
  const input = {
    Target: COMPANY.web,
    DocumentName: 'AWS-StartPortForwardingSessionToRemoteHost',
    Parameters: { host: ['169.254.169.254'], portNumber: ['80'] },
  };
  const client = await PlainClient.start(await harness.start(), input);
  await until(() => client.closedOutput !== null);
  expect(client.closedOutput).toContain('Forwarding to IP address 169.254.169.254 is forbidden.');
});

test('the handshake request is repeated until acknowledged, and given up', async () => {
  const habits = { ...QUICK_HABITS, handshakeTimeoutMs: 700 };
  const client = await harness.run('true', { client: { ignoresOutput: true }, sandbox: { habits } });
  const requests = client.received.filter(({ payloadType }) => payloadType === PAYLOAD_TYPE.handshakeRequest);
  expect(requests.length).toBeGreaterThan(1);
  expect(new Set(requests.map(({ sequenceNumber, flags }) => `${sequenceNumber}/${flags}`))).toEqual(
    new Set(['0/1']),
  );
  expect(client.closedOutput).toContain('Encountered error while initiating handshake. Handshake timed out.');
});

test('what comes before the handshake is complete is acknowledged and lost', async () => {
  const sandbox = await harness.start();
  const client = await PlainClient.start(sandbox, interactive('cat'), { ignoresHandshake: true });
  client.type('lost\r');
  await until(() => client.unackedCount === 0);
  expect(client.output.length).toBe(0);
});

test('a message that was handled already is acknowledged again', async () => {
  const client = await PlainClient.start(await harness.start(), { Target: COMPANY.web });
  await until(() => client.output.includes('$ '));
  client.type('echo once\r');
  await until(() => client.unackedCount === 0);
  const acks = (): number =>
    client.received.filter(({ messageType }) => messageType === MESSAGE_TYPE.acknowledge).length;
  const before = acks();
  client.send(PAYLOAD_TYPE.output, Buffer.from('echo once\r'), 0);
  await until(() => acks() > before);
  await until(() => client.output.includes('once\r\n'));
  expect(client.output.toString().match(/^once/gm)).toHaveLength(1);
});
