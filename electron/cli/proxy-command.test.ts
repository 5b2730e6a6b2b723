// `sallyport proxy` under the real programs of OpenSSH and rsync, against the sandbox.
import { createHash, randomBytes } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { userInfo } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { useCliFixture, WEB } from './fixtures/cli-fixture.ts';
import { hashOf, type OpenSshClients, openSshClients } from './fixtures/openssh.ts';

const fixture = useCliFixture();
let clients: OpenSshClients;

beforeAll(async () => {
  clients = await openSshClients({ cli: fixture.cli.file, env: fixture.sandbox.env });
});
afterAll(() => clients.remove());

/** No agent, but an endpoint in its VPC. */
const RUNNER = 'build-runner';

describe('OpenSSH through sallyport proxy', () => {
  it.each([['by Session Manager', WEB, 'ec2-user'], ['by an endpoint', RUNNER, 'ubuntu']])('runs a command %s, with a key that nobody put there', async (_how, host, user) => {
    expect(await clients.run('ssh', [host, 'id -un; echo wrong >&2; exit 9'])).toEqual({
      code: 9,
      stdout: `${user}\n`,
      stderr: expect.stringMatching(/^(Warning: Permanently added [^\n]*\n)?wrong\n$/) as string,
    });
  }); // prettier-ignore

  it('carries every byte both ways, with the end of the input', async () => {
    const bytes = randomBytes(300_000).toString('latin1');
    const { code, stdout } = await clients.run('ssh', [RUNNER, 'cat; sleep 0.3; echo end'], bytes);
    expect(code).toBe(0);
    expect(stdout.length).toBe(bytes.length + 4);
    expect(createHash('sha256').update(stdout, 'latin1').digest('hex')).toBe(
      createHash('sha256').update(`${bytes}end\n`, 'latin1').digest('hex'),
    );
  });

  it('is enough for scp and sftp', async () => {
    const file = path.join(clients.folder, 'sent');
    await writeFile(file, randomBytes(2_000_000));
    expect(await clients.run('scp', ['-q', file, `${RUNNER}:sent`])).toMatchObject({ code: 0 });
    const back = path.join(clients.folder, 'back');
    const batch = `get sent ${back}\nls -l\n`;
    expect(await clients.run('sftp', ['-q', '-b', '-', RUNNER], batch)).toMatchObject({ code: 0 });
    expect(await hashOf(back)).toBe(await hashOf(file));
  });

  it('is enough for rsync: 256 MB, byte for byte', async () => {
    const folder = path.join(clients.folder, 'tree');
    await mkdir(folder);
    // Not compressible, and in a few sizes.
    const sizes = [200 * 1024 * 1024, 55 * 1024 * 1024, 1024 * 1024, 1, 0];
    for (const [index, size] of sizes.entries())
      await writeFile(path.join(folder, `file-${index}`), randomBytes(size));
    const started = Date.now();
    expect(await clients.run('rsync', ['-a', `${folder}/`, `${RUNNER}:tree/`])).toMatchObject({
      code: 0,
      stderr: '',
    });
    const seconds = (Date.now() - started) / 1000;
    const sums = await clients.run('ssh', [RUNNER, 'cd tree && sha256sum file-*']);
    const own = await Promise.all(sizes.map((_size, index) => hashOf(path.join(folder, `file-${index}`))));
    expect(sums.stdout).toBe(own.map((sum, index) => `${sum}  file-${index}\n`).join(''));
    process.stderr.write(`rsync 256 MB by an endpoint: ${seconds.toFixed(1)} s\n`);
  });

  it('bears what Ansible does: one master connection, pipelining, many commands', async () => {
    const control = path.join(clients.folder, 'cm');
    const shared = ['-o', 'ControlMaster=auto', '-o', 'ControlPersist=60s', '-o', `ControlPath=${control}`];
    try {
      for (let round = 0; round < 5; round += 1) {
        const program = `import sys; print("module", ${round}, len(sys.stdin.read()))`;
        const run = await clients.run(
          'ssh',
          [...shared, '-C', WEB, `sh -c 'cat | wc -c; echo done-${round}'`],
          program,
        );
        expect(run).toMatchObject({ code: 0, stdout: `${program.length}\ndone-${round}\n` });
      }
    } finally {
      await clients.run('ssh', [...shared, '-O', 'exit', WEB]);
    }
  });
});

describe('sallyport proxy', () => {
  it('says in words what fails, with its exit code, and nothing on stdout', async () => {
    const stopped = await fixture.run(['proxy', 'old-worker', '22']);
    expect(stopped).toMatchObject({ code: 5, stdout: '' });
    expect(stopped.stderr).toMatch(/^sallyport: old-worker is not running: it is stopped\.\n/);
    expect(await fixture.run(['proxy', 'nobody', '22'])).toMatchObject({ code: 3, stdout: '' });
    expect(await fixture.run(['proxy'])).toMatchObject({ code: 2, stdout: '' });
  });

  it('lets the program sign in by itself when AWS does not take the key, and says why', async () => {
    fixture.sandbox.faults.denyAction('ec2-instance-connect:SendSSHPublicKey');
    // Where no key of the last minute is still good.
    const run = await clients.run('ssh', ['-l', 'ubuntu', 'bastion-legacy', 'true']);
    expect(run.code).toBe(255);
    expect(run.stderr).toMatch(/sallyport: Your key was not handed to bastion-legacy: .*SendSSHPublicKey/);
    expect(run.stderr).toMatch(/Permission denied \(publickey/);
  });

  it('tells who is meant when ssh signs in as whoever sits here', async () => {
    const { username } = userInfo();
    const run = await clients.run('ssh', ['-l', username, RUNNER, 'true']);
    expect(run.stderr).toContain(`sallyport: ssh signs in as ${username}; build-runner usually has ubuntu:`);
  });
});
