// The tray over D-Bus, as a panel sees it; the same in the menu bar where there is no tray; closing and starting.
import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { expect, test as cloudTest } from './cloud-fixture.ts';
import type { LaunchedApp } from './launched-app.ts';
import { callMain } from './page-bridge.ts';
import { answerQuestions } from './questions.ts';
import { tabs } from './screens.ts';
import { startTrayHost, type TrayHost } from './status-notifier.ts';
import { addressOf, answers, makeTunnel, tunnelView } from './tunnel-walks.ts';
import { openInstances, openShell } from './walks.ts';

const test = cloudTest.extend<{ readonly tray: TrayHost }>({
  tray: async ({}, use) => {
    const host = await startTrayHost();
    await use(host);
    host.close();
  },
});

test.skip(process.platform !== 'linux', 'status icons over D-Bus are a Linux thing');

const isVisible = ({ electronApp }: LaunchedApp): Promise<boolean> =>
  electronApp.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.isVisible() ?? false);
const isMinimized = ({ electronApp }: LaunchedApp): Promise<boolean> =>
  electronApp.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.isMinimized() ?? false);
const saveFavourite = ({ page }: LaunchedApp, region: string) =>
  callMain(page, 'library.save', {
    name: 'my favourite',
    access: { profileId: 'environment', region },
    targetId: 'i-0a1b2c3d4e5f60718',
    targetName: 'web-1',
    platform: 'linux',
  } as never);

const isBarVisible = ({ electronApp }: LaunchedApp): Promise<boolean> =>
  electronApp.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.isMenuBarVisible() ?? false);
const closeWindow = ({ electronApp }: LaunchedApp): Promise<void> =>
  electronApp.evaluate(({ BrowserWindow }) => {
    BrowserWindow.getAllWindows()[0]?.close();
  });

test('tunnels are switched in the tray, paused and resumed together', async ({
  tray,
  launchInCloud,
  cloud,
}) => {
  const app = await launchInCloud();
  await openInstances(app);
  await expect.poll(() => tray.labels()).toEqual(['Nothing open', 'Open Sallyport', 'Settings', 'Quit']);
  const idle = await tray.picture();
  await makeTunnel(app, { name: 'db & co', remotePort: 5433, region: cloud.region, then: 'leave' });
  await expect.poll(() => tray.entry(/^db & co/).then(({ isChecked }) => isChecked, String)).toBe(false);

  await tray.click(/^db & co/);
  const { host, port } = await addressOf(app, 'db & co');
  await expect.poll(() => answers(host, port)).toBe(true);
  await expect.poll(() => tray.entry(/^db & co/).then(({ isChecked }) => isChecked, String)).toBe(true);
  // Whoever connects starts the session.
  await expect
    .poll(() => tray.entry(/^db & co/).then(({ label }) => label, String))
    .toBe(`db & co (port ${port})`);
  await expect.poll(() => tray.tooltip()).toBe('Sallyport: 1 tunnel on');
  await expect.poll(() => tray.picture(), 'the icon has another shape').not.toBe(idle);

  await tray.click('Pause All Tunnels');
  await expect.poll(() => answers(host, port)).toBe(false);
  await tray.click('Resume 1 Tunnel');
  await expect.poll(() => answers(host, port)).toBe(true);
  await tray.click(/^db & co/);
  await expect.poll(() => answers(host, port)).toBe(false);
  await expect.poll(() => tray.picture()).toBe(idle);
});

test('trouble has an icon and words of its own', async ({ tray, launchInCloud, cloud }) => {
  const app = await launchInCloud();
  await openInstances(app);
  const region = cloud.region;
  await makeTunnel(app, { name: 'a', remotePort: 9001, region, localPort: 9001 });
  await expect.poll(() => tray.tooltip()).toBe('Sallyport: 1 tunnel on');
  const active = await tray.picture();
  await makeTunnel(app, { name: 'b', remotePort: 9001, region, localPort: 9001 });
  await expect.poll(() => tray.tooltip()).toBe('Sallyport: b: port in use');
  expect(await tray.picture()).not.toBe(active);
  expect(await tray.labels()).toContain('b (port in use)');
});

test('a connection in the tray comes to the front; saved ones open; settings show', async ({
  tray,
  launchInCloud,
  cloud,
}) => {
  const app = await launchInCloud();
  const { page } = app;
  await openInstances(app);
  await openShell(app, 'web-1');
  await saveFavourite(app, cloud.region);
  await tray.click('Settings');
  await expect(page.getByRole('heading', { name: 'Settings' })).toBeVisible();
  await tray.click('web-1');
  await expect(page.getByRole('heading', { name: 'Settings' })).toBeHidden();
  await expect(tabs(page).selected).toContainText('web-1');
  await tray.click('my favourite');
  await expect(tabs(page).selected).toContainText('my favourite');
  await expect.poll(() => tray.labels()).toContain('Recent');
  await expect.poll(() => tray.tooltip()).toBe('Sallyport: 2 connections');
});

