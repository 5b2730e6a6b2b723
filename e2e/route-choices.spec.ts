// The way to a shell as the user has chosen it: through a jump host, with an own key, another kind of shell.
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import type { Locator } from '@playwright/test';
import { expect, test } from './cloud-fixture.ts';
import { filesHolding } from './files-holding.ts';
import type { LaunchedApp } from './launched-app.ts';
import { dialog, instances, menu, tabs } from './screens.ts';
import { connectedTerminal, openInstances, openShell, whoAmI } from './walks.ts';

test.use({ newShells: 'automatic' });

test('a database behind a jump host: saved, opened through it, and again after a restart', async ({
  launchInCloud,
}) => {
  test.setTimeout(60_000);
  const app = await launchInCloud();
  await openInstances(app);
  await saveAs(app, 'jump-1', 'Front gate', async () => undefined);
  await saveAs(app, 'ledger-db', 'Ledger', async (asked) => {
    await asked.getByLabel('Route').selectOption('Through a saved connection');
    await expect(asked.getByRole('button', { name: 'Save connection' })).toBeDisabled();
    await asked.getByLabel('Through').selectOption('Front gate');
  });
  await app.kill();

  const again = await launchInCloud();
  await openSaved(again, 'Ledger');
  const terminal = await connectedTerminal(again, 'SSH via a jump host');
  await terminal.run('hostname; cat README | head -1');
  await terminal.shows('This is ledger-db of the Sallyport sandbox');
});

test('an own key file: its passphrase is asked for, and asked again when it is wrong', async ({
  launchInCloud,
  home,
}) => {
  test.setTimeout(60_000);
  const key = path.join(home.dir, 'own-key');
  await promisify(execFile)('ssh-keygen', ['-q', '-t', 'ed25519', '-N', 'open sesame', '-f', key]);
  const publicKey = (await readFile(`${key}.pub`, 'utf8')).trim();
  const app = await launchInCloud();
  await openInstances(app);
  const first = await openShell(app, 'build-runner', 'SSH via EICE');
  await first.run(
    `mkdir -pm 700 ~/.ssh; echo '${publicKey}' >> ~/.ssh/authorized_keys; echo stored-$((1+1))`,
  );
  await first.shows('stored-2');
  await saveAs(app, 'build-runner', 'By own key', async (asked) => {
    await asked.getByLabel('Sign in with').selectOption('Key file');
    await asked.getByLabel('Private key').fill(key);
  });
  await openSaved(app, 'By own key');
  const question = dialog(app.page, 'Passphrase');
  await expect(question).toContainText('own-key');
  await question.getByRole('textbox').or(question.locator('input')).first().fill('close sesame');
  await app.page.keyboard.press('Enter');
  await expect(question).toContainText('That was not it.');
  await question.locator('input').fill('open sesame');
  await app.page.keyboard.press('Enter');
  const terminal = await connectedTerminal(app, 'SSH via EICE');
  expect(await whoAmI(terminal)).toBe('ubuntu');
  // The answer was for this once.
  expect(await filesHolding(home.userData, 'open sesame')).toEqual([]);
});

test('the serial console, with a break', async ({ launchInCloud }) => {
  const app = await launchInCloud();
  await openInstances(app);
  await instances(app.page).option('web-1').click({ button: 'right' });
  await menu(app.page).item('Open serial console').click();
  const terminal = await connectedTerminal(app, 'the serial console');
  await terminal.run('');
  await terminal.shows('login:');
  await tabs(app.page).selected.click({ button: 'right' });
  await menu(app.page).item('Send break').click();
  await terminal.focus();
  await app.page.keyboard.press('h');
  await terminal.shows('sysrq: HELP');
});

test('the Session Manager shell by choice, where SSH would be the first', async ({ launchInCloud }) => {
  const app = await launchInCloud();
  await openInstances(app);
  await instances(app.page).option('web-1').click({ button: 'right' });
  await menu(app.page).item('Open Session Manager shell').click();
  await connectedTerminal(app, 'Session Manager');
});

async function saveAs(
  { page }: LaunchedApp,
  instance: string,
  name: string,
  fill: (asked: Locator) => Promise<void>,
): Promise<void> {
  await instances(page).option(instance).click({ button: 'right' });
  await menu(page).item(/^Save/).click();
  const asked = dialog(page, 'Save connection');
  await asked.getByRole('textbox', { name: 'Name', exact: true }).fill(name);
  await fill(asked);
  await asked.getByRole('button', { name: 'Save connection' }).click();
  await expect(asked).toBeHidden();
}

async function openSaved({ page }: LaunchedApp, name: string): Promise<void> {
  await expect(page.getByRole('navigation', { name: 'Places' })).toBeVisible();
  await page.keyboard.press('Control+Shift+S');
  await page
    .getByRole('listitem')
    .getByRole('button', { name: new RegExp(`^${name}`) })
    .click();
}
