// The way from first run to a shell on web-1, as a person goes it; shared by the benchmarks that need a shell.
import type { Page } from '@playwright/test';
import { firstRun, instances, picker } from '../e2e/screens.ts';
import { changeSettings } from '../e2e/page-bridge.ts';

const SHOWN_LIMIT_MS = 20_000;

export async function openInstances(page: Page): Promise<void> {
  // What is measured is the Session Manager shell; SSH has a benchmark of its own.
  await changeSettings(page, { newShells: 'session-manager' });
  await firstRun(page).useProfiles.click();
  await picker(page, /AWS profile/)
    .option(/^Environment/)
    .click();
  await instances(page).options.first().waitFor();
}

/** Ends with the prompt of the shell; answers its size, read from the shell itself. */
export async function openShell(page: Page): Promise<{ readonly cols: number; readonly rows: number }> {
  await openInstances(page);
  await instances(page).option('web-1').dblclick();
  const rows = page.locator('.xterm-rows');
  await rows.filter({ hasText: /\$\s*$/m }).waitFor({ timeout: SHOWN_LIMIT_MS });
  await page.keyboard.type('echo size-$((1+1)) $(stty size)\n');
  await rows.filter({ hasText: /size-2 \d+ \d+/ }).waitFor({ timeout: SHOWN_LIMIT_MS });
  const [, rowCount, colCount] = /size-2 (\d+) (\d+)/.exec((await rows.textContent()) ?? '') ?? [];
  return { cols: Number(colCount), rows: Number(rowCount) };
}