test('closing the window asks once, and goes on in the tray', async ({ tray, launchInCloud, cloud }) => {
  const app = await launchInCloud();
  await openInstances(app);
  await makeTunnel(app, { name: 'on', remotePort: 9002, region: cloud.region });
  const { host, port } = await addressOf(app, 'on');
  const asked = await answerQuestions(app, /^Keep running/);
  await closeWindow(app);
  await expect.poll(() => isVisible(app)).toBe(false);
  expect(await asked()).toEqual(['Keep Sallyport running in the system tray?']);
  expect(await answers(host, port)).toBe(true);
  await tray.click('Open Sallyport');
  await expect.poll(() => isVisible(app)).toBe(true);
  await closeWindow(app);
  await expect.poll(() => isVisible(app)).toBe(false);
  expect(await asked(), 'remembered').toHaveLength(1);

  const quitting = await answerQuestions(app, /^Quit/);
  void quitting;
  // It may be gone before it has answered.
  await tray.click('Quit').catch(() => undefined);
  await app.ended;
  expect(await answers(host, port)).toBe(false);
});

test('start at login writes an entry that starts hidden, and takes it away again', async ({
  tray,
  launchInCloud,
  home,
}) => {
  void tray;
  const app = await launchInCloud();
  const file = path.join(home.dir, '.config', 'autostart', 'sallyport.desktop');
  await callMain(app.page, 'settings.change', { background: { startAtLogin: true } });
  await expect.poll(() => readFile(file, 'utf8').catch(() => '')).toMatch(/^Exec=".+" "--hidden"$/m);
  await callMain(app.page, 'settings.change', { background: { startAtLogin: false } });
  await expect
    .poll(() =>
      stat(file).then(
        () => 'there',
        () => 'gone',
      ),
    )
    .toBe('gone');
  await app.kill();

  const hidden = await launchInCloud({ args: ['--hidden'] });
  await expect.poll(() => isVisible(hidden)).toBe(false);
  await tray.click('Open Sallyport');
  await expect.poll(() => isVisible(hidden)).toBe(true);
});

cloudTest(
  'a tray that comes later is used; when it goes, the window comes back',
  async ({ launchInCloud, cloud }) => {
    const app = await launchInCloud();
    await openInstances(app);
    await makeTunnel(app, { name: 'early', remotePort: 9004, region: cloud.region, then: 'leave' });
    await expect.poll(() => isBarVisible(app)).toBe(true);

    const panel = await startTrayHost();
    await expect.poll(() => panel.labels()).toContain('early');
    await expect.poll(() => isBarVisible(app), 'its actions are in the tray now').toBe(false);
    const asked = await answerQuestions(app, /^Keep running/);
    await closeWindow(app);
    await expect.poll(() => isVisible(app)).toBe(false);
    expect(await asked()).toEqual(['Keep Sallyport running in the system tray?']);
    await panel.click(/^early/);
    const { host, port } = await addressOf(app, 'early');

    // Panels that are restarted are back in a moment, and nobody notices.
    panel.close();
    const next = await startTrayHost();
    await expect.poll(() => next.labels()).toContain(`early (port ${port})`);
    expect(await isVisible(app)).toBe(false);

    next.close();
    await expect.poll(() => isVisible(app), { timeout: 20_000 }).toBe(true);
    expect(await answers(host, port)).toBe(true);
    await expect.poll(() => isBarVisible(app)).toBe(true);
    // It was told to keep running; without an icon that must not mean to vanish.
    await closeWindow(app);
    await expect.poll(() => isMinimized(app)).toBe(true);
    expect(await answers(host, port)).toBe(true);
  },
);

cloudTest('started hidden without a tray, the window shows itself', async ({ launchInCloud }) => {
  const app = await launchInCloud({ args: ['--hidden'] });
  expect(await isVisible(app)).toBe(false);
  await expect.poll(() => isVisible(app), { timeout: 20_000 }).toBe(true);
});

cloudTest('without a tray the menu bar opens saved connections', async ({ launchInCloud, cloud }) => {
  const app = await launchInCloud();
  const { page } = app;
  await openInstances(app);
  await saveFavourite(app, cloud.region);
  await expect.poll(() => isBarVisible(app)).toBe(true);
  const clickFirst = (): Promise<boolean> =>
    app.electronApp.evaluate(({ Menu }) => {
      const go = Menu.getApplicationMenu()?.items.find((item) => item.label === 'Go');
      const saved = go?.submenu?.items.find((item) => item.label === 'Saved connections');
      const item = saved?.submenu?.items[0];
      item?.click();
      return item !== undefined;
    });
  await expect.poll(clickFirst).toBe(true);
  await expect(tabs(page).selected).toContainText('my favourite');
});

cloudTest('without a tray the menu bar has the same', async ({ launchInCloud, cloud }) => {
  const app = await launchInCloud();
  await openInstances(app);
  await makeTunnel(app, { name: 'barred', remotePort: 9003, region: cloud.region, then: 'leave' });
  const clickItem = (label: string): Promise<boolean> =>
    app.electronApp.evaluate(({ Menu }, wanted) => {
      const bar = Menu.getApplicationMenu()?.items.find((item) => item.label === 'Tunnels');
      const item = bar?.submenu?.items.find((each) => each.label.startsWith(wanted));
      item?.click();
      return item !== undefined;
    }, label);
  await expect.poll(() => isBarVisible(app)).toBe(true);
  await expect.poll(() => clickItem('barred')).toBe(true);
  const { host, port } = await addressOf(app, 'barred');
  await expect.poll(() => clickItem('Pause All Tunnels')).toBe(true);
  await expect.poll(() => answers(host, port)).toBe(false);
  await expect.poll(() => clickItem('Resume 1 Tunnel')).toBe(true);
  await expect.poll(() => answers(host, port)).toBe(true);
  expect((await tunnelView(app, 'barred')).saved.localPort).toBe(port);
});
