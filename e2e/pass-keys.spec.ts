// Passing all keys to the shell: by real key presses, because the application menu hears those too.
import { expect, test } from './cloud-fixture.ts';
import type { LaunchedApp } from './launched-app.ts';
import { dialog, instances, picker, tabs } from './screens.ts';
import { openInstances, openShell } from './walks.ts';
import { xdotool } from './xdotool.ts';

test.skip(process.platform !== 'linux', 'the keys are pressed by xdotool, which is for X11');

const NOTE = /^Keys go to the shell · Ctrl\+Shift\+Backspace ends this$/;

test('every key but one goes to the shell, and a note says how it ends', async ({ launchInCloud }) => {
  const app = await launchInCloud();
  const { page } = app;
  await openInstances(app);
  const terminal = await openShell(app);
  await terminal.shows(/\$$/m);
  const note = page.getByRole('button', { name: NOTE });
  await expect(note).toBeHidden();
  await inFront(app);
  // Shows the bytes of what is pressed; what comes before cat is there waits for it.
  await terminal.run('stty -icanon -echo min 1; echo ready-$((1+1)); cat -v');
  await terminal.shows('ready-2');

  await page.keyboard.press('Control+Shift+Backspace');
  await expect(note).toBeVisible();
  await xdotool(
    'key',
    'ctrl+shift+t',
    'ctrl+shift+w',
    'ctrl+shift+p',
    'F11',
    'ctrl+shift+v',
    'shift+Insert',
    'ctrl+Tab',
    // The menu's own.
    'ctrl+comma',
    // When this is there, all before it has been heard.
    'z',
  );
  await terminal.shows(/\^T\^W\^P\^\[\[23~\^V\^\[\[2;2~ +z/);
  await expect(dialog(page, 'Go to')).toBeHidden();
  expect(await tabs(page).titles()).toEqual(['web-1']);
  expect(await isFullScreen(app)).toBe(false);
  await expect(page.getByRole('heading', { name: 'Settings' })).toBeHidden();

  await xdotool('key', 'ctrl+shift+BackSpace');
  await expect(note).toBeHidden();
  await xdotool('key', 'ctrl+shift+p');
  await expect(dialog(page, 'Go to')).toBeVisible();
  await page.keyboard.press('Escape');
  await xdotool('key', 'ctrl+comma');
  await expect(page.getByRole('heading', { name: 'Settings' })).toBeVisible();
});

test('the palette begins it, a click on the note ends it, and so does leaving the shell', async ({
  launchInCloud,
}) => {
  const app = await launchInCloud();
  const { page } = app;
  const note = page.getByRole('button', { name: NOTE });
  const begin = async (): Promise<void> => {
    await page.keyboard.press('Control+Shift+P');
    await page.keyboard.type('pass all keys');
    await picker(page, /Go to/)
      .option(/^Pass all keys to the shell/)
      .click();
  };
  await openInstances(app);
  await begin();
  await expect(page.getByText('No shell is in front that could have the keys.')).toBeVisible();
  await openShell(app);
  await begin();
  await expect(note).toBeVisible();
  await note.click();
  await expect(note).toBeHidden();
  await page.keyboard.press('Control+Shift+L');
  await expect(instances(page).filter).toBeFocused();
  await begin();
  await expect(note).toBeVisible();
  await instances(page).filter.click();
  await expect(note).toBeHidden();
  await begin();
  await expect(note).toBeVisible();
  await page.getByRole('navigation', { name: 'Places' }).getByRole('button', { name: 'Settings' }).click();
  await expect(note).toBeHidden();
});

test('F11 shows the window on the whole screen, from a shell too', async ({ launchInCloud }) => {
  const app = await launchInCloud();
  await openInstances(app);
  await openShell(app);
  await app.page.keyboard.press('F11');
  await expect.poll(() => isFullScreen(app)).toBe(true);
  await app.page.keyboard.press('F11');
  await expect.poll(() => isFullScreen(app)).toBe(false);
});

/** The display gives its keys to the window that has been activated. */
async function inFront({ electronApp, page }: LaunchedApp): Promise<void> {
  await electronApp.evaluate(({ BrowserWindow }) => {
    BrowserWindow.getAllWindows()[0]?.focus();
  });
  await expect.poll(() => page.evaluate(() => document.hasFocus())).toBe(true);
}

function isFullScreen({ electronApp }: LaunchedApp): Promise<boolean> {
  return electronApp.evaluate(
    ({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.isFullScreen() === true,
  );
}
