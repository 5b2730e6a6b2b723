import { afterEach, beforeEach, expect, test } from 'vitest';
import { startOpenSshServer, type OpenSshServer } from './fixtures/open-ssh-server.ts';
import { signInAs } from './fixtures/sign-in-as.ts';
import { saying, textOf } from './fixtures/stream-text.ts';
import type { SshClient } from './ssh-client.ts';

let server: OpenSshServer;
let client: SshClient;
const signal = new AbortController().signal;
const SIZE = { cols: 97, rows: 31 };

beforeEach(async () => {
  server = await startOpenSshServer();
  client = await signInAs(server);
});
afterEach(async () => {
  await client.close();
  await server.close();
});

test('a shell has the terminal, the size and the language it was asked for, and tells its exit code', async () => {
  const shell = await client.openShell(SIZE, { env: { LC_SALLYPORT: 'yes' } }, signal);
  shell.stream.write(
    'stty size; stty -a | grep -c "[^-]iutf8"; echo "$TERM/$LC_SALLYPORT/$((6*7))"; exit 5\r',
  );
  const said = await textOf(shell.stream);
  expect(said).toContain('31 97\r\n1\r\n');
  expect(said).toContain('xterm-256color/yes/42\r\n');
  expect(await shell.ending).toEqual({ kind: 'exited', exitCode: 5, reason: null });
});

test('a new size reaches the shell; of a burst the last one counts', async () => {
  const shell = await client.openShell(SIZE, {}, signal);
  for (let cols = 60; cols <= 80; cols += 1) shell.resize({ cols, rows: 20 });
  await new Promise((resolve) => setTimeout(resolve, 150));
  shell.stream.write('stty size; exit\r');
  expect(await textOf(shell.stream)).toContain('20 80\r\n');
});

test('a shell that is killed says by what', async () => {
  const shell = await client.openShell(SIZE, {}, signal);
  shell.stream.write('exec sh -c "kill -TERM \\$\\$"\r');
  shell.stream.resume();
  expect(await shell.ending).toEqual({ kind: 'exited', exitCode: null, reason: 'ended by SIGTERM' });
});

test('closing ends the far side, though nobody reads what it prints', async () => {
  const shell = await client.openShell(SIZE, {}, signal);
  shell.stream.write(`echo $$ > ${server.folder}/shell-pid; yes\r`);
  await saying(shell.stream, 'y\r\ny\r\n');
  await shell.close();
  expect(await shell.ending).toMatchObject({ kind: 'exited' });
  const isThere = `kill -0 $(cat ${server.folder}/shell-pid)`;
  // Hung up on, it takes a moment to be gone.
  const exec = await client.exec(`i=0; while ${isThere} && [ $i -lt 150 ]; do sleep 0.1; i=$((i+1)); done; ${isThere}`, signal); // prettier-ignore
  exec.stream.resume();
  exec.stderr.resume();
  expect(await exec.ending).toMatchObject({ exitCode: 1 });
});

test('when the connection is lost the shell ends after its last byte, and says that it was lost', async () => {
  const socket = await server.dial();
  const other = await signInAs(server, { transport: socket });
  const shell = await other.openShell(SIZE, {}, signal);
  shell.stream.write('echo last-$((1+1))\r');
  await saying(shell.stream, 'last-2');
  const rest = textOf(shell.stream);
  socket.destroy();
  await rest;
  expect(await shell.ending).toMatchObject({ kind: 'failed', error: { code: 'ssh/lost' } });
  expect(await other.ended).toMatchObject({ kind: 'failed', error: { code: 'ssh/lost' } });
  await expect(other.openShell(SIZE, {}, signal)).rejects.toMatchObject({ code: 'ssh/lost' });
});
