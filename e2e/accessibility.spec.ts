// axe on every main screen, light and dark: no violations.
import { expect, test } from './cloud-fixture.ts';
import { noViolations } from './no-violations.ts';
import { dialog, errorCard, firstRun, instances, menu, picker } from './screens.ts';
import { makeTunnel, tunnels } from './tunnel-walks.ts';
import { isTheme, openInstances, openShell, useTheme } from './walks.ts';

test.use({ tracing: 'off' });

for (const theme of ['light', 'dark'] as const) {
  test(`no violations on the main screens, ${theme}`, async ({ launchInCloud }) => {
    test.setTimeout(120_000);
    const app = await launchInCloud();
    const { page } = app;
    await expect(firstRun(page).trySandbox).toBeVisible();
    await useTheme(app, theme);
    await noViolations(app, 'first run');

    await firstRun(page).useProfiles.click();
    await expect(picker(page, /AWS profile/).option(/^Environment/)).toBeVisible();
    await noViolations(app, 'AWS profiles');
    await page.keyboard.press('Escape');
    await openInstances(app);
    await instances(page).option('web-1').click();
    await noViolations(app, 'instances and inspector');

    await openShell(app, 'web-1');
    await noViolations(app, 'terminal');
    await page.keyboard.press('Control+Shift+F');
    await noViolations(app, 'find');
    await page.keyboard.press('Escape');

    await instances(page).option('build-runner').dblclick();
    await expect(errorCard(page, /agent on this instance/).card).toBeVisible();
    await noViolations(app, 'error');

    await page.keyboard.press('Control+Shift+P');
    await expect(picker(page, /go to/i).field).toBeVisible();
    await noViolations(app, 'palette');
    await page.keyboard.press('Escape');

    await instances(page).option('web-1').click({ button: 'right' });
    await expect(menu(page).menu).toBeVisible();
    await noViolations(app, 'menu');
    await menu(page).item(/^Save/).click();
    await expect(dialog(page, 'Save connection')).toBeVisible();
    await noViolations(app, 'save');
    await page.keyboard.press('Enter');
    await expect(dialog(page, 'Save connection')).toBeHidden();
    await page.keyboard.press('Control+Shift+S');
    await expect(page.getByRole('heading', { name: /Saved connections/ })).toBeVisible();
    await noViolations(app, 'saved connections');

    await page.keyboard.press('Control+,');
    await expect(page.getByRole('heading', { name: 'Settings' })).toBeVisible();
    await noViolations(app, 'settings');
    await page.keyboard.press('F1');
    await expect(dialog(page, 'Keyboard shortcuts')).toBeVisible();
    await noViolations(app, 'shortcuts');
    expect(await isTheme(page, theme), 'the theme stayed').toBe(true);
  });

  test(`no violations on the tunnels, ${theme}`, async ({ launchInCloud, cloud }) => {
    const app = await launchInCloud();
    const { page } = app;
    await useTheme(app, theme);
    await openInstances(app);
    await page.keyboard.press('Control+Shift+U');
    await expect(page.getByRole('heading', { name: 'No tunnel yet' })).toBeVisible();
    await noViolations(app, 'no tunnels');
    const { region } = cloud;
    await makeTunnel(app, { name: 'fine', remotePort: 9100, region, localPort: 9100 });
    await makeTunnel(app, { name: 'in trouble', remotePort: 9100, region, localPort: 9100 });
    await expect(tunnels(page).row('in trouble')).toContainText('The local port is in use');
    await page.getByRole('button', { name: /^fine/ }).click();
    await noViolations(app, 'tunnels');
    await page.keyboard.press('F2');
    await expect(dialog(page, 'Change tunnel')).toBeVisible();
    await noViolations(app, 'change tunnel');
  });
}
