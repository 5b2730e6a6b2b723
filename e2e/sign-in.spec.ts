// Signing in at IAM Identity Center from the window: a page in the browser, and the app goes on by itself. The browser
// is a stand-in that notes the page it is given; the test answers that page as a person would.
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Home } from './app-process.ts';
import { expect, test } from './cloud-fixture.ts';
import { noViolations } from './no-violations.ts';
import { dialog, errorCard, firstRun, instances, picker } from './screens.ts';
import { addressOf, curl, httpServer, makeTunnel, tunnels } from './tunnel-walks.ts';
import { openShell } from './walks.ts';

async function writeSsoProfile(home: Home, region: string, endpointUrl: string): Promise<void> {
  await mkdir(path.dirname(home.awsConfigFile), { recursive: true });
  await writeFile(
    home.awsConfigFile,
    `[profile dev]\nsso_session = corp\nsso_account_id = 123456789012\nsso_role_name = SallyportSandbox\nregion = ${region}\nendpoint_url = ${endpointUrl}\n` +
      `[sso-session corp]\nsso_start_url = https://corp.awsapps.com/start\nsso_region = ${region}\n`,
  );
}

/** Answers with the environment for the app, and with the page that it opened last. */
async function standInBrowser(home: Home) {
  const bin = path.join(home.dir, 'bin');
  const file = path.join(bin, 'page');
  await mkdir(bin);
  const script = `#!/bin/sh\nprintf '%s' "$1" > "${file}.part"\nmv "${file}.part" "${file}"\n`;
  await writeFile(path.join(bin, 'xdg-open'), script, { mode: 0o755 });
  const openedPage = async (): Promise<string> => {
    await expect.poll(() => readFile(file, 'utf8').catch(() => ''), { timeout: 15_000 }).toMatch(/^http/);
    const page = await readFile(file, 'utf8');
    await rm(file);
    return page;
  };
  return { env: { PATH: `${bin}:${process.env['PATH'] ?? ''}` }, openedPage };
}

async function answer(page: string, link: 'Allow' | 'Deny'): Promise<void> {
  const html = await (await fetch(page)).text();
  const href = new RegExp(`href="([^"]+)">${link}<`).exec(html)?.[1]?.replaceAll('&amp;', '&') ?? 'none';
  expect((await fetch(new URL(href, page))).status).toBe(200);
}

test('signs in by the browser, and again when the sign-in has ended', async ({ launch, home, cloud }) => {
  await writeSsoProfile(home, cloud.region, cloud.endpointUrl);
  const browser = await standInBrowser(home);
  // The portal of Identity Center has no setting of its own in a profile.
  const env = { ...browser.env, AWS_ENDPOINT_URL: cloud.endpointUrl };
  const app = await launch({ env });
  await firstRun(app.page).useProfiles.click();
  await picker(app.page, /AWS profile/)
    .option(/^dev/)
    .click();
  const { card, button } = errorCard(app.page, 'Sign-in needed');
  await expect(card).toContainText('IAM Identity Center', { timeout: 15_000 });

  await button('Sign in').click();
  const progress = dialog(app.page, 'Sign in to corp');
  await expect(progress).toContainText('Waiting for the page in your browser');
  await noViolations(app, 'signing in');
  const first = await browser.openedPage();
  await progress.getByRole('button', { name: 'Open the page again' }).click();
  expect(await browser.openedPage()).toBe(first);
  await progress.getByRole('button', { name: 'Copy link' }).click();
  await expect(progress.getByRole('button', { name: 'Link copied' })).toBeVisible();
  await answer(first, 'Allow');
  await expect(progress).toBeHidden();
  await expect(instances(app.page).option('web-1')).toBeVisible();
  await openShell(app);

  await app.kill();

  const second = await launch({ env });
  await expect(instances(second.page).option('web-1')).toBeVisible();
});

test('says that the page was refused, and that a sign-in was given up', async ({ launch, home, cloud }) => {
  await writeSsoProfile(home, cloud.region, cloud.endpointUrl);
  const browser = await standInBrowser(home);
  const app = await launch({ env: { ...browser.env, AWS_ENDPOINT_URL: cloud.endpointUrl } });
  await firstRun(app.page).useProfiles.click();
  await picker(app.page, /AWS profile/)
    .option(/^dev/)
    .click();
  const needed = errorCard(app.page, 'Sign-in needed');
  await needed.button('Sign in').click();
  const progress = dialog(app.page, 'Sign in to corp');
  await progress.getByRole('button', { name: 'Copy link' }).click();
  await expect(progress.getByRole('button', { name: 'Link copied' })).toBeVisible();
  await answer(await browser.openedPage(), 'Deny');
  const refused = errorCard(app.page, 'You are not signed in');
  await expect(refused.card).toContainText('refused in the browser');
  await refused.button('Sign in').click();
  await browser.openedPage();
  await expect(progress.getByRole('button', { name: 'Copy link' })).toBeVisible();
  await progress.getByRole('button', { name: 'Cancel' }).click();
  await expect(progress).toBeHidden();
  await expect(needed.card).toBeVisible();
});

test('a tunnel asks for a sign-in once; put off, its row signs in, says what went wrong, and it goes on', async ({
  launch,
  home,
  cloud,
}) => {
  await writeSsoProfile(home, cloud.region, cloud.endpointUrl);
  const browser = await standInBrowser(home);
  const app = await launch({ env: { ...browser.env, AWS_ENDPOINT_URL: cloud.endpointUrl } });
  const server = await httpServer('behind the sign-in');
  try {
    await makeTunnel(app, {
      ...{ name: 'orders', remotePort: server.port, region: cloud.region, profileId: 'profile:dev' },
    });
    const { host, port } = await addressOf(app, 'orders');
    // It stays open and waits, as every program that connects meanwhile does.
    const body = curl(`http://${host}:${port}/`);
    const question = dialog(app.page, 'Sign in to go on');
    await expect(question).toContainText('AWS profile dev', { timeout: 15_000 });
    await question.getByRole('button', { name: 'Later' }).click();
    await expect(question).toBeHidden();

    await app.page.keyboard.press('Control+Shift+U');
    const signIn = tunnels(app.page).row('orders').getByRole('button', { name: 'Sign in' });
    await signIn.click();
    await answer(await browser.openedPage(), 'Deny');
    const refused = errorCard(app.page, 'You are not signed in');
    await expect(refused.card).toContainText('refused in the browser');
    // For the same AWS profile, also where no instances are shown.
    await refused.button('Sign in').click();
    await answer(await browser.openedPage(), 'Allow');
    expect(await body).toBe('behind the sign-in');
    await expect(signIn).toBeHidden();
  } finally {
    await server.close();
  }
});
