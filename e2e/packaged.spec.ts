// The unpacked app that electron-builder made: fuses shut, it starts, opens its sandbox and connects, and brings its
// command line along.
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { access, readFile, readlink } from 'node:fs/promises';
import path from 'node:path';
import { chromium, type Page } from '@playwright/test';
import { FuseV1Options, getCurrentFuseWire } from '@electron/fuses';
import { test as base, expect } from './app-fixture.ts';
import { guardApp } from './app-guard.ts';
import {
  appEnvironment,
  CHROMIUM_ARGUMENTS,
  electronExecutable,
  type Home,
  killGroup,
  ROOT,
} from './app-process.ts';
import { startSandbox } from '../electron/sandbox/sandbox.ts';
import { firstRun, instances } from './screens.ts';
import { WEB_ID } from './tunnel-walks.ts';

const START_LIMIT_MS = 30_000;
/** The fuse wire holds the characters '0' and '1' (electron/docs/tutorial/fuses.md). */
const SHUT = 0x30;
const OPEN = 0x31;

interface PackagedApp {
  readonly page: Page;
  readonly pid: number;
}

const test = base.extend<{ readonly packagedApp: PackagedApp }>({
  packagedApp: async ({ home }, use) => {
    const child = spawn(
      await packagedExecutable(),
      [...CHROMIUM_ARGUMENTS, `--user-data-dir=${home.userData}`, '--remote-debugging-port=0'],
      { env: appEnvironment(home, {}), cwd: home.dir, detached: true, stdio: ['ignore', 'ignore', 'pipe'] },
    );
    guardApp(child);
    const pid = child.pid ?? 0;
    const exited = once(child, 'exit');
    try {
      const browser = await chromium.connectOverCDP(await debuggingUrl(child.stderr), { noDefaults: true });
      const [context] = browser.contexts();
      const page = context?.pages()[0] ?? (await context?.waitForEvent('page', { timeout: START_LIMIT_MS }));
      if (page === undefined) throw new Error('the packaged app has no window');
      page.setDefaultTimeout(START_LIMIT_MS);
      await use({ page, pid });
    } finally {
      // This ends the debugging connection too; closing that first would wait 30 s for what Electron never answers.
      killGroup(pid);
      await exited;
    }
  },
});

test('the packaged app opens its sandbox and a shell in it', async ({ packagedApp }) => {
  const { page } = packagedApp;
  await firstRun(page).trySandbox.click();
  await instances(page).option('web-1').dblclick();
  const rows = page.getByRole('tabpanel').filter({ visible: true }).locator('.xterm-rows');
  await expect(rows).toContainText('Connected to web-1', { timeout: START_LIMIT_MS });
  await page.keyboard.type('echo packaged-$((40+2))');
  await page.keyboard.press('Enter');
  await expect(rows).toContainText('packaged-42');
});

test('it brings its command line along: without a display, byte for byte, for ssh as well', async ({
  packagedApp,
  home,
}) => {
  const { page } = packagedApp;
  await firstRun(page).trySandbox.click();
  await expect(instances(page).option('web-1')).toBeVisible({ timeout: START_LIMIT_MS });
  const folder = path.join(path.dirname(await packagedExecutable()), 'resources', 'command-line');

  await page.keyboard.press('Control+Comma');
  const link = page.getByRole('switch', { name: 'The sallyport command' });
  await link.click();
  await expect(link).toHaveAttribute('aria-checked', 'true');
  const command = path.join(home.dir, '.local', 'bin', 'sallyport');
  expect(await readlink(command)).toBe(path.join(folder, 'bin', 'sallyport'));
  await page.getByRole('switch', { name: 'Names for other SSH programs' }).click();
  const config = path.join(home.dir, '.ssh', 'sallyport', 'config');
  await expect.poll(() => readFile(config, 'utf8').catch(() => '')).toContain(path.join(folder, 'node'));

  // By the link, as a shell finds it. Through the app: with its access.
  const through = ['--app', '--data-folder', home.userData];
  const own = await ran(command, ['ssh', ...through, 'web-1', 'uname -s'], home);
  expect(own, own.stderr).toMatchObject({ code: 0, stdout: Buffer.from('Linux\n') });

  // And as the ProxyCommand of OpenSSH: every byte there is, both ways.
  const key = path.join(home.dir, '.ssh', 'id_ed25519');
  execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', key]);
  const bytes = Buffer.concat(
    Array.from({ length: 4096 }, () => Buffer.from(Array.from({ length: 256 }, (_, byte) => byte))),
  );
  const options = ['StrictHostKeyChecking=accept-new', `UserKnownHostsFile=${path.join(home.dir, 'known')}`, 'BatchMode=yes', `IdentityFile=${key}`, 'IdentitiesOnly=yes']; // prettier-ignore
  const args = ['-F', config, ...options.flatMap((each) => ['-o', each]), `ec2-user@${WEB_ID}`, 'cat'];
  const echoed = await ran('ssh', args, home, bytes);
  expect(echoed.code, echoed.stderr).toBe(0);
  expect(echoed.stdout.equals(bytes)).toBe(true);

  await link.click();
  await expect(link).toHaveAttribute('aria-checked', 'false');
  await expect(access(command)).rejects.toThrow('ENOENT');
});

