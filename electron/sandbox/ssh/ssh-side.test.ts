// Port 22 of the sandbox's machines, by both servers alike: OpenSSH and the one that takes its place.
import { readdirSync } from 'node:fs';
import net from 'node:net';
import type ssh2 from 'ssh2';
import { describe, expect, test } from 'vitest';
import { ManualClock } from '../../base/manual-clock.ts';
import { COMPANY } from '../company/company.ts';
import { LyingAgent, newKey, signIn } from '../fixtures/plain-ssh.ts';
import { processesWith } from '../fixtures/processes-with.ts';
import { sandboxHarness, until } from '../fixtures/sandbox-harness.ts';
import { sshVisit } from '../fixtures/ssh-visit.ts';
import type { Sandbox, SandboxOptions } from '../sandbox.ts';
import { sshServerHere, type SshServerChoice } from './open-ssh-here.ts';

const harness = sandboxHarness();
const here = sshServerHere();
const standIn: SshServerChoice = { kind: 'stand-in', reason: 'asked for by the test' };
const { push, portOf, openSsh, login } = sshVisit();

const servers: [string, SshServerChoice][] = [['the stand-in', standIn]];
if (here.kind === 'openssh') servers.push(['OpenSSH', here]);

describe.each(servers)('%s', (_, sshServer) => {
  const start = (options: SandboxOptions = {}): Promise<Sandbox> => harness.start({ sshServer, ...options });

  test('a pushed key lets in exactly its user, for a minute', async () => {
    const clock = new ManualClock();
    const sandbox = await start({ clock });
    const [web, runner] = [await portOf(sandbox, COMPANY.web), await portOf(sandbox, COMPANY.buildRunner)];
    const key = newKey();
    await expect(login('ec2-user', web, key)).rejects.toThrow('All configured authentication methods failed');
    sandbox.instanceConnect.world.pushKey(COMPANY.web, 'ec2-user', key.publicLine);
    sandbox.instanceConnect.world.pushKey(COMPANY.web, 'ubuntu', key.publicLine);
    await login('ec2-user', web, key);
    await expect(signIn('ec2-user', web, new LyingAgent(key, newKey()))).rejects.toThrow(
      'authentication methods failed',
    );
    await expect(login('ubuntu', web, key)).rejects.toThrow('authentication methods failed');
    await expect(login('ubuntu', runner, key)).rejects.toThrow('authentication methods failed');
    await expect(login('ec2-user', web, newKey())).rejects.toThrow('authentication methods failed');
    clock.advance(59_000);
    await login('ec2-user', web, key);
    clock.advance(2000);
    await expect(login('ec2-user', web, key)).rejects.toThrow('authentication methods failed');
  });

  test('a machine without EC2 Instance Connect does not look at pushed keys', async () => {
    const sandbox = await start();
    const key = newKey();
    sandbox.instanceConnect.faults.setInstanceConnect('web-1', false);
    await push(sandbox, COMPANY.web, 'ec2-user', key);
    const web = await portOf(sandbox, COMPANY.web);
    await expect(login('ec2-user', web, key)).rejects.toThrow('authentication methods failed');
    sandbox.instanceConnect.faults.setInstanceConnect('web-1', true);
    await login('ec2-user', web, key);
  });

  test('commands: both streams, exit code, what comes in, the home', async () => {
    const sandbox = await start();
    const key = newKey();
    await push(sandbox, COMPANY.web, 'ec2-user', key);
    const web = await portOf(sandbox, COMPANY.web);
    const home = openSsh(key);
    expect(await home.ssh('ec2-user', web, 'echo out; echo err >&2; exit 7')).toEqual({
      code: 7,
      stdout: 'out\n',
      stderr: 'err\n',
    });
    const echoed = await home.run(
      'ssh',
      [...home.options, '-p', String(web.port), `ec2-user@${web.host}`, 'wc -c'],
      'x'.repeat(300_000),
    );
    expect(echoed.stdout.trim()).toBe('300000');
    const where = await home.ssh(
      'ec2-user',
      web,
      'echo $USER; pwd; cat README; echo $SSH_AUTH_SOCK $AWS_PROFILE',
    );
    const [who, dir = '', readme] = where.stdout.split('\n');
    expect([who, readme]).toEqual(['ec2-user', 'This is web-1 of the Sallyport sandbox.']);
    expect(dir).toContain(COMPANY.web);
    if (here.kind === 'openssh')
      expect((await home.ssh('ec2-user', web, 'whoami')).stdout).toBe('ec2-user\n');
    expect((await home.ssh('ec2-user', web, 'kill -TERM $$')).code).not.toBe(0);
  });

  test('a large folder is listed by sftp whole, each name once', async () => {
    const sandbox = await start();
    const key = newKey();
    await push(sandbox, COMPANY.web, 'ec2-user', key);
    const web = await portOf(sandbox, COMPANY.web);
    const home = openSsh(key);
    // More than one read of a folder by the C library, which is 32 KiB.
    const names = Array.from({ length: 1500 }, (_name, n) => `file-${n + 1}`);
    await home.ssh('ec2-user', web, 'mkdir many && cd many && seq -f file-%.0f 1500 | xargs touch');
    const to = [...home.options, '-P', String(web.port), '-q', '-b', '-', `ec2-user@${web.host}`];
    const listed = (await home.run('sftp', to, 'cd many\nls -1\n')).stdout.match(/^file-\d+/gm);
    expect(listed?.sort()).toEqual(names.sort());
  });

  test('a shell in a terminal that has a size and changes it', async () => {
    const sandbox = await start();
    const key = newKey();
    await push(sandbox, COMPANY.web, 'ec2-user', key);
    const client = await login('ec2-user', await portOf(sandbox, COMPANY.web), key);
    const channel = await new Promise<ssh2.ClientChannel>((resolve, reject) => {
      client.shell({ rows: 31, cols: 97, term: 'xterm-256color' }, (error, opened) => {
        if (error) reject(error);
        else resolve(opened);
      });
    });
    let text = '';
    channel.on('data', (bytes: Buffer) => (text += bytes.toString()));
    await until(() => text.includes('[ec2-user@web-1 '));
    channel.write('stty size; echo $TERM\r');
    await until(() => text.includes('31 97') && text.includes('xterm-256color'));
    channel.setWindow(40, 120, 0, 0);
    channel.write('stty size\r');
    await until(() => text.includes('40 120'));
    const code = new Promise((resolve) => channel.once('exit', resolve));
    channel.write('exit 3\r');
    expect(await code).toBe(3);
  });

  test('forwards to its own ports, and lets ports be opened on it', async () => {
    const sandbox = await start();
    const key = newKey();
    await push(sandbox, COMPANY.web, 'ec2-user', key);
    const client = await login('ec2-user', await portOf(sandbox, COMPANY.web), key);
    const echo = net.createServer((socket) => socket.pipe(socket));
    await new Promise<void>((resolve) => echo.listen(0, '127.0.0.1', resolve));
    try {
      const { port } = echo.address() as net.AddressInfo;
      const said = await new Promise<string>((resolve, reject) => {
        client.forwardOut('127.0.0.1', 1, 'localhost', port, (error, channel) => {
          if (error) {
            reject(error);
            return;
          }
          channel.once('data', (bytes: Buffer) => {
            resolve(bytes.toString());
            channel.end();
          });
          channel.write('hello');
        });
      });
      expect(said).toBe('hello');
      const refused = await new Promise((resolve) => {
        client.forwardOut('127.0.0.1', 1, '127.0.0.1', 1, resolve);
      });
      expect(refused).toBeInstanceOf(Error);
      const remotePort = await new Promise<number>((resolve, reject) => {
        client.forwardIn('127.0.0.1', 0, (error, chosen) => {
          if (error) reject(error);
          else resolve(chosen);
        });
      });
      client.on('tcp connection', (_details, accept) => {
        const channel = accept();
        channel.end('from the client');
      });
      const back = await new Promise<string>((resolve, reject) => {
        const socket = net.connect(remotePort, '127.0.0.1');
        socket.once('error', reject);
        socket.once('data', (bytes) => {
          resolve(bytes.toString());
          socket.destroy();
        });
      });
      expect(back).toBe('from the client');
    } finally {
      echo.close();
    }
  });

  test('host keys stay, are told by the console, and change when the machine is replaced', async () => {
    const sandbox = await start();
    const scan = async (): Promise<string> => {
      const { port } = await portOf(sandbox, COMPANY.web);
      const patiently = ['-T', '15', '-p', String(port), '127.0.0.1'];
      const { stdout } = await openSsh(newKey()).run('ssh-keyscan', patiently);
      return stdout
        .split('\n')
        .filter((line) => line !== '' && !line.startsWith('#'))
        .map((line) => line.slice(line.indexOf(' ') + 1))
        .sort()
        .join('\n');
    };
    const known = (): string =>
      sandbox.instanceConnect.ssh.hostKeys
        .of(COMPANY.web)
        .map(({ publicKey }) => publicKey)
        .sort()
        .join('\n');
    const first = await scan();
    expect(first).toBe(known());
    expect(await scan()).toBe(first);
    await sandbox.instanceConnect.faults.replaceHostKeys('web-1');
    const second = await scan();
    expect(second).toBe(known());
    expect(second).not.toBe(first);
  });

  test('a stopped machine cuts its people off; nothing is left of them', async () => {
    const sandbox = await start();
    const key = newKey();
    await push(sandbox, COMPANY.web, 'ec2-user', key);
    const web = await portOf(sandbox, COMPANY.web);
    const client = await login('ec2-user', web, key);
    const lost = new Promise<void>((resolve) => client.once('close', resolve));
    const dir = await new Promise<string>((resolve, reject) => {
      client.exec('echo $HOME; nohup sleep 100 >/dev/null 2>&1 & sleep 100', (error, channel) => {
        if (error) reject(error);
        else
          channel.once('data', (bytes: Buffer) => {
            resolve(bytes.toString().trim());
          });
      });
    });
    expect(sandbox.stats().ssh).toMatchObject({ server: sshServer.kind, connectionCount: 1 });
    await until(() => processesWith(dir, 'environ').length >= 2);
    sandbox.faults.setInstanceState('web-1', 'stopped');
    await lost;
    await until(() => sandbox.stats().ssh.connectionCount === 0);
    expect(await sandbox.instanceConnect.ssh.addressOf(COMPANY.web)).toBeNull();
    await sandbox.close();
    // Killed, they take a moment to be gone.
    await until(() => processesWith(dir, 'environ').length === 0);
    expect(readdirSync('/tmp').filter((name) => dir.split('/').includes(name))).toEqual([]);
  });
});

test.runIf(process.env['CI'] !== undefined || here.kind === 'openssh')(
  'OpenSSH serves where it can',
  async () => {
    const sandbox = await harness.start();
    expect(sandbox.sshServer).toBe(here.kind);
    expect(await sandbox.instanceConnect.ssh.addressOf(COMPANY.sqlReport)).toBeNull();
  },
);
