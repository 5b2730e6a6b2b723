// A terminal that can be lived in: typing, size, signals, characters of the world, full-screen programs.
import { expect, test } from './cloud-fixture.ts';
import { pressAtOnce } from './press-at-once.ts';
import { openInstances, openShell, resizeWindow } from './walks.ts';

test('the size is right from the first byte and follows the window', async ({ launchInCloud }) => {
  const app = await launchInCloud();
  await openInstances(app);
  const terminal = await openShell(app);
  const before = await terminal.sttySize();
  expect(before.rows).toBe((await terminal.rows()).length);
  expect(before.cols).toBeGreaterThan(60);

  const [width = 0, height = 0] = await app.electronApp.evaluate(
    ({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.getContentSize() ?? [],
  );
  await resizeWindow(app, { width: 900, height: 620 });
  await expect.poll(async () => (await terminal.rows()).length).toBeLessThan(before.rows);
  const smaller = await terminal.sttySize();
  expect(smaller.rows).toBe((await terminal.rows()).length);
  expect(smaller.cols).toBeLessThan(before.cols);

  await resizeWindow(app, { width, height });
  await expect.poll(async () => (await terminal.rows()).length).toBe(before.rows);
  await expect.poll(() => terminal.sttySize()).toEqual(before);
});

test('Ctrl+C interrupts, Ctrl+D ends, and the tab of an ended shell closes', async ({ launchInCloud }) => {
  const app = await launchInCloud();
  await openInstances(app);
  const terminal = await openShell(app);
  // Said by the program itself: bash that has not yet started it would take the signal.
  await terminal.run("bash -c 'echo now-$((1+1)); sleep 600'; echo ended-with-$?");
  await terminal.shows('now-2');
  await app.page.keyboard.press('Control+C');
  // bash gives up the whole line; the prompt is back when the next command runs.
  await terminal.run('echo back-$((1+1))');
  // With a prompt after it: before that, Ctrl+D is not yet bash's to read.
  await terminal.shows(/^back-2\n.*\$$/m);
  expect(await terminal.text()).not.toMatch(/ended-with-\d/);
  await app.page.keyboard.press('Control+D');
  await expect(app.page.getByRole('tablist').getByRole('tab')).toHaveCount(0);
});

test('characters of the world arrive as typed and as printed', async ({ launchInCloud }) => {
  const app = await launchInCloud();
  await openInstances(app);
  const terminal = await openShell(app);
  await terminal.focus();
  // As an input method hands it over: all at once.
  await app.page.keyboard.insertText('x="grün café – Привет"; echo "${#x}|$x|$((40+2))"');
  await app.page.keyboard.press('Enter');
  await terminal.shows(/^\d+\|grün café – Привет\|42$/m);
  await terminal.run(String.raw`printf '\xe2\x9c\x93 \xe6\xbc\xa2\xe5\xad\x97 \xf0\x9f\x9a\x80 end\n'`);
  await terminal.shows(/^✓ ?漢 ?字 ?🚀 ? ?end$/mu);
});

test('what is typed right after a paste comes after it', async ({ launchInCloud }) => {
  const app = await launchInCloud();
  await openInstances(app);
  const terminal = await openShell(app);
  await terminal.shows(/\$$/m);
  await app.electronApp.evaluate(({ clipboard }) => clipboard.writeText('echo pasted-$((1+1))'));
  await terminal.focus();
  await pressAtOnce(app, ['Control+Shift+V', 'Enter']);
  await terminal.shows(/^pasted-2$/m);
});

test('a full-screen program draws on its own screen and gives the old one back', async ({
  launchInCloud,
}) => {
  const app = await launchInCloud();
  await openInstances(app);
  const terminal = await openShell(app);
  await terminal.run('echo before-$((1+1))');
  await terminal.shows('before-2');
  await terminal.run(
    String.raw`printf '\033[?1049h\033[2J\033[Hon the other %s screen' $((1+1)); read -r line; printf '\033[?1049l'`,
  );
  await terminal.shows('on the other 2 screen');
  expect(await terminal.text()).not.toContain('before-2');
  await app.page.keyboard.press('Enter');
  await terminal.shows('before-2');
  expect(await terminal.text()).not.toContain('on the other 2 screen');
});

test('a selection that is gone stays gone when the window gets another size', async ({ launchInCloud }) => {
  const app = await launchInCloud();
  const { page } = app;
  await openInstances(app);
  const terminal = await openShell(app);
  const isHigh = (height: number): Promise<void> =>
    expect.poll(() => page.evaluate(() => innerHeight)).toBe(height);
  await resizeWindow(app, { width: 1280, height: 800 });
  await isHigh(800);
  await terminal.run('clear; echo quay$((40+2))');
  await terminal.shows(/^quay42$/m);
  const place = await terminal.placeOf('quay42');
  await page.mouse.dblclick(place.x, place.y);
  // What xterm draws behind selected cells; it has no role.
  const marks = page.locator('.xterm-selection > div');
  await expect(marks.first()).toBeVisible();
  await page.keyboard.type('echo next');
  await expect(marks).toHaveCount(0);
  await resizeWindow(app, { width: 1280, height: 640 });
  await isHigh(640);
  await page.keyboard.press('Enter');
  await terminal.shows(/^next$/m);
  await expect(marks).toHaveCount(0);
});

test('text size by keys, and the shell hears of it', async ({ launchInCloud }) => {
  const app = await launchInCloud();
  await openInstances(app);
  const terminal = await openShell(app);
  const before = await terminal.sttySize();
  const fontSize = (): Promise<number> =>
    app.page
      .locator('.xterm-rows')
      .evaluate((element) => Number.parseFloat(getComputedStyle(element).fontSize));
  const usual = await fontSize();
  // Faster than main answers: each is a step all the same.
  await pressAtOnce(app, ['Control+=', 'Control+=', 'Control+=']);
  await expect.poll(fontSize).toBe(usual + 3);
  await expect.poll(async () => (await terminal.rows()).length).toBeLessThan(before.rows);
  const larger = await terminal.sttySize();
  expect(larger.cols).toBeLessThan(before.cols);
  await app.page.keyboard.press('Control+0');
  await expect.poll(async () => (await terminal.rows()).length).toBe(before.rows);
});

test('the cursor blinks where one types, without a frame for every tick of the screen', async ({
  launchInCloud,
}) => {
  const app = await launchInCloud();
  await openInstances(app);
  const terminal = await openShell(app);
  await terminal.focus();
  const cursor = app.page.locator('.xterm-cursor');
  const isOn = (): Promise<boolean> =>
    cursor.evaluate((element) => getComputedStyle(element).backgroundColor !== 'rgba(0, 0, 0, 0)');
  for (const on of [false, true, false]) await expect.poll(isOn, { intervals: [50] }).toBe(on);
  await expect.poll(() => app.page.evaluate(() => document.getAnimations().length)).toBe(0);
  await app.page.keyboard.press('x');
  await expect.poll(isOn, { intervals: [50] }).toBe(true);
});

test('clear scrollback leaves the line one is on', async ({ launchInCloud }) => {
  const app = await launchInCloud();
  await openInstances(app);
  const terminal = await openShell(app);
  await terminal.run('seq 1 300');
  await terminal.shows(/^300$/m);
  expect(await terminal.wholeText()).toContain('\n17\n');
  await app.page.keyboard.press('Control+Shift+P');
  await app.page.keyboard.type('Clear scrollback');
  await app.page.keyboard.press('Enter');
  await terminal.run('echo still-$((1+1))');
  await terminal.shows('still-2');
  expect(await terminal.wholeText()).not.toContain('\n17\n');
});

test('the status line tells the route and how long the way is', async ({ launchInCloud, cloud }) => {
  cloud.faults.shapeNetwork(null, { delayMs: 90 });
  const app = await launchInCloud();
  await openInstances(app);
  const terminal = await openShell(app);
  await terminal.run('echo measured-$((1+1))');
  await terminal.shows('measured-2');
  const line = app.page.getByRole('contentinfo');
  await expect(line).toContainText('via Session Manager');
  // There and back takes 180 ms; the mean of the protocol begins at 100 and goes there.
  await expect(line).toContainText(/\b(1[1-9]|[2-9]\d)\d ms/);
  cloud.faults.shapeNetwork(null, {});
});

test.describe('where the account asks for KMS encryption', () => {
  test.use({ sandboxOptions: { kms: true } });

  test('the shell is encrypted and says so', async ({ launchInCloud, cloud }) => {
    const app = await launchInCloud();
    await openInstances(app);
    const terminal = await openShell(app);
    await terminal.run('echo sealed-$((1+1))');
    await terminal.shows('sealed-2');
    await expect(app.page.getByText('KMS encrypted')).toBeVisible();
    expect(cloud.stats().calls).toMatchObject({ 'kms:GenerateDataKey': 1 });
  });
});
