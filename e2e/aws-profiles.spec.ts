// The user's own AWS profiles: what ~/.aws and the environment offer, chosen by hand, remembered, and what is said
// when they cannot work.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test, writeAwsProfile } from './cloud-fixture.ts';
import { errorCard, firstRun, instances, picker, tabs } from './screens.ts';
import { chooseProfile, openInstances, openShell, resizeWindow } from './walks.ts';

test('a shell with the credentials of the environment', async ({ launchInCloud }) => {
  const app = await launchInCloud();
  await openInstances(app);
  const terminal = await openShell(app);
  await terminal.run('echo $((6*7))-from-the-environment');
  await terminal.shows('42-from-the-environment');
});

test('a profile of the shared config files, remembered at the next start', async ({
  launch,
  home,
  cloud,
}) => {
  await writeAwsProfile(home, cloud, 'acme-prod');
  const first = await launch();
  await openInstances(first, 'acme-prod');
  await expect(first.page.getByRole('button', { name: /acme-prod/ })).toBeVisible();
  await openShell(first);
  await expect.poll(() => readFile(path.join(home.userData, 'settings.json'), 'utf8')).toContain('acme-prod');
  await first.kill();

  const second = await launch();
  await expect(instances(second.page).option('web-1')).toBeVisible();
  await expect(second.page.getByRole('button', { name: /acme-prod/ })).toBeVisible();
});

test('a long AWS profile name is cut short in a small window, and leaves the region readable', async ({
  launch,
  home,
  cloud,
}) => {
  const name = 'acme-eu-production-platform-engineering-administrator';
  await writeAwsProfile(home, cloud, name);
  const app = await launch();
  await resizeWindow(app, { width: 1024, height: 640 });
  await openInstances(app, name);
  const profile = app.page.getByRole('button', { name: `AWS profile ${name}` });
  const region = app.page.getByRole('button', { name: /^Region / });
  const [left, right] = [await profile.boundingBox(), await region.boundingBox()];
  expect((left?.x ?? 0) + (left?.width ?? 0)).toBeLessThanOrEqual(right?.x ?? 0);
  await expect(profile).toHaveAttribute('title', new RegExp(name));
  const words = profile.getByText(name);
  expect(
    await words.evaluate((element) => [
      element.scrollWidth > element.clientWidth,
      getComputedStyle(element).textOverflow,
    ]),
  ).toEqual([true, 'ellipsis']);
});

test('each way to reach an instance is told before connecting', async ({ launchInCloud }) => {
  const app = await launchInCloud();
  await openInstances(app);
  const { option } = instances(app.page);
  await expect(option('web-1')).toContainText('SSM');
  await expect(option('web-1')).toContainText('10.20.1.17');
  await expect(option('build-runner')).toContainText('agent offline');
  await expect(option('old-worker')).toContainText('stopped');
  await expect(option('bastion-legacy')).toContainText('no agent');
  await expect(option('warehouse-gw')).toContainText('SSM');
  await expect(app.page.getByText('Managed nodes')).toBeVisible();
});

test('a profile that cannot work says why', async ({ launch, home }) => {
  await mkdir(path.dirname(home.awsConfigFile), { recursive: true });
  await writeFile(
    home.awsConfigFile,
    '[profile half]\nregion = eu-west-1\nsource_profile = nobody\nrole_arn = arn:aws:iam::111122223333:role/x\n',
  );
  const app = await launch();
  await firstRun(app.page).useProfiles.click();
  const choice = picker(app.page, /AWS profile/);
  await expect(choice.option(/^half/)).toContainText('source_profile "nobody" does not exist');
});

test('without any profile the next step is said', async ({ launch }) => {
  const app = await launch();
  await firstRun(app.page).useProfiles.click();
  await expect(app.page.getByText(/aws configure|~\/\.aws/).first()).toBeVisible();
});

test('keys that AWS does not know', async ({ launch, home, cloud }) => {
  await writeAwsProfile(home, cloud, 'typo', { ...cloud.env, AWS_ACCESS_KEY_ID: 'ASIAQQQQQQQQQQQQQQQQ' });
  const app = await launch();
  await chooseProfile(app.page, 'typo');
  const { card, button } = errorCard(app.page, 'AWS does not accept these credentials');
  await expect(card).toContainText('Check the keys of this AWS profile');
  await button('Choose AWS profile').click();
  await expect(picker(app.page, /AWS profile/).dialog).toBeVisible();
});

test('an inventory that EC2 may not list shows what Session Manager knows, and says so', async ({
  launchInCloud,
  cloud,
}) => {
  cloud.faults.denyAction('ec2:DescribeInstances');
  const app = await launchInCloud();
  await openInstances(app);
  await expect(instances(app.page).option('warehouse-gw')).toBeVisible();
  await expect(app.page.getByText(/Part of the list is missing/)).toBeVisible();
  await app.page.getByRole('button', { name: 'Why' }).click();
  await expect(errorCard(app.page, 'AWS did not allow this').card).toContainText('ec2:DescribeInstances');
  await expect(instances(app.page).options.filter({ hasText: 'agent offline' })).not.toHaveCount(0);
  await expect(instances(app.page).list).not.toContainText('unknown');
});

test('rows that come between the two clicks of a double click open nothing that was not chosen', async ({
  launchInCloud,
  cloud,
}) => {
  cloud.faults.delayAction('ec2:DescribeInstances', 8_000);
  const app = await launchInCloud();
  const { page } = app;
  await chooseProfile(page);
  // Systems Manager has answered: it is the only one so far.
  const node = instances(page).option('warehouse-gw');
  await node.click();
  const box = await node.boundingBox();
  const middle = { x: (box?.x ?? 0) + 20, y: (box?.y ?? 0) + (box?.height ?? 0) / 2 };
  await page.mouse.move(middle.x, middle.y);
  await page.mouse.down();
  await page.mouse.up();
  await expect(instances(page).option('web-1')).toBeVisible();
  await page.mouse.down({ clickCount: 2 });
  await page.mouse.up({ clickCount: 2 });
  await expect(instances(page).list.getByRole('option', { selected: true })).not.toHaveAccessibleName(
    /^warehouse-gw/,
  );
  // One that stays where it is opens, and is the first to do so.
  await page.mouse.dblclick(middle.x, middle.y);
  await expect(tabs(page).all).toHaveCount(1);
});

test('an endpoint where nothing answers', async ({ launchInCloud, cloud }) => {
  await cloud.close();
  const app = await launchInCloud();
  await chooseProfile(app.page);
  const { card, button } = errorCard(app.page, 'AWS cannot be reached');
  await expect(card).toContainText('Check the network and the VPN', { timeout: 30_000 });
  await expect(button('Try again')).toBeVisible();
});
