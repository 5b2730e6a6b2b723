// Saved connections: they survive a restart, a kill -9 in the middle of saving, and a damaged file.
import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Page } from '@playwright/test';
import { expect, test } from './cloud-fixture.ts';
import type { LaunchedApp } from './launched-app.ts';
import type { Bridge } from './page-bridge.ts';
import { saveAs, savedRow, showSaved } from './saved-walks.ts';
import { instances, menu, tabs } from './screens.ts';
import { connectedTerminal, openInstances } from './walks.ts';

test('saved, still there after a restart, opened, renamed, deleted', async ({ launchInCloud }) => {
  const first = await launchInCloud();
  await openInstances(first);
  await saveAs(first, 'web-1', 'Web shell');
  await first.kill();

  const second = await launchInCloud();
  const { page } = second;
  await showSaved(second);
  await savedRow(page, 'Web shell').click();
  await connectedTerminal(second);
  await expect(tabs(page).selected).toContainText('Web shell');

  await savedRow(page, 'Web shell').click({ button: 'right' });
  await menu(page)
    .item(/^Rename/)
    .click();
  await page.getByRole('textbox', { name: 'New name of Web shell' }).fill('Front door');
  await page.keyboard.press('Enter');
  await expect(savedRow(page, 'Front door')).toBeVisible();

  await savedRow(page, 'Front door').click({ button: 'right' });
  await menu(page)
    .item(/^Delete/)
    .click();
  const question = page.getByRole('group', { name: 'Delete Front door?' });
  await question.getByRole('button', { name: 'Delete' }).click();
  await expect(savedRow(page, 'Front door')).toHaveCount(0);
  await second.kill();

  const third = await launchInCloud();
  await showSaved(third);
  await expect(third.page.getByText('Nothing saved yet')).toBeVisible();
});

test('by keys: up and down, F2, Delete, Enter', async ({ launchInCloud }) => {
  const app = await launchInCloud();
  const { page } = app;
  await openInstances(app);
  await saveAs(app, 'web-1', 'Alpha');
  await saveAs(app, 'warehouse-gw', 'Beta');
  await showSaved(app);
  await expect(savedRow(page, 'Beta')).toBeVisible();
  await savedRow(page, 'Alpha').focus();
  await page.keyboard.press('ArrowDown');
  await expect(savedRow(page, 'Beta')).toBeFocused();
  await page.keyboard.press('Home');
  await expect(savedRow(page, 'Alpha')).toBeFocused();
  await page.keyboard.press('Delete');
  await page.keyboard.press('Enter');
  await expect(savedRow(page, 'Alpha')).toHaveCount(0);
  await savedRow(page, 'Beta').press('Enter');
  await connectedTerminal(app);
});

test('a favourite comes first, also after a restart', async ({ launchInCloud }) => {
  const first = await launchInCloud();
  await openInstances(first);
  await saveAs(first, 'web-1', 'Alpha');
  await saveAs(first, 'warehouse-gw', 'Beta');
  await showSaved(first);
  const names = (page: Page) => page.locator('.saved-open .target-name').allTextContents();
  await expect.poll(() => names(first.page)).toEqual(['Alpha', 'Beta']);
  await savedRow(first.page, 'Beta').hover();
  await first.page.getByRole('button', { name: 'Add Beta to favourites' }).click();
  await expect.poll(() => names(first.page)).toEqual(['Beta', 'Alpha']);
  await first.kill();

  const second = await launchInCloud();
  await showSaved(second);
  await expect.poll(() => names(second.page)).toEqual(['Beta', 'Alpha']);
  await savedRow(second.page, 'Beta').click({ button: 'right' });
  await menu(second.page).item('Remove from favourites').click();
  await expect.poll(() => names(second.page)).toEqual(['Alpha', 'Beta']);
});

test('kill -9 in the middle of saving loses nothing that was there', async ({ launchInCloud }) => {
  test.setTimeout(90_000);
  const setUp = await launchInCloud();
  await openInstances(setUp);
  await saveAs(setUp, 'web-1', 'keeper');
  await setUp.kill();
  // The kill falls at another moment of the write every time.
  for (const delayMs of [0, 2, 5, 10]) {
    const app = await launchInCloud();
    await showSaved(app);
    await expect(savedRow(app.page, 'keeper')).toBeVisible();
    void app.page.evaluate(saveMany, delayMs).catch(() => undefined);
    await new Promise((done) => setTimeout(done, delayMs));
    await app.kill();
  }
  const after = await launchInCloud();
  await showSaved(after);
  await expect(savedRow(after.page, 'keeper')).toBeVisible();
  await expect(after.page.getByText(/damaged|kept aside/i)).toHaveCount(0);
});

test('a damaged file is kept aside and said so', async ({ launchInCloud, home }) => {
  const first = await launchInCloud();
  await openInstances(first);
  await saveAs(first, 'web-1', 'Web shell');
  await first.kill();
  const files = await filesHolding(home.userData, 'Web shell');
  expect(files.length, 'files that hold the saved connection').toBeGreaterThan(0);
  for (const file of files) await writeFile(file, '{"version":1,"connections":[{"id":');

  const second = await launchInCloud();
  await showSaved(second);
  await expect(second.page.getByText(/kept aside/i).first()).toBeVisible();
  const kept = await filesHolding(home.userData, '{"version":1,"connections":[{"id":');
  expect(kept.length, 'the damaged file is still on disk').toBeGreaterThan(0);
  await openInstancesOrStay(second);
  await saveAs(second, 'web-1', 'Once more');
  await second.kill();

  const third = await launchInCloud();
  await showSaved(third);
  await expect(savedRow(third.page, 'Once more')).toBeVisible();
});

async function openInstancesOrStay(app: LaunchedApp): Promise<void> {
  await app.page.keyboard.press('Control+Shift+L');
  await expect(instances(app.page).option('web-1')).toBeVisible();
}

/** Runs in the page: saves as fast as main answers. */
async function saveMany(seed: number): Promise<void> {
  const { sallyport } = globalThis as unknown as { sallyport: Bridge };
  for (let count = 0; count < 200; count += 1) {
    const input = {
      name: `extra ${count}`,
      access: { profileId: 'environment', region: 'eu-west-1' },
      targetId: 'i-0a1b2c3d4e5f60718',
      targetName: null,
      platform: 'linux',
    };
    await sallyport.call('library.save', input, `e2e-save-${seed}-${count}`);
  }
}

async function filesHolding(dir: string, text: string): Promise<readonly string[]> {
  const found: string[] = [];
  for (const entry of await readdir(dir, { withFileTypes: true, recursive: true })) {
    const file = path.join(entry.parentPath, entry.name);
    if (!entry.isFile() || !/json|damaged|bak|kept/i.test(entry.name)) continue;
    if ((await readFile(file, 'utf8')).includes(text)) found.push(file);
  }
  return found;
}
