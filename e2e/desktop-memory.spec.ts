// What outlives a desktop and what shows it: passwords in a real GNOME keyring, the tray, the one question at the end.
import { readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { placesOf } from '../electron/connection/fixtures/places-of.ts';
import { expect } from './cloud-fixture.ts';
import {
  desktopPane,
  isSignedIn,
  openDesktop,
  refusingClient,
  test as desktopTest,
  WINDOWS,
} from './desktop-walks.ts';
import { type Keyring, KEYRING_ARGUMENT, startKeyring } from './keyring.ts';
import { dialog, errorCard, instances, menu, tabs } from './screens.ts';
import { startTrayHost, type TrayHost } from './status-notifier.ts';
import { openInstances } from './walks.ts';

const test = desktopTest.extend<{ readonly keyring: Keyring; readonly tray: TrayHost }>({
  keyring: async ({ home }, use) => {
    const keyring = await startKeyring(home);
    await use(keyring);
    await keyring.close();
  },

  tray: async ({}, use) => {
    const host = await startTrayHost();
    await use(host);
    host.close();
  },
});

// A trace would hold what is typed.
test.use({ tracing: 'off' });
test.skip(
  process.platform !== 'linux' || process.getuid?.() !== 0,
  'the sandbox has a desktop as root on Linux only',
);

test('a password kept in the keyring opens the desktop from then on, until it is forgotten', async ({
  launchInCloud,
  cloud,
  display,
  displayEnv,
  home,
  keyring,
}) => {
  test.setTimeout(150_000);
  const client = await refusingClient(home);
  await writeFile(client.flag, '');
  const { keyFile } = await cloud.windows.keyPair();
  const env = {
    ...displayEnv,
    PATH: client.path,
    SALLYPORT_KEY_FILE: keyFile,
    DBUS_SESSION_BUS_ADDRESS: keyring.busAddress,
  };
  const first = await launchInCloud({ env, args: [KEYRING_ARGUMENT] });
  await openInstances(first);
  await openDesktop(first);
  const refused = errorCard(first.page, 'Windows did not let you in');
  await expect(refused.card).toBeVisible({ timeout: 30_000 });
  await rm(client.flag);
  const changed = await cloud.windows.changePassword();
  await refused.button('Enter user and password').click();
  const { question, connected } = desktopPane(first.page);
  await question('User and password').getByLabel('Password', { exact: true }).fill(changed);
  await question('User and password').getByLabel('Keep the password in the keychain').check();
  await first.page.keyboard.press('Enter');
  await expect(connected).toBeVisible({ timeout: 30_000 });
  await isSignedIn(display);
  const secrets = await readFile(path.join(home.userData, 'secrets.json'), 'utf8');
  const [, encrypted = ''] = /"desktop\|[^"]+": "([^"]+)"/.exec(secrets) ?? [];
  expect(Buffer.from(encrypted, 'base64').subarray(0, 3).toString(), 'a key of the keyring').toBe('v11');
  expect(placesOf(changed, home.dir, display.home), 'places of the kept password').toEqual([]);
  await first.kill();

  const second = await launchInCloud({ env, args: [KEYRING_ARGUMENT] });
  const { page } = second;
  await expect(instances(page).option(WINDOWS)).toBeVisible();
  await openDesktop(second);
  await expect(desktopPane(page).connected).toBeVisible({ timeout: 40_000 });
  await isSignedIn(display);
  await expect(desktopPane(page).pane).toContainText('.\\Administrator');
  expect(placesOf(changed, home.dir, display.home)).toEqual([]);

  await instances(page).option(WINDOWS).click({ button: 'right' });
  await menu(page).item('Desktop options…').click();
  const sheet = dialog(page, `Desktop options of ${WINDOWS}`);
  await sheet.getByRole('button', { name: 'Forget password' }).click();
  await expect(sheet.getByRole('button', { name: 'Forget password' })).toBeHidden();
  await page.keyboard.press('Escape');
  expect(await readFile(path.join(home.userData, 'secrets.json'), 'utf8')).not.toContain('desktop|');
  await desktopPane(page).button('Reconnect').click();
  await expect(desktopPane(page).question('User and password')).toBeVisible({ timeout: 30_000 });
});

test('the tray shows a desktop, and a click brings its tab back', async ({
  tray,
  launchInCloud,
  cloud,
  displayEnv,
}) => {
  test.setTimeout(90_000);
  const { keyFile } = await cloud.windows.keyPair();
  const app = await launchInCloud({ env: { ...displayEnv, SALLYPORT_KEY_FILE: keyFile } });
  const { page } = app;
  await openInstances(app);
  const { connected } = await openDesktop(app);
  await expect(connected).toBeVisible({ timeout: 40_000 });
  await expect.poll(() => tray.tooltip()).toBe('Sallyport: 1 desktop');
  await page.keyboard.press('Control+,');
  await expect(page.getByRole('heading', { name: 'Settings' })).toBeVisible();
  await tray.click(`${WINDOWS} (desktop)`);
  await expect(page.getByRole('heading', { name: 'Settings' })).toBeHidden();
  await expect(tabs(page).selected).toContainText(WINDOWS);
  await expect(desktopPane(page).pane).toBeFocused();
  // A page that is loaded anew has no tabs; the desktop is still there.
  await page.reload();
  await expect(instances(page).option(WINDOWS)).toBeVisible();
  await tray.click(`${WINDOWS} (desktop)`);
  await expect(desktopPane(page).connected).toBeVisible();
  await page.keyboard.press('Control+Shift+W');
  await expect.poll(() => tray.tooltip()).toBe('Sallyport: Nothing open');
  await expect.poll(() => cloud.stats().sessions).toEqual([]);
});
