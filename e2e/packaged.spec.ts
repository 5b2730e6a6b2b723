// The unpacked app that electron-builder made: fuses shut, and it starts, opens its sandbox and connects.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { access } from 'node:fs/promises';
import path from 'node:path';
import { chromium, type Page } from '@playwright/test';
import { FuseV1Options, getCurrentFuseWire } from '@electron/fuses';
import { test as base, expect } from './app-fixture.ts';
import {
  appEnvironment,
  CHROMIUM_ARGUMENTS,
  electronExecutable,
  type Home,
  killGroup,
  ROOT,
} from './app-process.ts';
import { firstRun, instances } from './screens.ts';

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
    const pid = child.pid ?? 0;
    const exited = once(child, 'exit');
    try {
      const browser = await chromium.connectOverCDP(await debuggingUrl(child.stderr), { noDefaults: true });
      const [context] = browser.contexts();
      const page = context?.pages()[0] ?? (await context?.waitForEvent('page', { timeout: START_LIMIT_MS }));
      if (page === undefined) throw new Error('the packaged app has no window');
      page.setDefaultTimeout(START_LIMIT_MS);
      await use({ page, pid });
      await browser.close();
    } finally {
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
  await runBriefly(await packagedExecutable(), args, env, home);
  await expect(access(ran)).rejects.toThrow('ENOENT');
  // The same does run where the fuse is not shut, so what is tried here is the right thing.
  await runBriefly(await electronExecutable(), args, env, home);
  await access(ran);
});

async function runBriefly(
  executable: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  home: Home,
): Promise<void> {
  const child = spawn(executable, args, {
    env: appEnvironment(home, env),
    cwd: home.dir,
    detached: true,
    stdio: 'ignore',
  });
  const exited = once(child, 'exit');
  await Promise.race([exited, new Promise((done) => setTimeout(done, 2_000))]);
  killGroup(child.pid ?? 0);
  await exited;
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
