// Own keys: chosen in the settings, shown and heard everywhere, and still there after a restart.
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Page } from '@playwright/test';
import { expect, test } from './cloud-fixture.ts';
import type { LaunchedApp } from './launched-app.ts';
import { noViolations } from './no-violations.ts';
import { tryCall } from './page-bridge.ts';
import { dialog, instances, picker } from './screens.ts';
import { openInstances, openShell } from './walks.ts';

const KEYBOARD = '[role=group][aria-label=Keyboard]';

function keySettings(page: Page) {
  return {
    filter: page.getByRole('textbox', { name: 'Filter commands and keys' }),
    button: (label: string) => page.getByRole('button', { name: new RegExp(`^${label}: `) }),
    reset: (label: string) => page.getByRole('button', { name: `Reset the keys of ${label}` }),
    resetAll: page.getByRole('button', { name: 'Reset all keys' }),
    take: (label: string) => page.getByRole('button', { name: `Take it from “${label}”` }),
  };
}

async function openKeySettings({ page }: LaunchedApp): Promise<void> {
  await page.keyboard.press('Control+,');
  await expect(page.getByRole('heading', { name: 'Keyboard', exact: true })).toBeVisible();
}

function acceleratorOf({ electronApp }: LaunchedApp, id: string): Promise<string | null> {
  return electronApp.evaluate(
    ({ Menu }, wanted) => Menu.getApplicationMenu()?.getMenuItemById(wanted)?.accelerator ?? null,
    id,
  );
}

