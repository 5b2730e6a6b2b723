// Other SSH programs through the open app: switched on in the settings, real OpenSSH by name and by id, switched off again
// without a trace.
import { execFile, execFileSync, type ExecFileException, spawn } from 'node:child_process';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Page } from '@playwright/test';
import { ROOT } from './app-process.ts';
import { expect, test } from './cloud-fixture.ts';
import { dialog, instances, menu } from './screens.ts';
import { openInstances } from './walks.ts';

const OWN = 'Host elsewhere\n  User anna\n';

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** With a hard limit, and nothing of AWS in its environment: all of that is the app's. */
function run(program: string, args: readonly string[], env: Record<string, string>): Promise<Ended> {
  return new Promise((resolve) => {
    const options = {
      env: { PATH: process.env['PATH'], ...env },
      timeout: 40_000,
      killSignal: 'SIGKILL',
    } as const;
    execFile(program, args, options, (error: ExecFileException | null, stdout, stderr) => {
      resolve({ code: error === null ? 0 : Number(error.code ?? -1), stdout, stderr });
    });
  });
}

async function saveAs(page: Page, instance: string, name: string): Promise<void> {
  await instances(page).option(instance).click({ button: 'right' });
  await menu(page).item(/^Save/).click();
  await dialog(page, 'Save connection').getByRole('textbox', { name: /name/i }).fill(name);
  await page.keyboard.press('Enter');
  await expect(dialog(page, 'Save connection')).toBeHidden();
}

test('ssh, scp, sftp and rsync by name and id through the app, and no trace afterwards', async ({
  launchInCloud,
  home,
}) => {
  // Nine connections, one after the other.
  test.setTimeout(120_000);
  const app = await launchInCloud();
  const { page } = app;
  const sshFolder = path.join(home.dir, '.ssh');
  await mkdir(sshFolder, { mode: 0o700 });
  await writeFile(path.join(sshFolder, 'config'), OWN, { mode: 0o600 });
  await openInstances(app);
  await saveAs(page, 'web-1', 'Front door');

  await page.keyboard.press('Control+Comma');
  const names = page.getByRole('switch', { name: 'Names for other SSH programs' });
  await names.click();
  await expect(names).toHaveAttribute('aria-checked', 'true');
  await expect(page.getByText('Names: front-door')).toBeVisible();
  expect(await readFile(path.join(sshFolder, 'config'), 'utf8')).toBe(`Include sallyport/config\n${OWN}`);
  const written = path.join(sshFolder, 'sallyport', 'config');
  await expect.poll(() => readFile(written, 'utf8')).toContain('Host front-door');

  // A key that nobody has put anywhere, in a key agent.
  const key = path.join(home.dir, 'key');
  execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', key]);
  const socket = path.join(home.dir, 'agent');
  const agent = spawn('timeout', ['-k', '1', '120', 'ssh-agent', '-D', '-a', socket], { stdio: 'ignore' });
  try {
    const env = { HOME: home.dir, SSH_AUTH_SOCK: socket };
    // 2: nobody answers there yet; 1: it answers, and has no keys.
    await expect.poll(async () => (await run('ssh-add', ['-l'], env)).code).toBe(1);
    execFileSync('ssh-add', ['-q', key], { env: { PATH: process.env['PATH'], ...env } });
    const options = ['-o', `UserKnownHostsFile=${path.join(home.dir, 'known')}`, '-o', 'StrictHostKeyChecking=accept-new', '-o', 'BatchMode=yes']; // prettier-ignore
    const common = ['-F', written, ...options, '-o', 'User=ec2-user'];
    const byName = await run('ssh', [...common, 'front-door', 'id -un; exit 3'], env);
    expect(byName, byName.stderr).toMatchObject({ code: 3, stdout: 'ec2-user\n' });
    // By the id, as known_hosts has it.
    expect(await readFile(path.join(home.dir, 'known'), 'utf8')).toMatch(/^i-0a1b2c3d4e5f60718 ssh-/);
    const byId = await run('ssh', [...common, 'i-0a1b2c3d4e5f60718', 'echo by-id'], env);
    expect(byId, byId.stderr).toMatchObject({ code: 0, stdout: 'by-id\n' });
    await writeFile(path.join(home.dir, 'sent'), 'a file');
    const copied = await run('scp', [...common, '-q', path.join(home.dir, 'sent'), 'front-door:sent'], env);
    expect(copied, copied.stderr).toMatchObject({ code: 0 });
    await writeFile(path.join(home.dir, 'batch'), `get sent ${path.join(home.dir, 'got')}\n`);
    const got = await run('sftp', [...common, '-q', '-b', path.join(home.dir, 'batch'), 'front-door'], env);
    expect(got, got.stderr).toMatchObject({ code: 0 });
    expect(await readFile(path.join(home.dir, 'got'), 'utf8')).toBe('a file');
    const shell = ['ssh', ...common].join(' ');
    const synced = await run(
      'rsync',
      ['-a', '-e', shell, 'front-door:sent', path.join(home.dir, 'synced')],
      env,
    );
    expect(synced, synced.stderr).toMatchObject({ code: 0 });
    expect(await readFile(path.join(home.dir, 'synced'), 'utf8')).toBe('a file');

    const cli = [path.join(ROOT, 'scripts', 'sallyport.mjs'), 'ssh', '--app', '--data-folder', home.userData];
    const own = await run(process.execPath, [...cli, 'Front door', 'cat sent'], env);
    expect(own, own.stderr).toMatchObject({ code: 0, stdout: 'a file' });
    expect(own.stderr).toContain('ec2-user@web-1 via SSM');

    // A new name is there at once.
    await page.keyboard.press('Escape');
    await saveAs(page, 'build-runner', 'Runner');
    await expect.poll(() => readFile(written, 'utf8')).toContain('Host runner');

    // Called like a host of the person's own, which stays what it is.
    await saveAs(page, 'bastion-legacy', 'Elsewhere');
    await page.keyboard.press('Control+Comma');
    await expect(page.getByText('Names: front-door, runner')).toBeVisible();
    await expect(page.getByText('Left out: elsewhere. Your own SSH configuration has')).toBeVisible();
    expect(await readFile(written, 'utf8')).not.toContain('Host elsewhere');
    await names.click();
    await expect(names).toHaveAttribute('aria-checked', 'false');
    expect(await readFile(path.join(sshFolder, 'config'), 'utf8')).toBe(OWN);
    expect(await readdir(sshFolder)).toEqual(['config']);

    expect(await app.quit()).toBe(true);
    expect(await readdir(path.join(home.userData, 'private'))).toEqual([]);
    const closed = await run(process.execPath, [...cli, 'Front door', 'true'], env);
    expect(closed).toMatchObject({ code: 1 });
    expect(closed.stderr).toContain('Sallyport is not open.');
  } finally {
    agent.kill();
  }
});
