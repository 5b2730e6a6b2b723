// The command line through the running app's private socket: the app's own serving part on a real engine, the command line
// as a child process that knows nothing of AWS.
import { spawn } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { savedConnectionIdSchema, targetIdSchema } from '../../shared/ids.ts';
import { DEFAULT_CONNECT } from '../../shared/route-defaults.ts';
import { settingsSchema } from '../../shared/settings.ts';
import { type ServedCommandLine, serveCommandLine } from '../app/serve-command-line.ts';
import { systemClock } from '../base/clock.ts';
import { silentLog } from '../base/log.ts';
import { accessTo, type SandboxCloud, sandboxCloud } from '../connection/fixtures/sandbox-cloud.ts';
import { openLibrary } from '../library/library.ts';
import { eventually, useCliFixture, WEB } from './fixtures/cli-fixture.ts';
import { hashOf, type OpenSshClients, openSshClients } from './fixtures/openssh.ts';

const fixture = useCliFixture();
let dataFolder: string;
let cloud: SandboxCloud;
let app: ServedCommandLine;
let clients: OpenSshClients;
let env: Record<string, string>;

beforeAll(async () => {
  dataFolder = await mkdtemp(path.join(tmpdir(), 'sallyport-app-'));
  env = { SALLYPORT_USER_DATA: dataFolder };
  cloud = sandboxCloud(fixture.sandbox);
  const library = await openLibrary({
    file: path.join(dataFolder, 'library.json'),
    clock: systemClock,
    newId: () => savedConnectionIdSchema.parse(randomUUID()),
    otherNotices: [],
  });
  await library.save({
    name: 'The Runner',
    access: accessTo(fixture.sandbox),
    targetId: targetIdSchema.parse('i-0b6d1e8f3a2c94705'),
    targetName: 'build-runner',
    platform: 'linux',
    kind: 'shell',
    desktop: null,
    how: { ...DEFAULT_CONNECT, user: 'ubuntu' },
    isFavourite: false,
  });
  const settings = settingsSchema.parse({ lastAccess: accessTo(fixture.sandbox) });
  app = serveCommandLine({
    dataFolder,
    cloud: () => Promise.resolve(cloud),
    library,
    settings: { value: settings },
    clock: systemClock,
    log: silentLog,
  });
  clients = await openSshClients({ cli: fixture.cli.file, env });
});
afterAll(async () => {
  await app.close();
  cloud.close();
  await clients.remove();
  await rm(dataFolder, { recursive: true, force: true });
});

const run = (...args: string[]) => fixture.cli.run(args, { env, input: '' });

describe('with the app open', () => {
  it('runs a command without any AWS of its own', async () => {
    const result = await run('ssh', WEB, 'echo by-the-app');
    expect(result).toMatchObject({ code: 0, stdout: 'by-the-app\n' });
    expect(result.stderr).toMatch(/ec2-user@web-1 via SSM/);
  });

  it('knows saved connections by name, with what they say', async () => {
    for (const name of ['The Runner', 'the-runner']) {
      const result = await run('ssh', name, 'id -un');
      expect(result).toMatchObject({ code: 0, stdout: 'ubuntu\n' });
    }
  });

  it('carries OpenSSH and rsync byte for byte, 256 MB of it', async () => {
    expect(await clients.run('ssh', ['build-runner', 'id -un'])).toMatchObject({
      code: 0,
      stdout: 'ubuntu\n',
    });
    const file = path.join(clients.folder, 'large');
    await writeFile(file, randomBytes(256 * 1024 * 1024));
    expect(await clients.run('rsync', [file, 'build-runner:large'])).toMatchObject({ code: 0, stderr: '' });
    const { stdout } = await clients.run('ssh', ['build-runner', 'sha256sum < large']);
    expect(stdout).toBe(`${await hashOf(file)}  -\n`);
  });

  it('keeps the ports of ssh -N when the way is cut', async () => {
    const args = [fixture.cli.file, 'ssh', '-N', '-D', '0', 'build-runner'];
    const child = spawn(process.execPath, args, {
      env: { PATH: process.env['PATH'], HOME: fixture.cli.home, ...env },
      timeout: 120_000,
      killSignal: 'SIGKILL',
    });
    let said = '';
    child.stderr.on('data', (bytes: Buffer) => (said += bytes.toString()));
    try {
      await eventually(() => /Listening on/.test(said));
      fixture.sandbox.instanceConnect.faults.cutTunnels();
      await eventually(() => (said.match(/ubuntu@build-runner via EICE/g)?.length ?? 0) > 1);
      expect(said).toMatch(/lost.* Connecting again; the ports stay open\./);
    } finally {
      child.kill('SIGKILL');
    }
  });

  it('passes on the app’s words and exit codes', async () => {
    const stopped = await run('ssh', 'old-worker', 'true');
    expect(stopped).toMatchObject({ code: 5, stdout: '' });
    expect(stopped.stderr).toMatch(/old-worker is not running: it is stopped/);
    expect(await run('proxy', 'nobody', '22')).toMatchObject({ code: 3, stdout: '' });
  });

  it('is left aside for credentials of one’s own, and on request', async () => {
    const own = await fixture.run(['ssh', '-q', WEB, 'echo own'], '', env);
    expect(own).toMatchObject({ code: 0, stdout: 'own\n' });
    expect(await run('ssh', '--no-app', '--region', 'eu-west-1', WEB, 'true')).toMatchObject({ code: 4 });
  });
});

describe('with the app closed', () => {
  it('goes by itself, and says so when the app was asked for', async () => {
    const elsewhere = { SALLYPORT_USER_DATA: path.join(dataFolder, 'nothing') };
    const asked = await fixture.run(['ssh', '--app', WEB, 'true'], '', elsewhere);
    expect(asked.code).toBe(1);
    expect(asked.stderr).toMatch(/^sallyport: Sallyport is not open\.\n/);
    expect(await fixture.run(['ssh', '-q', WEB, 'true'], '', elsewhere)).toMatchObject({ code: 0 });
  });
});
