// Pictures of the way in: first run, AWS profiles, regions, lists in every state, settings. Part of `npm run screenshots`.
import { appendFile } from 'node:fs/promises';
import { camera, USUAL } from './camera.ts';
import { expect, test, writeAwsProfile } from './cloud-fixture.ts';
import { changeSettings } from './page-bridge.ts';
import { dialog, errorCard, firstRun, instances, menu, picker } from './screens.ts';
import { openInstances } from './walks.ts';

test.use({ tracing: 'off' });

const LONG_NAME = 'acme-eu-production-platform-engineering-administrator';
/** One of each kind that people have in ~/.aws. */
const OTHER_PROFILES = `
[profile acme-staging]
region = eu-west-1
role_arn = arn:aws:iam::111122223333:role/operations
source_profile = acme-prod
mfa_serial = arn:aws:iam::111122223333:mfa/someone
[sso-session acme]
sso_start_url = https://acme.awsapps.com/start
sso_region = eu-west-1
[profile acme-sandbox-sso]
region = eu-central-1
sso_session = acme
sso_account_id = 111122223333
sso_role_name = PowerUser
[profile ${LONG_NAME}]
region = ap-southeast-1
credential_process = /usr/bin/get-keys
[profile half]
role_arn = arn:aws:iam::111122223333:role/x
source_profile = nobody
`;

test('start', async ({ launch, home, cloud }) => {
  const app = await launch();
  const { page } = app;
  const shot = await camera(app, 'start');
  await expect(firstRun(page).trySandbox).toBeVisible();
  await shot('first-run-without-profiles');
  await firstRun(page).useProfiles.click();
  await shot('choose-profile-without-any');
  await page.keyboard.press('Escape');
  await writeAwsProfile(home, cloud, 'acme-prod');
  await page.reload();
  await expect(firstRun(page).useProfiles).toContainText('1 AWS profile');
  await appendFile(home.awsConfigFile, OTHER_PROFILES);
  await page.reload();
  await expect(firstRun(page).useProfiles).toContainText('5 AWS profiles');
  await shot('first-run');
  await firstRun(page).useProfiles.click();
  await expect(picker(page, /AWS profile/).option(/^acme-prod/)).toBeVisible();
  await shot('choose-profile');
  await page.keyboard.type('zzz');
  await shot('choose-profile-without-hit');
  await page.keyboard.press('Escape');
  cloud.faults.delayAction('ec2:DescribeInstances', 5_000);
  cloud.faults.delayAction('ssm:DescribeInstanceInformation', 5_000);
  await firstRun(page).useProfiles.click();
  await picker(page, /AWS profile/)
    .option(/^acme-prod/)
    .click();
  await shot('instances-loading');
  await expect(instances(page).option('web-1')).toBeVisible();
  cloud.faults.delayAction('ec2:DescribeInstances', 0);
  cloud.faults.delayAction('ssm:DescribeInstanceInformation', 0);
  await shot('instances');
  for (const name of [
    'web-1',
    'build-runner',
    'sql-report-01',
    'old-worker',
    'warehouse-gw',
    'bastion-legacy',
    'jump-1',
    'ledger-db',
  ]) {
    await instances(page).option(name).click();
    await page.waitForTimeout(600);
    await shot(`inspector-${name}`, name === 'web-1' ? undefined : USUAL);
  }
  await instances(page).filter.fill('no such thing');
  await shot('filter-without-match');
  await instances(page).filter.fill('');
  await changeSettings(page, { density: 'compact' });
  await shot('instances-compact', USUAL);
  await changeSettings(page, { density: 'comfortable' });
  cloud.faults.denyAction('ec2:DescribeInstances');
  await page.getByRole('button', { name: 'Reload instances' }).click();
  await expect(page.getByText(/Part of the list is missing/)).toBeVisible();
  await shot('instances-partly');
  cloud.faults.denyAction('ssm:DescribeInstanceInformation');
  await page.getByRole('button', { name: 'Reload instances' }).click();
  await expect(errorCard(page, 'AWS did not allow this').card).toBeVisible();
  await shot('instances-denied');
  cloud.faults.reset();
  await page.getByRole('button', { name: /^Region/ }).click();
  await expect(picker(page, /region/i).field).toBeVisible();
  await shot('choose-region');
  await page.keyboard.type('stockholm');
  await page.keyboard.press('Enter');
  await page.waitForTimeout(1_500);
  await shot('other-region');
  await page.keyboard.press('Control+Shift+S');
  await shot('saved-empty');
  await page.keyboard.press('Control+,');
  await shot('settings');
  const pageOfSettings = page.getByRole('main');
  await pageOfSettings.evaluate((element) => element.scrollTo(0, 520));
  await shot('settings-middle', USUAL);
  await pageOfSettings.evaluate((element) => element.scrollTo(0, 9_999));
  await shot('settings-end');
  await page.keyboard.press('F1');
  await expect(dialog(page, 'Keyboard shortcuts')).toBeVisible();
  await shot('shortcuts');
  await page.keyboard.press('Escape');
});

test('a long AWS profile name', async ({ launch, home, cloud }) => {
  await writeAwsProfile(home, cloud, LONG_NAME);
  const app = await launch();
  const shot = await camera(app, 'long-name');
  await openInstances(app, LONG_NAME);
  await shot('title-bar');
});

test('saved connections', async ({ launchInCloud }) => {
  const app = await launchInCloud();
  const { page } = app;
  const shot = await camera(app, 'saved');
  await openInstances(app);
  for (const name of ['web-1', 'sql-report-01', 'warehouse-gw', 'jump-1']) {
    await instances(page).option(name).click({ button: 'right' });
    await menu(page).item(/^Save/).click();
    if (name === 'jump-1')
      await dialog(page, 'Save connection')
        .getByRole('textbox', { name: 'Name', exact: true })
        .fill('Front gate to the ledger of the production account');
    if (name === 'web-1') await shot('save');
    await page.keyboard.press('Enter');
    await expect(dialog(page, 'Save connection')).toBeHidden();
  }
  await shot('notices');
  await page.keyboard.press('Control+Shift+S');
  const row = page.getByRole('button', { name: /^sql-report-01/ });
  await page.getByRole('button', { name: 'Add warehouse-gw to favourites' }).click();
  await row.hover();
  await shot('list');
  await row.click({ button: 'right' });
  await shot('menu', USUAL);
  await page.keyboard.press('Escape');
  await row.focus();
  await page.keyboard.press('Delete');
  await shot('delete');
  await page.keyboard.press('Enter');
  await shot('deleted', USUAL);
});
