// Pictures of what goes wrong, and of many things at once. Part of `npm run screenshots`.
import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { camera } from './camera.ts';
import { expect, test } from './cloud-fixture.ts';
import { dialog, errorCard, instances, menu } from './screens.ts';
import { openInstances, openShell } from './walks.ts';

test.use({ tracing: 'off' });

test('trouble', async ({ launchInCloud, home, cloud }) => {
  await mkdir(home.userData, { recursive: true });
  await writeFile(path.join(home.userData, 'library.json'), '{"version":1,"connections":[{"id":');
  cloud.faults.delayAction('ssm:StartSession', 1_500);
  const app = await launchInCloud();
  const { page } = app;
  const shot = await camera(app, 'trouble');
  await openInstances(app);
  await page.keyboard.press('Control+Shift+S');
  await shot('library-kept-aside');
  await page.keyboard.press('Control+Shift+L');
  await instances(page).option('web-1').dblclick();
  await page.getByRole('button', { name: 'Cancel' }).click();
  await shot('cancelled');
  cloud.faults.delayAction('ssm:StartSession', 0);
  cloud.faults.denyAction('ssm:StartSession');
  await page.getByRole('button', { name: 'Connect', exact: true }).click();
  await expect(errorCard(page, 'AWS did not allow this').card).toBeVisible();
  await shot('access-denied');
  cloud.faults.expireCredentials();
  await instances(page).option('warehouse-gw').dblclick();
  await expect(errorCard(page, 'The AWS credentials have expired').card).toBeVisible();
  await shot('credentials-expired');
});

test('a passphrase', async ({ launchInCloud, home }) => {
  const key = path.join(home.dir, 'own-key');
  await promisify(execFile)('ssh-keygen', ['-q', '-t', 'ed25519', '-N', 'open sesame', '-f', key]);
  const app = await launchInCloud();
  const { page } = app;
  const shot = await camera(app, 'questions');
  await openInstances(app);
  await instances(page).option('build-runner').click({ button: 'right' });
  await menu(page).item(/^Save/).click();
  const asked = dialog(page, 'Save connection');
  await asked.getByLabel('Sign in with').selectOption('Key file');
  await asked.getByLabel('Private key').fill(key);
  await asked.getByRole('button', { name: 'Save connection' }).click();
  await page.keyboard.press('Control+Shift+S');
  await page.getByRole('button', { name: /^build-runner/ }).click();
  const question = dialog(page, 'Passphrase');
  await expect(question).toBeVisible();
  await shot('passphrase');
  await question.locator('input').fill('close sesame');
  await page.keyboard.press('Enter');
  await expect(question).toContainText('That was not it.');
  await shot('passphrase-again');
});

test.describe('many', () => {
  test.use({ sandboxOptions: { instances: 10_000 } });
  test('many instances', async ({ launchInCloud }) => {
    const app = await launchInCloud();
    const { page } = app;
    const shot = await camera(app, 'many');
    await openInstances(app);
    await expect(instances(page).filter).toHaveAttribute('placeholder', /Filter 9.?8\d\d/, {
      timeout: 60_000,
    });
    await shot('instances');
    await instances(page).filter.fill('web-1');
    await openShell(app, 'web-1');
    await instances(page).filter.fill('web');
    await shot('filtered');
  });
});
