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

  it('opens -L, -R and -D, keeps them when AWS cuts the way, and closes them at Ctrl-C', async () => {
    const { faults } = fixture.sandbox.instanceConnect;
    // AWS's hour, in seconds: the command knows when it will be over, as it does of the hour.
    faults.limitTunnelDuration({ maxSeconds: 6, isNamed: true });
    await using echo = await startEcho();
    const to = `0:127.0.0.1:${echo.port}`;
    const child = start(['-N', '-L', to, '-R', to, '-D', '0', 'build-runner']);
    let said = '';
    child.stderr.on('data', (bytes: Buffer) => (said += bytes.toString()));
    const signIns = (): number => said.match(/via EICE/g)?.length ?? 0;
    try {
      await eventually(
        () => /The target listens on port \d+/.test(said) && said.split('Listening').length > 2,
      );
      const [local, socks] = [...said.matchAll(/Listening on 127\.0\.0\.1:(\d+)/g)].map((match) =>
        Number(match[1]),
      );
      const there = Number(/The target listens on port (\d+)/.exec(said)?.[1]);
      const direct = (port = 0) => askEcho(net.connect(port, '127.0.0.1'));
      // On a slow machine a cut may come in the middle of it.
      const allLead = async (): Promise<void> => {
        for (const ask of [
          () => direct(local),
          () => direct(there),
          async () => askEcho(await throughSocks(socks ?? 0, echo.port)),
        ])
          await expect.poll(() => ask().catch(String), { timeout: 60_000 }).toBe('hello');
      };
      await allLead();
      const cuts = (): number => said.match(/Connecting again; the ports stay open\./g)?.length ?? 0;
      // A new one, so that the one after it is far away.
      const before = cuts();
      await eventually(() => cuts() > before);
      // Between two sign-ins too: who connects now waits for the next one.
      expect(await direct(local)).toBe('hello');
      expect(signIns()).toBeGreaterThan(1);
      await allLead();
      expect(said.match(/Listening|The target listens/g)).toHaveLength(3);
      child.kill('SIGINT');
      expect((await once(child, 'exit'))[0]).toBe(130);
      const refused = net.connect(local ?? 0, '127.0.0.1');
      expect(((await once(refused, 'error')) as [NodeJS.ErrnoException])[0].code).toBe('ECONNREFUSED');
    } finally {
      child.kill('SIGKILL');
    }
  });

  it('forwards beside a command, and ends with it', async () => {
    await using echo = await startEcho();
    const child = start(['-L', `0:127.0.0.1:${echo.port}`, 'build-runner', 'read line; exit 3']);
    let said = '';
    child.stderr.on('data', (bytes: Buffer) => (said += bytes.toString()));
    try {
      await eventually(() => /Listening on/.test(said));
      const port = Number(/Listening on 127\.0\.0\.1:(\d+)/.exec(said)?.[1]);
      expect(await askEcho(net.connect(port, '127.0.0.1'))).toBe('hello');
      child.stdin.end('over\n');
      expect((await once(child, 'exit'))[0]).toBe(3);
    } finally {
      child.kill('SIGKILL');
    }
  });

  it('a shell that AWS cuts ends in words, with its exit code', async () => {
    // Long enough to sign in.
    fixture.sandbox.instanceConnect.faults.limitTunnelDuration({ maxSeconds: 6, isNamed: true });
    const cut = await fixture.run(['ssh', 'build-runner', 'sleep 30']);
    expect(cut).toMatchObject({ code: 6, stdout: '' });
    expect(cut.stderr).toMatch(/sallyport: .*\n.*next: Run this again/s);
  });
});

function start(args: readonly string[]) {
  return spawn(process.execPath, [fixture.cli.file, 'ssh', ...args], {
    env: { PATH: process.env['PATH'], HOME: fixture.cli.home, ...fixture.sandbox.env },
    timeout: 120_000,
    killSignal: 'SIGKILL',
  });
}

async function startEcho(): Promise<{ readonly port: number } & AsyncDisposable> {
  const echo = net.createServer((socket) => socket.on('error', () => undefined).pipe(socket));
  echo.listen(0, '127.0.0.1');
  await once(echo, 'listening');
  const { port } = echo.address() as net.AddressInfo;
  return {
    port,
    [Symbol.asyncDispose]: async () => {
      echo.close();
      await once(echo, 'close');
    },
  };
}

async function throughSocks(proxyPort: number, port: number): Promise<net.Socket> {
  const proxy = net.connect(proxyPort, '127.0.0.1');
  proxy.write(Buffer.from([5, 1, 0]));
  await once(proxy, 'data');
  proxy.write(Buffer.from([5, 1, 0, 1, 127, 0, 0, 1, port >> 8, port & 255]));
  await once(proxy, 'data');
  return proxy;
}

async function askEcho(socket: net.Socket): Promise<string> {
  let heard = '';
  socket.on('data', (bytes: Buffer) => (heard += bytes.toString()));
  socket.end('hello');
  await once(socket, 'end');
  return heard;
}