test('new keys are heard and shown everywhere, and are there after a restart', async ({ launchInCloud }) => {
  const first = await launchInCloud();
  const { page } = first;
  await openInstances(first);
  await openShell(first);
  await openKeySettings(first);
  const settings = keySettings(page);
  await settings.filter.fill('find');
  await expect(settings.button('Find in terminal')).toHaveAccessibleName('Find in terminal: Ctrl+Shift+F');
  await expect(settings.button('New tab')).toBeHidden();
  await settings.button('Find in terminal').press('Enter');
  await page.keyboard.press('Control+Alt+f');
  await expect(settings.button('Find in terminal')).toHaveAccessibleName('Find in terminal: Ctrl+Alt+F');
  await expect(settings.button('Find in terminal')).toBeFocused();
  await page.keyboard.press('Control+Shift+L');
  await page.keyboard.press('Control+Shift+F');
  await expect(page.getByRole('search')).toBeHidden();
  await page.keyboard.press('Control+Alt+f');
  await expect(page.getByRole('search')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect.poll(() => acceleratorOf(first, 'find')).toBe('Ctrl+Alt+F');

  await page.keyboard.press('Control+Shift+P');
  await page.keyboard.type('find in');
  await expect(picker(page, /Go to/).option(/^Find in terminal/)).toContainText(/Ctrl\s*Alt\s*F/);
  await page.keyboard.press('Escape');
  await instances(page).list.focus();
  await page.keyboard.press('F1');
  await expect(dialog(page, 'Keyboard shortcuts')).toContainText(/Find in terminal\s*Ctrl\s*Alt\s*F/);
  await dialog(page, 'Keyboard shortcuts').getByRole('button', { name: 'Change keys' }).click();
  await expect(settings.filter).toBeFocused();

  await first.kill();
  const second = await launchInCloud();
  expect(await acceleratorOf(second, 'find')).toBe('Ctrl+Alt+F');
  await openKeySettings(second);
  const again = keySettings(second.page);
  await again.reset('Find in terminal').click();
  await expect(again.button('Find in terminal')).toHaveAccessibleName('Find in terminal: Ctrl+Shift+F');
  await expect.poll(() => acceleratorOf(second, 'find')).toBe('Ctrl+Shift+F');
});

test('what a shell needs is refused with the reason, and what another command has is taken only on a word', async ({
  launchInCloud,
}) => {
  const app = await launchInCloud();
  const { page } = app;
  await openInstances(app);
  await openKeySettings(app);
  const settings = keySettings(page);
  const tunnel = settings.button('New tunnel');
  await tunnel.click();
  await page.keyboard.press('Control+c');
  await expect(page.getByText('Ctrl+C: Shells need Ctrl with a letter: add Shift.')).toBeVisible();
  await page.keyboard.press('x');
  await expect(page.getByText('X: Shells need it: it is typed.')).toBeVisible();
  await page.keyboard.press('Alt+3');
  await expect(page.getByText('Alt+3: Tab 1 to 9 have these keys.')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(tunnel).toHaveAccessibleName('New tunnel: no key');
  await expect(tunnel).toBeFocused();

  await page.keyboard.press('Enter');
  await page.keyboard.press('Control+Shift+T');
  await expect(page.getByText('Ctrl+Shift+T belongs to “New tab”.')).toBeVisible();
  await expect(settings.take('New tab')).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(settings.button('New tab')).toHaveAccessibleName('New tab: Ctrl+Shift+T');
  await expect(tunnel).toBeFocused();
  await page.keyboard.press('Enter');
  await page.keyboard.press('Control+Shift+T');
  await page.keyboard.press('Enter');
  await expect(tunnel).toHaveAccessibleName('New tunnel: Ctrl+Shift+T');
  await expect(settings.button('New tab')).toHaveAccessibleName('New tab: no key');

  // Its own key again: not without a word either.
  await settings.reset('New tab').click();
  await expect(page.getByText('Ctrl+Shift+T belongs to “New tunnel”.')).toBeVisible();
  await settings.take('New tunnel').click();
  await expect(settings.button('New tab')).toHaveAccessibleName('New tab: Ctrl+Shift+T');
  await expect(settings.reset('New tab')).toBeHidden();
  await expect(tunnel).toHaveAccessibleName('New tunnel: no key');

  await settings.button('Go to an instance, tunnel or command').click();
  await page.keyboard.press('Backspace');
  await expect(settings.button('Go to an instance, tunnel or command')).toHaveAccessibleName(/: no key$/);
  await settings.resetAll.click();
  await expect(settings.resetAll).toBeDisabled();
  await expect(settings.button('Go to an instance, tunnel or command')).toHaveAccessibleName(
    /: Ctrl\+Shift\+P, Ctrl\+Shift\+K$/,
  );
});

test('a file by hand, and a page gone bad, cannot take the shell’s keys', async ({ launchInCloud, home }) => {
  const first = await launchInCloud();
  await openInstances(first);
  const file = path.join(home.userData, 'settings.json');
  await expect.poll(() => readFile(file, 'utf8')).toContain('lastAccess');
  for (const keys of [{ find: ['Ctrl+C'] }, { find: ['F1', 'F2', 'F3', 'F4', 'F5'] }, { 'fly-away': ['F6'] }])
    expect(await tryCall(first.page, 'settings.change', { keys })).toMatchObject({
      ok: false,
      error: { code: 'ipc/invalid-input' },
    });
  await first.kill();
  const stored = JSON.parse(await readFile(file, 'utf8')) as { data: Record<string, unknown> };
  stored.data['keys'] = { 'close-tab': ['Ctrl+C', 'Hyper+X', 5], 'fly-away': ['F6'], find: ['F7'] };
  await writeFile(file, JSON.stringify(stored));

  const second = await launchInCloud();
  const { page } = second;
  await expect(instances(page).option('web-1')).toBeVisible();
  const terminal = await openShell(second);
  await terminal.run('sleep 100');
  await page.keyboard.press('Control+c');
  await terminal.shows(/\^C/);
  await page.keyboard.press('F7');
  await expect(page.getByRole('search')).toBeVisible();
});

test('no violations where keys are chosen', async ({ launchInCloud }) => {
  const app = await launchInCloud();
  const { page } = app;
  await openInstances(app);
  await openKeySettings(app);
  const settings = keySettings(page);
  await settings.button('New tunnel').click();
  await page.keyboard.press('F9');
  await expect(settings.reset('New tunnel')).toBeVisible();
  await settings.button('Reconnect').click();
  await noViolations(app, 'asking for keys', KEYBOARD);
  await page.keyboard.press('Control+c');
  await noViolations(app, 'keys refused', KEYBOARD);
  await page.keyboard.press('Control+Shift+T');
  await expect(settings.take('New tab')).toBeVisible();
  await noViolations(app, 'keys of another command', KEYBOARD);
});
