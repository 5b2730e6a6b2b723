// Saving a connection, and the list of what is saved.
import { expect, type Page } from '@playwright/test';
import type { LaunchedApp } from './launched-app.ts';
import { dialog, instances, menu } from './screens.ts';

export function savedRow(page: Page, name: string) {
  return page.getByRole('listitem').getByRole('button', { name: new RegExp(`^${name}`) });
}

export async function saveAs({ page }: LaunchedApp, instance: string, name: string): Promise<void> {
  await instances(page).option(instance).click({ button: 'right' });
  await menu(page).item(/^Save/).click();
  const asked = dialog(page, 'Save connection');
  await asked.getByRole('textbox', { name: /name/i }).fill(name);
  await page.keyboard.press('Enter');
  await expect(asked).toBeHidden();
}

export async function showSaved({ page }: LaunchedApp): Promise<void> {
  await expect(page.getByRole('navigation', { name: 'Places' })).toBeVisible();
  await page.keyboard.press('Control+Shift+S');
  await expect(page.getByRole('heading', { name: /Saved connections/ })).toBeVisible();
}
