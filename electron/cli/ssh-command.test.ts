// `sallyport ssh` with pipes, as scripts run it: a child process against the sandbox's SSH servers.
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import net from 'node:net';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { eventually, useCliFixture, WEB } from './fixtures/cli-fixture.ts';

const fixture = useCliFixture();

describe('sallyport ssh TARGET command', () => {
  it('keeps output, errors and exit code apart, and tells the route', async () => {
    const result = await fixture.run(['ssh', 'web-1', 'echo out; echo wrong >&2; exit 7']);
    expect(result).toMatchObject({ code: 7, stdout: 'out\n' });
    expect(result.stderr).toMatch(/^ec2-user@web-1 via SSM$/m);
    expect(result.stderr).toMatch(/^wrong$/m);
  });

  it('says nothing of its own with --quiet', async () => {
    const result = await fixture.run(['ssh', '-q', WEB, 'id', '-un']);
    expect(result).toEqual({ code: 0, stdout: 'ec2-user\n', stderr: '' });
  });

  it('goes by an endpoint where the agent is offline, and says why', async () => {
    const result = await fixture.run(['ssh', 'build-runner', 'echo there']);
    expect(result).toMatchObject({ code: 0, stdout: 'there\n' });
    expect(result.stderr).toMatch(
      /via EICE; SSM not used: agent offline since .*; AWS cuts it at .*\d\d:\d\d$/m,
    );
  });
});

describe('sallyport ssh -t', () => {
  it('runs a command in a terminal, and without a terminal of ours too', async () => {
    const result = await fixture.run(['ssh', '-q', '-t', 'build-runner', 'tty; stty size; exit 4']);
    expect(result).toMatchObject({ code: 4, stderr: '' });
    expect(result.stdout).toMatch(/^\/dev\/pts\/\d+\r\n100 300\r\n$/);
    const shell = await fixture.run(['ssh', '-q', '-t', WEB], 'echo in-$((1+1)); exit 5\n');
    expect(shell.code).toBe(5);
    expect(shell.stdout).toContain('in-2');
  });
});

describe('sallyport ssh', () => {
  it('feeds a login shell from its input, and gives its exit code', async () => {
    const result = await fixture.run(['ssh', '-q', WEB], 'echo sum-$((40+2))\nexit 5\n');
    expect(result).toMatchObject({ code: 5, stderr: '' });
    expect(result.stdout).toContain('sum-42');
  });

  it('carries input and a large output exactly', async () => {
    const input = Array.from({ length: 50_000 }, (_, index) => `line ${String(index)}\n`).join('');
    expect((await fixture.run(['ssh', '-q', 'build-runner', 'cat'], input)).stdout).toBe(input);
  });

  it('takes a key of one’s own, and asks nobody', async () => {
    const key = path.join(fixture.cli.home, 'own');
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', key]);
    expect(await fixture.run(['ssh', '-q', '-i', key, WEB, 'echo own'])).toMatchObject({ stdout: 'own\n' });
    const missing = await fixture.run(['ssh', '-q', '-i', `${key}.not`, WEB, 'true']);
    expect(missing).toMatchObject({ code: 4, stdout: '' });
    expect(missing.stderr).toMatch(/own\.not/);
  });

  it('tells a wrong user from a wrong key', async () => {
    const result = await fixture.run(['ssh', '-q', 'nobody-here@web-1', 'true']);
    expect(result).toMatchObject({ code: 4, stdout: '' });
    expect(result.stderr).toMatch(/nobody-here/);
    expect(result.stderr).toMatch(/next: Name the user with -l/);
  });

  it('goes the way that it is told to, or says why it cannot', async () => {
    const eice = await fixture.run(['ssh', '--route', 'eice', 'build-runner', 'true']);
    expect(eice).toMatchObject({ code: 0 });
    expect(eice.stderr).toMatch(/via EICE/);
    expect(await fixture.run(['ssh', '-q', '--route', 'eice', WEB, 'true'])).toMatchObject({ code: 5 });
  });

  it('opens -L, -R and -D, and closes them at Ctrl-C', async () => {
    const echo = net.createServer((socket) => socket.on('error', () => undefined).pipe(socket));
    echo.listen(0, '127.0.0.1');
    await once(echo, 'listening');
    const { port } = echo.address() as net.AddressInfo;
    const args = ['-N', '-L', `0:127.0.0.1:${port}`, '-R', `0:127.0.0.1:${port}`, '-D', '0', 'build-runner'];
    const child = spawn(process.execPath, [fixture.cli.file, 'ssh', ...args], {
      env: { PATH: process.env['PATH'], HOME: fixture.cli.home, ...fixture.sandbox.env },
      timeout: 40_000,
      killSignal: 'SIGKILL',
    });
    let said = '';
    child.stderr.on('data', (bytes: Buffer) => (said += bytes.toString()));
    try {
      await eventually(() => /The target listens on port \d+/.test(said));
      const [local, socks] = [...said.matchAll(/Listening on 127\.0\.0\.1:(\d+)/g)].map((match) =>
        Number(match[1]),
      );
      const there = Number(/The target listens on port (\d+)/.exec(said)?.[1]);
      for (const each of [local, there])
        expect(await askEcho(net.connect(each ?? 0, '127.0.0.1'))).toBe('hello');
      const proxy = net.connect(socks ?? 0, '127.0.0.1');
      proxy.write(Buffer.from([5, 1, 0]));
      await once(proxy, 'data');
      proxy.write(Buffer.from([5, 1, 0, 1, 127, 0, 0, 1, port >> 8, port & 255]));
      await once(proxy, 'data');
      expect(await askEcho(proxy)).toBe('hello');
      child.kill('SIGINT');
      expect((await once(child, 'exit'))[0]).toBe(130);
      const refused = net.connect(local ?? 0, '127.0.0.1');
      expect(((await once(refused, 'error')) as [NodeJS.ErrnoException])[0].code).toBe('ECONNREFUSED');
    } finally {
      child.kill('SIGKILL');
      echo.close();
    }
  });
});

async function askEcho(socket: net.Socket): Promise<string> {
  let heard = '';
  socket.on('data', (bytes: Buffer) => (heard += bytes.toString()));
  socket.end('hello');
  await once(socket, 'end');
  return heard;
}
