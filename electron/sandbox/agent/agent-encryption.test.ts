// Encrypted sessions: KMS over the API, the challenge, and what goes wrong when a key or a permission is missing.
import { expect, test } from 'vitest';
import { PAYLOAD_TYPE } from '../../ssm/payloads.ts';
import { COMPANY } from '../company/company.ts';
import { PlainClient } from '../fixtures/plain-client.ts';
import { sandboxHarness, until } from '../fixtures/sandbox-harness.ts';

const harness = sandboxHarness();

test('a shell with handshake, challenge and nothing readable on the wire', async () => {
  const client = await PlainClient.start(await harness.start({ kms: true }), { Target: COMPANY.web });
  await until(() => client.output.includes('$ '));
  expect(client.customerMessage).toBe('This session is encrypted using AWS KMS.');
  client.resize(101, 31);
  client.type('stty size; echo sum-$((6*7))\r');
  await until(() => client.output.includes('31 101\r\nsum-42'));
  const wire = Buffer.concat(
    client.received
      .filter(({ payloadType }) => payloadType === PAYLOAD_TYPE.output)
      .map(({ payload }) => Buffer.from(payload)),
  );
  expect(wire.includes('sum-42')).toBe(false);
  const types = client.received.map(({ payloadType }) => payloadType);
  const order = [
    PAYLOAD_TYPE.handshakeRequest,
    PAYLOAD_TYPE.encChallengeRequest,
    PAYLOAD_TYPE.handshakeComplete,
    PAYLOAD_TYPE.output,
  ];
  expect(order.map((type) => types.indexOf(type))).toEqual(
    [...order.map((type) => types.indexOf(type))].sort((a, b) => a - b),
  );
});

test('a command: both streams and the exit code are encrypted as well', async () => {
  const client = await harness.run(`sh -c 'echo out; echo err >&2; exit 3'`, {
    parameters: { separateOutputStream: 'true' },
    sandbox: { kms: true },
  });
  expect([client.output.toString(), client.stderr.toString(), client.exitText]).toEqual([
    'out\n',
    'err\n',
    'EXIT_CODE: 3',
  ]);
});

test('an agent that may not decrypt says so', async () => {
  const sandbox = await harness.start({ kms: true });
  sandbox.faults.denyAction('kms:Decrypt');
  const client = await PlainClient.start(sandbox, { Target: COMPANY.web });
  await until(() => client.closedOutput !== null);
  expect(client.closedOutput).toMatch(
    /Fetching data key failed: Unable to retrieve data key, .*AccessDeniedException/,
  );
});

test('a client with another key fails the challenge', async () => {
  const client = await PlainClient.start(
    await harness.start({ kms: true }),
    { Target: COMPANY.web },
    { hasWrongKey: true },
  );
  await until(() => client.closedOutput !== null);
  expect(client.closedOutput).toContain('cipher: message authentication failed');
});

test('encryption can be switched on and off', async () => {
  const sandbox = await harness.start();
  sandbox.faults.setEncryption(true);
  const encrypted = await PlainClient.start(sandbox, { Target: COMPANY.web });
  await until(() => encrypted.customerMessage !== null);
  sandbox.faults.setEncryption(false);
  const clear = await PlainClient.start(sandbox, { Target: COMPANY.web });
  await until(() => clear.output.includes('$ '));
  expect(clear.customerMessage).toBeNull();
});
