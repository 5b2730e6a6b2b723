// Sessions end to end: API, gateway and agent together, through a plain client.
import { afterEach, expect, test, vi } from 'vitest';
import { COMPANY } from '../company/company.ts';
import { PlainClient, type ClientHabits } from '../fixtures/plain-client.ts';
import { startSandbox, type Sandbox, type SandboxOptions } from '../sandbox.ts';

const QUICK = { pauseMs: 0, shellStartDelayMs: 0 };
let sandbox: Sandbox | null = null;
const defects: unknown[] = [];

afterEach(async () => {
  await sandbox?.close();
  sandbox = null;
  expect(defects).toEqual([]);
});

async function start(options: SandboxOptions = {}): Promise<Sandbox> {
  sandbox = await startSandbox({ habits: QUICK, onDefect: (error) => defects.push(error), ...options });
  return sandbox;
}

async function command(
  text: string,
  parameters: Record<string, string> = {},
  habits: ClientHabits = {},
  options: SandboxOptions = {},
): Promise<PlainClient> {
  const lists = Object.fromEntries(
    Object.entries({ command: text, ...parameters }).map(([k, v]) => [k, [v]]),
  );
  const input = { Target: COMPANY.web, DocumentName: 'AWS-StartNonInteractiveCommand', Parameters: lists };
  const client = await PlainClient.start(await start(options), input, habits);
  await vi.waitFor(() => expect(client.closedOutput).not.toBeNull(), 15_000);
  return client;
}

test('a shell: prompt, echo, size, exit, channel_closed', async () => {
  const client = await PlainClient.start(await start(), { Target: COMPANY.web });
  client.resize(123, 45);
  await vi.waitFor(() => expect(client.output.toString()).toContain('[ssm-user@web-1 ~]$ '), 10_000);
  client.type('stty size; echo sum-$((6*7)); env | grep -c AWS_\r');
  await vi.waitFor(() => expect(client.output.toString()).toMatch(/45 123\r\nsum-42\r\n0\r\n/), 10_000);
  client.type('exit\r');
  await vi.waitFor(() => expect(client.closedOutput).toBe(''), 10_000);
  expect(client.unackedCount).toBe(0);
});

test('a command with separate output: both streams, exit code', async () => {
  const client = await command(`sh -c 'echo out; echo err >&2; exit 7'`, { separateOutputStream: 'true' });
  expect([client.output.toString(), client.stderr.toString(), client.exitText]).toEqual([
    'out\n',
    'err\n',
    'EXIT_CODE: 7',
  ]);
  expect(client.closedOutput).toBe('');
});

test('kms shell', async () => {
  const client = await PlainClient.start(await start({ kms: true }), { Target: COMPANY.web });
  await vi.waitFor(() => expect(client.output.toString()).toContain('$ '), 10_000);
  expect(client.customerMessage).toBe('This session is encrypted using AWS KMS.');
  client.type('echo sum-$((6*7))\r');
  await vi.waitFor(() => expect(client.output.toString()).toContain('sum-42'), 10_000);
});
