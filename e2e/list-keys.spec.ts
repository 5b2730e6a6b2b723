// The keys about the selected row: the same ones in the list of instances and in that of saved connections.
import type { Page } from '@playwright/test';
import { expect, test } from './cloud-fixture.ts';
import { saveAs, savedRow, showSaved } from './saved-walks.ts';
import { dialog, instances, menu, tabs } from './screens.ts';
import { openInstances, openShell, resizeWindow } from './walks.ts';

const inspector = (page: Page) => page.getByRole('complementary', { name: 'Inspector' });

test('of an instance that is not saved: settings and name by saving it, and nothing to delete', async ({
  launchInCloud,
}) => {
  const app = await launchInCloud();
  const { page } = app;
  await openInstances(app);
  await instances(page).option('web-1').click();
  for (const key of ['F4', 'F2']) {
    await page.keyboard.press(key);
    const asked = dialog(page, 'Save connection');
    await expect(asked.getByRole('textbox', { name: 'Name' })).toBeFocused();
    await page.keyboard.press('Escape');
    await expect(instances(page).list).toBeFocused();
  }
  await page.keyboard.press('Delete');
  await expect(page.getByText('Nothing is saved of web-1.')).toBeVisible();
  await page.keyboard.press('Shift+F10');
  await expect(menu(page).item(/^Save connection… F4/)).toBeVisible();
  await expect(menu(page).item(/^Properties Alt\+Enter/)).toBeVisible();
  await page.keyboard.press('Escape');

  // A desktop has its options whether it is saved or not.
  await instances(page).option('sql-report').click();
  await page.keyboard.press('F4');
  await expect(dialog(page, 'Desktop options of sql-report')).toBeVisible();
});

test('of a saved one: what is saved is changed, renamed and deleted', async ({ launchInCloud }) => {
  const app = await launchInCloud();
  const { page } = app;
  await openInstances(app);
  await saveAs(app, 'web-1', 'Shop');
  await instances(page).option('web-1').click();
  await page.keyboard.press('F4');
  await expect(dialog(page, 'How “Shop” connects')).toBeVisible();
  await page.keyboard.press('Escape');

  await page.keyboard.press('F2');
  await expect(page.getByRole('textbox', { name: 'New name of Shop' })).toBeFocused();
  await page.keyboard.type('Front of the shop');
  await page.keyboard.press('Enter');
  await expect(savedRow(page, 'Front of the shop')).toBeFocused();

  await page.keyboard.press('Control+Shift+L');
  await page.keyboard.press('ArrowDown');
  await instances(page).option('web-1').click();
  await page.keyboard.press('Delete');
  const question = page.getByRole('group', { name: 'Delete Front of the shop?' });
  await expect(question.getByRole('button', { name: 'Delete' })).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(savedRow(page, 'Front of the shop')).toBeFocused();
});

test('in the list of saved connections', async ({ launchInCloud }) => {
  const app = await launchInCloud();
  const { page } = app;
  await openInstances(app);
  const terminal = await openShell(app);
  await saveAs(app, 'web-1', 'Shop');
  await saveAs(app, 'sql-report', 'Reports');
  await showSaved(app);
  await savedRow(page, 'Shop').focus();
  await page.keyboard.press('F4');
  await expect(dialog(page, 'How “Shop” connects')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(savedRow(page, 'Shop')).toBeFocused();
  await page.keyboard.press('F2');
  await page.keyboard.press('Escape');
  await expect(savedRow(page, 'Shop')).toBeFocused();
  // The tab in front has kept its name.
  await expect(tabs(page).selected).toContainText('web-1');
  await page.keyboard.press('Shift+F10');
  await expect(menu(page).item(/^Route and key… F4/)).toBeVisible();
  await page.keyboard.press('Escape');
  await savedRow(page, 'Reports').focus();
  await page.keyboard.press('F4');
  await expect(dialog(page, 'Desktop options of Reports')).toBeVisible();
  await page.keyboard.press('Escape');
  await page.keyboard.press('Alt+Enter');
  await expect(inspector(page)).toBeFocused();
  await expect(inspector(page)).toContainText('sql-report');
  await page.keyboard.press('Escape');
  await expect(savedRow(page, 'Reports')).toBeFocused();
  await terminal.shows(/\$$/m);
});

test('properties: the inspector comes, with the keys in it, and Escape leads back', async ({
  launchInCloud,
}) => {
  const app = await launchInCloud();
  const { page } = app;
  await resizeWindow(app, { width: 1280, height: 800 });
  await openInstances(app);
  await instances(page).option('web-1').click();
  await page.keyboard.press('Control+Shift+I');
  await expect(inspector(page)).toBeHidden();
  await page.keyboard.press('Alt+Enter');
  await expect(inspector(page)).toBeFocused();
  await page.keyboard.press('Tab');
  await expect(inspector(page).getByRole('button', { name: 'Shell' })).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(instances(page).list).toBeFocused();
});
