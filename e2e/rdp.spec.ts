// One click to a Windows desktop in the real app: the sandbox's instance is a real xrdp, the client the real xfreerdp on
// a real X display, and what is looked for is the signed-in desktop's colour on the screen.
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { placesOf } from '../electron/connection/fixtures/places-of.ts';
import { COMPANY } from '../electron/sandbox/company/company.ts';
import { processFamily, stillRunning } from './app-process.ts';
import { expect } from './cloud-fixture.ts';
import {
  anotherClient,
  chooseFile,
  clientsOf,
  desktopPane,
  fileWasAsked,
  firstPassword,
  isGone,
  isSignedIn,
  lockedCopy,
  openDesktop,
  refusingClient,
  saveTo,
  test,
  WINDOWS,
} from './desktop-walks.ts';
import { answerQuestions } from './questions.ts';
import { errorCard, instances, tabs } from './screens.ts';
import { callMain } from './page-bridge.ts';
import { answers } from './tunnel-walks.ts';
import { openInstances } from './walks.ts';

// A trace would hold what is typed.
test.use({ tracing: 'off' });
test.skip(
  process.platform !== 'linux' || process.getuid?.() !== 0,
  'the sandbox has a desktop as root on Linux only',
);

test('a double click leads to the signed-in desktop; the password is nowhere but where it belongs', async ({
  launchInCloud,
  cloud,
  display,
  displayEnv,
  home,
}) => {
  test.setTimeout(120_000);
  const app = await launchInCloud({ env: { ...displayEnv, SALLYPORT_KEY_FILE: cloud.windows.keyFile } });
  await openInstances(app);
  const password = firstPassword(cloud);
  const folders = [home.dir, display.home, path.dirname(path.dirname(cloud.windows.keyFile))];
  const seen: string[] = [];
  const watching = setInterval(() => seen.push(...placesOf(password)), 40);
  const { pane, connected, button } = await openDesktop(app);
  await expect(pane.getByText(/Opening a tunnel|Waiting until Windows answers/).first()).toBeVisible();
  await expect(connected).toBeVisible({ timeout: 40_000 });
  await isSignedIn(display);
  clearInterval(watching);
  expect([...seen, ...placesOf(password, ...folders)], 'places of the password').toEqual([]);
  expect(placesOf(home.userData), 'the search finds what is there').not.toEqual([]);
  expect(display.windowTitles()).toContain(WINDOWS);
  await expect(pane).toContainText(`called “${WINDOWS}”`);
  await expect(pane).toContainText(/Session Manager · \d+ ms/);
  await expect(pane).toContainText('FreeRDP');
  if (process.env['SALLYPORT_SCREENSHOTS'] !== undefined)
    display.screenshot(path.join(process.env['SALLYPORT_SCREENSHOTS'], 'desktop-signed-in.png'));

  const before = await clientsOf(app);
  expect(before).toHaveLength(1);
  await button('Reconnect').click();
  await anotherClient(app, before);
  await expect(connected).toBeVisible({ timeout: 40_000 });
  await isSignedIn(display);

  await saveTo(app, path.join(home.dir, 'kept.rdp'));
  await button('Save as .rdp…').click();
  await expect(app.page.getByText(/It leads here as long as/)).toBeVisible();
  const saved = (await readFile(path.join(home.dir, 'kept.rdp'))).toString('utf16le');
  const [, host = '', port = ''] = /full address:s:(.+):(\d+)/.exec(saved) ?? [];
  expect(await answers(host, Number(port))).toBe(true);

  await button('Close the desktop').click();
  await expect(pane.getByRole('heading', { name: 'Closed' })).toBeVisible();
  await isGone(display);
  expect(await answers(host, Number(port)), 'the local port is closed').toBe(false);
  await expect.poll(() => cloud.stats().sessions).toEqual([]);
  expect(placesOf(password, ...folders), 'places of the password afterwards').toEqual([]);
});

test('in the sandbox that comes with the app nothing is asked, by keys only', async ({
  launch,
  display,
  displayEnv,
}) => {
  test.setTimeout(120_000);
  const app = await launch({ args: ['--sandbox'], env: displayEnv });
  const { page } = app;
  await expect(instances(page).option(WINDOWS)).toBeVisible();
  await page.keyboard.press('Control+Shift+L');
  await page.keyboard.type('sql-report');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(desktopPane(page).connected).toBeVisible({ timeout: 40_000 });
  await isSignedIn(display);
  await expect(tabs(page).selected).toContainText(WINDOWS);
  const family = await processFamily(app.pid);
  expect(family.map(({ command }) => command).join('\n')).toContain('xfreerdp');

  const staying = await answerQuestions(app, /^Cancel$/);
  await app.electronApp.evaluate(({ app: main }) => {
    main.quit();
  });
  await expect.poll(staying).toEqual(['Quit Sallyport? 1 desktop is still open.']);
  await answerQuestions(app, /^Quit/);
  expect(await app.quit(), 'the app ends').toBe(true);
  await expect.poll(() => stillRunning(family), { timeout: 10_000 }).toEqual([]);
  await isGone(display);
});

