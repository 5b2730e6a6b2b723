// SFTP of the machines: by OpenSSH's own program through both servers, and by the one in this process.
import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type net from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import ssh2, { type SFTPWrapper } from 'ssh2';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { COMPANY } from '../company/company.ts';
import { newKey, OpenSshHome } from '../fixtures/plain-ssh.ts';
import { sandboxHarness } from '../fixtures/sandbox-harness.ts';
import { sshVisit } from '../fixtures/ssh-visit.ts';
import { sshServerHere } from './open-ssh-here.ts';
import { makeEd25519Key } from './ed25519-key.ts';
import { serveFiles } from './sftp-server.ts';

const harness = sandboxHarness();
const { push, portOf, openSsh } = sshVisit();

const servers = [{ kind: 'stand-in', reason: 'asked for by the test' } as const, sshServerHere()];

test.each(servers)('sftp puts and gets a file by way of $kind', async (sshServer) => {
  const sandbox = await harness.start({ sshServer });
  const key = newKey();
  await push(sandbox, COMPANY.web, 'ec2-user', key);
  const { host, port } = await portOf(sandbox, COMPANY.web);
  const home = openSsh(key);
  const content = randomBytes(3_000_000);
  writeFileSync(path.join(home.dir, 'up'), content);
  const batch = 'put up there\nrename there here\nget here down\nls\nrm here\n';
  const ran = await home.run(
    'sftp',
    [...home.options, '-b', '-', '-P', String(port), `ec2-user@${host}`],
    batch,
  );
  expect({ code: ran.code, stderr: ran.stderr }).toEqual({ code: 0, stderr: '' });
  expect(ran.stdout).toContain('README');
  expect(readFileSync(path.join(home.dir, 'down')).equals(content)).toBe(true);
});

describe('in this process', () => {
  let dir: string;
  let server: ssh2.Server;
  let client: ssh2.Client;
  let sftp: SFTPWrapper;
  let home: OpenSshHome;
  const key = newKey();
  beforeAll(async () => {
    dir = mkdtempSync(path.join(tmpdir(), 'sallyport-sftp-test-'));
    home = new OpenSshHome(key);
    server = new ssh2.Server({ hostKeys: [makeEd25519Key().privateKey] }, (connection) => {
      connection.on('error', () => undefined);
      connection.on('authentication', (context) => {
        context.accept();
      });
      connection.on('session', (accept) => {
        accept().on('sftp', (acceptSftp) => {
          serveFiles(acceptSftp(), dir);
        });
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    client = new ssh2.Client();
    await new Promise<void>((resolve, reject) => {
      client.once('ready', resolve);
      client.once('error', reject);
      client.connect({ port: portOfServer(), username: 'u', privateKey: key.privateText });
    });
    sftp = await new Promise((resolve, reject) => {
      client.sftp((error, opened) => {
        if (error) reject(error);
        else resolve(opened);
      });
    });
  });
  afterAll(() => {
    client.end();
    server.close();
    home.remove();
    rmSync(dir, { recursive: true, force: true });
  });

  function portOfServer(): number {
    return (server.address() as net.AddressInfo).port;
  }

  function call<T>(act: (done: (error: Error | null | undefined, value?: T) => void) => void): Promise<T> {
    return new Promise((resolve, reject) => {
      act((error, value) => {
        if (error) reject(error);
        else resolve(value as T);
      });
    });
  }

  test('a large file there and back by OpenSSH, and what it is afterwards', async () => {
    const content = randomBytes(5_000_001);
    writeFileSync(path.join(home.dir, 'up'), content, { mode: 0o640 });
    const args = [...home.options, '-b', '-', '-P', String(portOfServer()), 'u@127.0.0.1'];
    const ran = await home.run('sftp', args, 'put -p up big\nget big down\nmkdir folder\nls -la\n');
    expect({ code: ran.code, stderr: ran.stderr }).toEqual({ code: 0, stderr: '' });
    const hashOf = async (file: string): Promise<string> =>
      createHash('sha256')
        .update(await readFile(file))
        .digest('hex');
    expect(await hashOf(path.join(home.dir, 'down'))).toBe(await hashOf(path.join(home.dir, 'up')));
    const stats = await call<ssh2.Stats>((done) => {
      sftp.stat('big', done);
    });
    expect([stats.size, stats.mode & 0o777, stats.isFile()]).toEqual([5_000_001, 0o640, true]);
  });

  test('goes on where a transfer stopped', async () => {
    await call((done) => {
      sftp.writeFile('part', 'one ', done);
    });
    const handle = await call<Buffer>((done) => {
      sftp.open('part', 'r+', done);
    });
    await call((done) => {
      sftp.write(handle, Buffer.from('two'), 0, 3, 4, done);
    });
    await call((done) => {
      sftp.close(handle, done);
    });
    expect(readFileSync(path.join(dir, 'part'), 'utf8')).toBe('one two');
  });

  test('names, links, times and rights; what is not there says so', async () => {
    await call((done) => {
      sftp.writeFile('file', 'x', done);
    });
    await call((done) => {
      sftp.symlink('file', 'link', done);
    });
    expect(
      await call((done) => {
        sftp.readlink('link', done);
      }),
    ).toBe('file');
    await call((done) => {
      sftp.chmod('file', 0o600, done);
    });
    await call((done) => {
      sftp.utimes('file', 1_700_000_000, 1_700_000_000, done);
    });
    const listed = await call<ssh2.FileEntryWithStats[]>((done) => {
      sftp.readdir('.', done);
    });
    const file = listed.find(({ filename }) => filename === 'file');
    expect([file?.attrs.mtime, (file?.attrs.mode ?? 0) & 0o777]).toEqual([1_700_000_000, 0o600]);
    // Version 3 does not replace.
    const renamed = call((done) => {
      sftp.rename('link', 'file', done);
    });
    await expect(renamed).rejects.toMatchObject({ code: 4 });
    const missing = call((done) => {
      sftp.stat('nothing', done);
    });
    await expect(missing).rejects.toMatchObject({ code: 2 });
    await call((done) => {
      sftp.unlink('link', done);
    });
    expect(
      await call((done) => {
        sftp.realpath('.', done);
      }),
    ).toBe(dir);
  });
});
