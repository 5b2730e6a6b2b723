// Fixtures for the app: a throwaway home, and as many starts of the app as a test wants. Every start is killed at
// the end, and a test fails when something went wrong inside that it did not expect.
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { test as base, expect } from '@playwright/test';
import type { Settings, SettingsPatch } from '../shared/settings.ts';
import { type Home, makeHome } from './app-process.ts';
import { launchApp, type LaunchChoices, type LaunchedApp } from './launched-app.ts';

export type Launch = (choices?: Omit<LaunchChoices, 'home'>) => Promise<LaunchedApp>;

export interface AppFixtures {
  readonly home: Home;
  readonly launch: Launch;
  /** The user's setting; "session-manager" where a test is about that shell. */
  readonly newShells: Settings['newShells'];
  /** A trace reads the page at every step: a fifth of all that a test costs. */
  readonly tracing: 'on' | 'off';
}

export const test = base.extend<AppFixtures>({
  tracing: [process.env['SALLYPORT_E2E_TRACE'] === '1' ? 'on' : 'off', { option: true }],
  newShells: ['session-manager', { option: true }],

  home: async ({ newShells }, use) => {
    const home = await makeHome();
    if (newShells !== 'automatic') await writeSettings(home, { newShells });
    await use(home);
    await home.remove();
  },

  launch: async ({ home, tracing }, use, testInfo) => {
    const apps: LaunchedApp[] = [];
    await use(async (choices = {}) => {
      const app = await launchApp({ home, ...choices });
      apps.push(app);
      if (tracing === 'on') await app.electronApp.context().tracing.start({ snapshots: true });
      return app;
    });
    for (const [index, app] of apps.entries()) {
      const problems = await app.problems();
      if (testInfo.errors.length > 0 || problems.length > 0)
        await keepEvidence(app, index, testInfo.outputDir);
      await app.kill();
      expect.soft(problems, 'what went wrong inside the app').toEqual([]);
    }
  },
});

export { expect };

/** As an earlier run of the app left them; what is not said has its default. */
async function writeSettings(home: Home, settings: SettingsPatch): Promise<void> {
  await mkdir(home.userData, { recursive: true });
  await writeFile(path.join(home.userData, 'settings.json'), JSON.stringify({ version: 1, data: settings }));
}

async function keepEvidence(app: LaunchedApp, index: number, dir: string): Promise<void> {
  const file = (name: string): string => path.join(dir, `app-${index + 1}-${name}`);
  // The app may have ended or hang: evidence must not hide the failure that it is for.
  const limit = { timeout: 3_000 };
  await app.page.screenshot({ path: file('window.png'), ...limit }).catch(() => undefined);
  // Rejects where none was made.
  const trace = app.electronApp.context().tracing.stop({ path: file('trace.zip') });
  await Promise.race([trace.catch(() => undefined), new Promise((done) => setTimeout(done, limit.timeout))]);
  await test.info().attach(`app ${index + 1} printed`, { body: app.output(), contentType: 'text/plain' });
}