test('a key is asked for until one fits, and after a kill -9 it is known', async ({
  launchInCloud,
  cloud,
  display,
  displayEnv,
  home,
}) => {
  test.setTimeout(120_000);
  const { keyFile } = await cloud.windows.keyPair();
  await cloud.windows.accounts.keyPair('another');
  const first = await launchInCloud({ env: displayEnv });
  await openInstances(first);
  const { question, pane, connected } = await openDesktop(first);
  const asked = question('The private key “finance-rdp” is needed');
  await expect(asked).toBeVisible({ timeout: 30_000 });
  await expect(tabs(first.page).selected).toHaveAccessibleName(/asks you something/);
  await chooseFile(first, null);
  // The button has the focus.
  await first.page.keyboard.press('Enter');
  await fileWasAsked(first);
  await chooseFile(first, cloud.windows.accounts.keyFile('another'));
  await asked.getByRole('button', { name: 'Choose the key file…' }).click();
  await expect(pane.getByRole('alert')).toContainText('This key belongs to something else');
  const locked = await lockedCopy(keyFile, home.dir, 'open sesame');
  await chooseFile(first, locked);
  await asked.getByRole('button', { name: 'Choose the key file…' }).click();
  const unlock = question('Passphrase of the key “finance-rdp”');
  await unlock.getByLabel('Passphrase').fill('open barley');
  await first.page.keyboard.press('Enter');
  await expect(unlock).toContainText('The passphrase does not fit');
  await unlock.getByLabel('Passphrase').fill('open sesame');
  await first.page.keyboard.press('Enter');
  await expect(connected).toBeVisible({ timeout: 30_000 });
  await isSignedIn(display);
  await callMain(first.page, 'library.save', {
    ...{
      name: 'reports',
      kind: 'desktop',
      platform: 'windows',
      targetId: COMPANY.sqlReport,
      targetName: WINDOWS,
    },
    access: { profileId: 'environment', region: cloud.region },
  } as never);
  await first.kill();
  await isGone(display);

  const stored = await readFile(path.join(home.userData, 'desktops.json'), 'utf8');
  expect(stored).toContain(locked);
  expect(stored).not.toContain('PRIVATE KEY');
  expect(placesOf('open sesame', home.dir), 'places of the passphrase').toEqual([]);
  const second = await launchInCloud({ env: displayEnv });
  await expect(instances(second.page).option(WINDOWS)).toBeVisible();
  await second.page.keyboard.press('Control+Shift+S');
  await expect(second.page.getByRole('button', { name: /^reports/ })).toBeVisible();
  await second.page.keyboard.press('Control+Shift+L');
  await openDesktop(second);
  const again = desktopPane(second.page).question(/Passphrase/);
  await expect(again).toBeVisible({ timeout: 30_000 });
  await again.getByLabel('Passphrase').fill('open sesame');
  await second.page.keyboard.press('Enter');
  await expect(desktopPane(second.page).connected).toBeVisible({ timeout: 40_000 });
});

test('cancelled at a step nothing is left, and the tab says so', async ({
  launchInCloud,
  cloud,
  displayEnv,
}) => {
  const app = await launchInCloud({ env: displayEnv });
  await openInstances(app);
  const { pane, question } = await openDesktop(app);
  await expect(question(/private key/)).toBeVisible({ timeout: 30_000 });
  await app.page.keyboard.press('Escape');
  await expect(pane.getByRole('heading', { name: 'Closed' })).toBeVisible();
  await expect.poll(() => cloud.stats().sessions).toEqual([]);

  cloud.faults.delayAction('ssm:StartSession', 30_000);
  await pane.getByRole('button', { name: `Open ${WINDOWS} again` }).click();
  await expect(pane.getByText('Opening a tunnel', { exact: true }).first()).toBeVisible();
  await pane.getByRole('button', { name: 'Cancel' }).click();
  await expect(pane.getByRole('heading', { name: 'Closed' })).toBeVisible();
  expect(cloud.stats().sessions).toEqual([]);
});

test('a changed password is typed, and a computer without a keychain does not keep it', async ({
  launchInCloud,
  cloud,
  display,
  displayEnv,
  home,
}) => {
  test.setTimeout(120_000);
  const client = await refusingClient(home);
  await writeFile(client.flag, '');
  const { keyFile } = await cloud.windows.keyPair();
  // An own bus without a keyring on it: asking the session's would start one.
  const env = { ...displayEnv, PATH: client.path, SALLYPORT_KEY_FILE: keyFile, DBUS_SESSION_BUS_ADDRESS: '' };
  const app = await launchInCloud({ env });
  const { page } = app;
  await openInstances(app);
  const { pane, connected } = await openDesktop(app);
  const refused = errorCard(page, 'Windows did not let you in');
  await expect(refused.card).toBeVisible({ timeout: 30_000 });
  await rm(client.flag);
  const changed = await cloud.windows.changePassword();
  await refused.button('Enter user and password').click();
  const form = desktopPane(page).question('User and password');
  await expect(form).toContainText('Windows did not let you in');
  await expect(form.getByLabel('User')).toHaveValue('.\\Administrator');
  await form.getByLabel('Password', { exact: true }).fill(changed);
  await form.getByLabel('Keep the password in the keychain').check();
  await page.keyboard.press('Enter');
  await expect(form).toContainText('keychain');
  await form.getByRole('button', { name: 'Go on without saving' }).click();
  await expect(connected).toBeVisible({ timeout: 30_000 });
  await isSignedIn(display);
  await expect(readdir(home.userData)).resolves.not.toContain('secrets.json');
  expect(placesOf(changed, home.dir, display.home), 'places of the typed password').toEqual([]);
  expect(await page.content(), 'the page').not.toContain(changed);
  const before = await clientsOf(app);
  await pane.getByRole('button', { name: 'Reconnect' }).click();
  await anotherClient(app, before);
  await isSignedIn(display);
});
