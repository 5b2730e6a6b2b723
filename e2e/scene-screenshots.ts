// Pictures of the whole screen, as people have it: the app beside a real desktop of its own, and the tray in a real
// panel. Part of `npm run screenshots`; docs/images has some of them.
import { spawnSync } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { openTestDisplay, type TestDisplay } from '../electron/connection/fixtures/test-display.ts';
import { COMPANY } from '../electron/sandbox/company/company.ts';
import { DESKTOP_COLOUR } from '../electron/sandbox/windows-desktop-files.ts';
import { OUTPUT } from './camera.ts';
import { expect } from './cloud-fixture.ts';
import { openDesktop, test, WINDOWS } from './desktop-walks.ts';
import { PANEL_HEIGHT, startPanel } from './panel.ts';
import { callMain } from './page-bridge.ts';
import { makeTunnel } from './tunnel-walks.ts';
import { openInstances, openShell, useTheme } from './walks.ts';

const SCREEN = { width: 1440, height: 900 };
/** From the right edge to the tray's icon: the clock is between them. */
const TO_TRAY = 80;
/** The menu and what is around it. */
const TRAY_CROP = '700x330+740+0';

test.use({ tracing: 'off' });

for (const theme of ['light', 'dark'] as const) {
  test(`scenes, ${theme}`, async ({ launchInCloud, cloud }) => {
    const folder = path.join(OUTPUT, `${theme}-scenes`);
    await mkdir(folder, { recursive: true });
    const display = await openTestDisplay(`${SCREEN.width}x${SCREEN.height}`);
    const panel = await startPanel(display, {
      Sallyport: { x: 24, y: PANEL_HEIGHT + 16 },
      [`${WINDOWS}*`]: { x: 560, y: 300 },
    });
    spawnSync('xsetroot', ['-solid', theme === 'light' ? '#c9d3dc' : '#2a3440'], { env: display.env });
    const { keyFile } = await cloud.windows.keyPair();
    const app = await launchInCloud({
      env: {
        DISPLAY: display.env['DISPLAY'] ?? '',
        DBUS_SESSION_BUS_ADDRESS: panel.busAddress,
        SALLYPORT_KEY_FILE: keyFile,
      },
    });
    const { page } = app;
    await useTheme(app, theme);
    await app.electronApp.evaluate(({ BrowserWindow }) => {
      BrowserWindow.getAllWindows()[0]?.setContentSize(1180, 740);
    });
    await openInstances(app);
    await openShell(app, 'web-1');
    await callMain(page, 'desktops.change-spec', {
      place: { targetId: COMPANY.sqlReport, savedConnectionId: null },
      spec: { options: { display: { kind: 'window', width: 820, height: 500 } } },
    } as never);
    const { connected } = await openDesktop(app);
    await expect(connected).toBeVisible({ timeout: 40_000 });
    await expect.poll(() => display.shareOf(DESKTOP_COLOUR), { timeout: 30_000 }).toBeGreaterThan(0.2);
    await page.waitForTimeout(3_000);
    display.screenshot(path.join(folder, 'desktop.png'));
    const { region } = cloud;
    await makeTunnel(app, { name: 'orders database', remotePort: 5432, region, localPort: 5432 });
    await makeTunnel(app, { name: 'grafana', remotePort: 3000, region, localPort: 3000 });
    await makeTunnel(app, {
      name: 'redis staging',
      remotePort: 6379,
      region,
      localPort: 6379,
      then: 'leave',
    });
    await page.waitForTimeout(1_000);
    click(display, SCREEN.width - TO_TRAY, PANEL_HEIGHT / 2);
    await page.waitForTimeout(1_500);
    const tray = path.join(folder, 'tray.png');
    display.screenshot(tray);
    spawnSync('convert', [tray, '-crop', TRAY_CROP, '+repage', tray]);
    await app.kill();
    await panel.close();
    await display.close();
  });
}

function click({ env }: TestDisplay, x: number, y: number): void {
  spawnSync('xdotool', ['mousemove', String(x), String(y), 'click', '3'], { env });
}