test('its command line works by itself, with the app closed', async ({ home }) => {
  const command = path.join(
    path.dirname(await packagedExecutable()),
    'resources',
    'command-line',
    'bin',
    'sallyport',
  );
  const cloud = await startSandbox();
  try {
    const listed = await ran(command, ['targets', '--json'], home, null, cloud.env);
    expect(listed.code, listed.stderr).toBe(0);
    const targets = JSON.parse(listed.stdout.toString()) as { readonly name: string | null }[];
    expect(targets.map(({ name }) => name)).toContain('web-1');
    const own = await ran(command, ['ssh', 'web-1', 'id -un'], home, null, cloud.env);
    expect(own, own.stderr).toMatchObject({ code: 0, stdout: Buffer.from('ec2-user\n') });
  } finally {
    await cloud.close();
  }
});

test('its fuses are shut', async () => {
  const wire = await getCurrentFuseWire(await packagedExecutable());
  const expected = {
    [FuseV1Options.RunAsNode]: SHUT,
    [FuseV1Options.EnableCookieEncryption]: OPEN,
    [FuseV1Options.EnableNodeOptionsEnvironmentVariable]: SHUT,
    [FuseV1Options.EnableNodeCliInspectArguments]: SHUT,
    [FuseV1Options.EnableEmbeddedAsarIntegrityValidation]: OPEN,
    [FuseV1Options.OnlyLoadAppFromAsar]: OPEN,
  };
  expect(wire).toMatchObject(expected);
});

test('it cannot be made a Node that runs anything', async ({ home }) => {
  const ran = path.join(home.dir, 'ran');
  const args = ['-e', "require('node:fs').writeFileSync('ran', '')"];
  const env = { ELECTRON_RUN_AS_NODE: '1' };
  await runBriefly(await packagedExecutable(), args, env, home, 4_000);
  await expect(access(ran)).rejects.toThrow('ENOENT');
  // The same does run where the fuse is not shut, so what is tried here is the right thing. It ends by itself.
  await runBriefly(await electronExecutable(), args, env, home, START_LIMIT_MS);
  await access(ran);
});

interface Ran {
  readonly code: number | null;
  readonly stdout: Buffer;
  readonly stderr: string;
}

/** With a hard limit, without a display, and with nothing of this checkout in its environment. */
async function ran(
  program: string,
  args: readonly string[],
  home: Home,
  input: Buffer | null = null,
  env: Readonly<Record<string, string>> = {},
): Promise<Ran> {
  const child = spawn(program, args, {
    env: { PATH: process.env['PATH'], HOME: home.dir, ...env },
    cwd: home.dir,
    timeout: 40_000,
    killSignal: 'SIGKILL',
  });
  const out: Buffer[] = [];
  let stderr = '';
  child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  child.stdin.on('error', () => undefined).end(input ?? Buffer.alloc(0));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, stdout: Buffer.concat(out), stderr };
}

async function runBriefly(
  executable: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  home: Home,
  limitMs: number,
): Promise<void> {
  const child = spawn(executable, args, {
    env: appEnvironment(home, env),
    cwd: home.dir,
    detached: true,
    stdio: 'ignore',
  });
  guardApp(child);
  const exited = once(child, 'exit');
  const limit = setTimeout(() => {
    killGroup(child.pid ?? 0);
  }, limitMs);
  await exited;
  clearTimeout(limit);
}

async function packagedExecutable(): Promise<string> {
  const file =
    process.env['SALLYPORT_PACKAGED_APP'] ?? path.join(ROOT, 'dist', 'linux-unpacked', 'sallyport');
  await access(file).catch(() => {
    throw new Error(`there is no packaged app at ${file}: make it with "npm run package"`);
  });
  return file;
}

function debuggingUrl(stderr: NodeJS.ReadableStream): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    const timer = setTimeout(() => {
      reject(new Error(`the packaged app does not answer; it printed:\n${text}`));
    }, START_LIMIT_MS);
    stderr.on('data', (chunk: Buffer) => {
      text += chunk.toString('utf8');
      const url = /DevTools listening on (ws:\S+)/.exec(text)?.[1];
      if (url === undefined) return;
      clearTimeout(timer);
      resolve(url);
    });
  });
}
