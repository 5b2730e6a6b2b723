// Pictures of desktops in every state, light and dark: part of `npm run screenshots`, by the real app and real clients.
import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { COMPANY } from '../electron/sandbox/company/company.ts';
import { ROOT } from './app-process.ts';
import { expect } from './cloud-fixture.ts';
import { chooseFile, isSignedIn, openDesktop, refusingClient, test, WINDOWS } from './desktop-walks.ts';
import { dialog, errorCard, instances, menu } from './screens.ts';
import { openInstances, useTheme } from './walks.ts';

const OUTPUT = path.resolve(
  ROOT,
  process.env['SALLYPORT_SCREENSHOTS'] ?? path.join('test-results', 'screenshots'),
);

test.use({ tracing: 'off' });

for (const theme of ['light', 'dark'] as const) {
  test(`desktops, ${theme}`, async ({ launchInCloud, cloud, display, displayEnv, home }) => {
    const folder = path.join(OUTPUT, `${theme}-1280x800`);
    await mkdir(folder, { recursive: true });
    const client = await refusingClient(home);
    const app = await launchInCloud({ env: { ...displayEnv, PATH: client.path } });
    const { page } = app;
    let count = 0;
    const shot = async (name: string): Promise<void> => {
      count += 1;
      await page.waitForTimeout(350);
      await page.screenshot({
        path: path.join(folder, `desktops-${String(count).padStart(2, '0')}-${name}.png`),
      });
    };
    await useTheme(app, theme);
    await app.electronApp.evaluate(({ BrowserWindow }) => {
      BrowserWindow.getAllWindows()[0]?.setContentSize(1280, 800);
    });
    await openInstances(app);
    cloud.faults.delayAction('ssm:StartSession', 2_000);
    const { pane, question, connected, button } = await openDesktop(app);
    await shot('steps');
    cloud.faults.delayAction('ssm:StartSession', 0);
    await expect(question(/private key/)).toBeVisible({ timeout: 30_000 });
    await shot('key-needed');
    await cloud.windows.accounts.keyPair('another');
    await chooseFile(app, cloud.windows.accounts.keyFile('another'));
    await page.getByRole('button', { name: 'Choose the key file…' }).click();
    await expect(pane.getByRole('alert')).toBeVisible();
    await shot('wrong-key');
    await page.getByRole('button', { name: 'Enter user and password' }).click();
    await shot('user-and-password');
    await button('Cancel').click();
    await shot('closed');
    const { keyFile } = await cloud.windows.keyPair();
    await chooseFile(app, keyFile);
    await writeFile(client.flag, '');
    await button(`Open ${WINDOWS} again`).click();
    // The account was not given: the key is asked for again.
    await page.getByRole('button', { name: 'Choose the key file…' }).click({ timeout: 30_000 });
    await expect(errorCard(page, 'Windows did not let you in').card).toBeVisible({ timeout: 30_000 });
    await shot('sign-in-refused');
    await rm(client.flag);
    await button('Try again').click();
    await expect(connected).toBeVisible({ timeout: 30_000 });
    await isSignedIn(display);
    await page.waitForTimeout(2_000);
    await shot('open');
    display.screenshot(path.join(folder, 'desktops-screen-with-its-window.png'));
    await button('Options…').click();
    await expect(dialog(page, /Desktop options/)).toBeVisible();
    await shot('options');
    await page.keyboard.press('Escape');
    await button('Close the desktop').click();
    await instances(page).option(WINDOWS).click({ button: 'right' });
    await shot('menu');
    await menu(page).item('Save connection…').click();
    await shot('save');
    await page.keyboard.press('Escape');
    cloud.faults.setAgentStatus(COMPANY.sqlReport, 'offline');
    await button(`Open ${WINDOWS} again`).click();
    await expect(errorCard(page, /agent on this instance/).card).toBeVisible();
    await shot('agent-offline');
    await page.keyboard.press('Control+Shift+P');
    await page.keyboard.type('desktop');
    await shot('palette');
  });
}
