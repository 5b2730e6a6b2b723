import { afterAll, beforeAll, expect, test } from 'vitest';
import { startOpenSshServer, type OpenSshServer } from './fixtures/open-ssh-server.ts';
import { signInAs } from './fixtures/sign-in-as.ts';
import { saying } from './fixtures/stream-text.ts';
import { checkSerialHostKey, serialConsoleUser } from './serial-console.ts';
import { serialConsoleOf } from './serial-host-keys.ts';

let server: OpenSshServer;
const { signal } = new AbortController();

beforeAll(async () => {
  server = await startOpenSshServer(['LogLevel DEBUG1']);
});
afterAll(async () => {
  await server.close();
});

test('each region has its host and its key, in all partitions', () => {
  expect(serialConsoleOf('us-east-1')).toEqual({
    host: 'serial-console.ec2-instance-connect.us-east-1.aws',
    fingerprint: 'SHA256:dXwn5ma/xadVMeBZGEru5l2gx+yI5LDiJaLUcz0FMmw',
  });
  expect(serialConsoleOf('af-south-1')?.host).toBe('ec2-serial-console.af-south-1.api.aws');
  expect(serialConsoleOf('cn-north-1')?.host).toBe(
    'ec2-serial-console.cn-north-1.api.amazonwebservices.com.cn',
  );
  expect(serialConsoleOf('us-gov-west-1')?.host).toBe(
    'serial-console.ec2-instance-connect.us-gov-west-1.amazonaws.com',
  );
  expect(serialConsoleOf('mars-north-1')).toBeNull();
  expect(serialConsoleOf('constructor')).toBeNull();
});

test('only the published key is believed', () => {
  const console = { host: 'console', fingerprint: `SHA256:${'a'.repeat(43)}` };
  const offered = { type: 'ssh-rsa', fingerprintSha256: console.fingerprint, keyBlob: Buffer.alloc(0) };
  expect(checkSerialHostKey(console, offered)).toBe('accept');
  const other = { ...offered, fingerprintSha256: `SHA256:${'b'.repeat(43)}` };
  expect(checkSerialHostKey(console, other)).toMatchObject({ code: 'ssh/host-key-refused' });
  expect(serialConsoleUser('i-0123456789abcdef0')).toBe('i-0123456789abcdef0.port0');
});

test('a break reaches sshd, and the shell goes on', async () => {
  const client = await signInAs(server);
  const shell = await client.openShell({ cols: 80, rows: 24 }, {}, signal);
  // The terminal of an sshd shell has no line to hold; its driver shows a break as a NUL byte.
  shell.stream.write(
    `stty -icanon -echo -brkint -ignbrk; echo go-$((1+1)); head -c 1 | od -An -tx1; echo on-$((1+1))\r`,
  );
  await saying(shell.stream, 'go-2');
  expect(await shell.sendBreak()).toBe(true);
  shell.stream.write('x');
  expect(await saying(shell.stream, 'on-2')).toMatch(/ (00|78)/);
  await shell.close();
  expect(await shell.sendBreak()).toBe(false);
  await client.close();
});
