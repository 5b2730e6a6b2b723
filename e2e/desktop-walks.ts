// For tests of desktops: a display of their own with real clients on it, the way to one, and the system's file dialogs
// answered in their place.
import { createPrivateKey } from 'node:crypto';
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, type Page } from '@playwright/test';
import { openTestDisplay, type TestDisplay } from '../electron/connection/fixtures/test-display.ts';
import { COMPANY } from '../electron/sandbox/company/company.ts';
import type { Sandbox } from '../electron/sandbox/sandbox.ts';
import { DESKTOP_COLOUR } from '../electron/sandbox/windows-desktop-files.ts';
import { type Home, processFamily, stillRunning } from './app-process.ts';
import { test as cloudTest } from './cloud-fixture.ts';
import type { LaunchedApp } from './launched-app.ts';
import { instances } from './screens.ts';

export const WINDOWS = 'sql-report-01';

interface DesktopFixtures {
  readonly display: TestDisplay;
  /** For the app: this display, and nothing told about a key file. */
  readonly displayEnv: Readonly<Record<string, string>>;
}

export const test = cloudTest.extend<DesktopFixtures>({
  display: async ({}, use) => {
    const display = await openTestDisplay('1400x900');
    await use(display);
    await display.close();
  },
  displayEnv: async ({ display }, use) => {
    await use({ DISPLAY: display.env['DISPLAY'] ?? '', SALLYPORT_KEY_FILE: '' });
  },
});

export function firstPassword(cloud: Sandbox): string {
  return cloud.windows.accounts.passwordOf(COMPANY.sqlReport);
}

export function desktopPane(page: Page, title = WINDOWS) {
  const pane = page.getByRole('tabpanel', { name: `Desktop ${title}` });
  return {
    pane,
    button: (name: string | RegExp) => pane.getByRole('button', { name }),
    question: (name: string | RegExp) => pane.getByRole('form', { name }),
    connected: pane.getByText('Connected', { exact: true }),
  };
}

export async function openDesktop({ page }: LaunchedApp): Promise<ReturnType<typeof desktopPane>> {
  await instances(page).option(WINDOWS).dblclick();
  return desktopPane(page);
}

/** The same private key under a passphrase, as a file in this folder. */
export async function lockedCopy(keyFile: string, dir: string, passphrase: string): Promise<string> {
  const key = createPrivateKey(await readFile(keyFile, 'utf8'));
  const text = key.export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase });
  const file = path.join(dir, 'locked.pem');
  await writeFile(file, text, { mode: 0o600 });
  return file;
}

/** By what is on the screen: the colour that the signed-in desktop has. */
export async function isSignedIn(display: TestDisplay): Promise<void> {
  await expect
    // Taking the picture holds up this process, and with it the sandbox that the desktop comes through.
    .poll(() => display.shareOf(DESKTOP_COLOUR), { timeout: 60_000, intervals: [1_000] })
    .toBeGreaterThan(0.4);
}

export async function isGone(display: TestDisplay): Promise<void> {
  await expect.poll(() => display.shareOf(DESKTOP_COLOUR), { timeout: 10_000 }).toBeLessThan(0.01);
}

/** Ids of the programs that show a desktop now. */
export async function clientsOf(app: LaunchedApp): Promise<readonly number[]> {
  const clients = (await processFamily(app.pid)).filter(({ command }) =>
    /freerdp(?!.*--version)/.test(command),
  );
  return (await stillRunning(clients)).map(({ pid }) => pid);
}

/** The screen without a desktop between the two may be too short to be seen. */
export async function anotherClient(app: LaunchedApp, before: readonly number[]): Promise<void> {
  await expect
    .poll(
      async () => {
        const now = await clientsOf(app);
        return now.length === 1 && !now.some((pid) => before.includes(pid));
      },
      { timeout: 40_000 },
    )
    .toBe(true);
}

/** From now on the system's dialog for opening a file answers with this one; null closes it. */
export async function chooseFile({ electronApp }: LaunchedApp, file: string | null): Promise<void> {
  await electronApp.evaluate(({ dialog }, chosen) => {
    const asked = globalThis as { openDialogs?: number };
    asked.openDialogs = 0;
    dialog.showOpenDialog = () => {
      asked.openDialogs = (asked.openDialogs ?? 0) + 1;
      return Promise.resolve({ canceled: chosen === null, filePaths: chosen === null ? [] : [chosen] });
    };
  }, file);
}

/** The dialog of `chooseFile` has come and gone. */
export async function fileWasAsked({ electronApp }: LaunchedApp): Promise<void> {
  const count = (): Promise<number> =>
    electronApp.evaluate(() => (globalThis as { openDialogs?: number }).openDialogs ?? 0);
  await expect.poll(count).toBe(1);
}

/** The system's dialog for saving a file answers with this one. */
export async function saveTo({ electronApp }: LaunchedApp, file: string): Promise<void> {
  await electronApp.evaluate(({ dialog }, filePath) => {
    dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath });
  }, file);
}

/**
 * An `xfreerdp` that says what Windows says to a wrong password, before PATH's own. xrdp itself does not: it asks again
 * in its window. While the file `refuse` is there it refuses, else it is the real one.
 */
export async function refusingClient(home: Home): Promise<{ readonly path: string; readonly flag: string }> {
  const dir = path.join(home.dir, 'refusing');
  await mkdir(dir);
  const flag = path.join(dir, 'refuse');
  const script = `#!/bin/sh\nif [ "$1" != --version ] && [ -e '${flag}' ]; then cat > /dev/null; exit 132; fi\nexec /usr/bin/xfreerdp "$@"\n`;
  const file = path.join(dir, 'xfreerdp');
  await writeFile(file, script);
  await chmod(file, 0o755);
  return { path: `${dir}:${process.env['PATH'] ?? ''}`, flag };
}
