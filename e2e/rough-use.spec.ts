// What nobody plans and somebody does: a paste of megabytes, a terminal of a thousand columns, a tab closed while it
// connects, a quit in the middle of a flood.
import { createHash } from 'node:crypto';
import type { LaunchedApp } from './launched-app.ts';
import { expect, test } from './cloud-fixture.ts';
import { changeSettings } from './page-bridge.ts';
import { answerQuestions } from './questions.ts';
import { dialog, instances, tabs } from './screens.ts';
import { openInstances, openShell, resizeWindow } from './walks.ts';

const PASTED_LINES = 100_000;
const PASTED = Array.from({ length: PASTED_LINES }, (_, line) => `${line} `.padEnd(79, 'paste')).join('\n');
/** What a person still takes for "it answers". */
const ANSWER_LIMIT_MS = 1_000;

test.use({
  // AWS's agent would need a minute: its pause of 1 ms after every 1,024 bytes is for speed tests.
  sandboxOptions: { habits: { pauseMs: 0 } },
  tracing: 'off',
});

test(
  'a paste of 8 MB arrives whole, and the window answers meanwhile',
  { tag: '@alone' },
  async ({ launchInCloud }) => {
    test.setTimeout(120_000);
    const app = await launchInCloud();
    const { page } = app;
    await openInstances(app);
    const terminal = await openShell(app);
    await app.electronApp.evaluate(({ clipboard }, text) => clipboard.writeText(text), PASTED);
    // Not echoed: the echo of 8 MB is the flood, which has a test of its own.
    await terminal.run('stty -echo; echo ready-$((1+1)); sha256sum');
    await terminal.shows('ready-2');
    await watchFrames(app);
    await page.keyboard.press('Control+Shift+V');
    const question = dialog(page, 'Paste this text?');
    await expect(question).toContainText(`These ${PASTED_LINES} lines`);
    await page.keyboard.press('Enter');
    await expect(question).toBeHidden();
    await page.keyboard.press('Enter');
    await page.keyboard.press('Control+D');
    const expected = createHash('sha256').update(`${PASTED}\n`).digest('hex');
    await terminal.shows(expected.slice(0, 32), 90_000);
    expect(await longestFrame(app), 'the longest time without a frame, in ms').toBeLessThan(ANSWER_LIMIT_MS);
  },
);

test('a thousand columns and not one more; the shell is told', async ({ launchInCloud }) => {
  const app = await launchInCloud();
  await openInstances(app);
  const terminal = await openShell(app);
  const usual = (await terminal.rows()).length;
  await changeSettings(app.page, { terminal: { fontSize: 8 } });
  await expect.poll(async () => (await terminal.rows()).length).toBeGreaterThan(usual);
  const [width = 0, height = 0] = await app.electronApp.evaluate(
    ({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.getContentSize() ?? [],
  );
  const before = await terminal.sttySize();
  await resizeWindow(app, { width: 6_000, height });
  await expect.poll(async () => (await terminal.sttySize()).cols, { timeout: 20_000 }).toBe(1_000);
  await terminal.run("printf 'w%.0s' $(seq 1000); echo; echo wide-$((1+1))");
  await terminal.shows(new RegExp(`^w{1000}\nwide-2$`, 'm'));
  await resizeWindow(app, { width, height });
  await expect.poll(async () => await terminal.sttySize(), { timeout: 20_000 }).toEqual(before);
});

for (const phase of ['StartSession', 'the agent'] as const) {
  test(`a tab closed while it waits for ${phase} leaves no session`, async ({ launchInCloud, cloud }) => {
    if (phase === 'StartSession') cloud.faults.delayAction('ssm:StartSession', 4_000);
    else cloud.faults.shapeNetwork('agent', { delayMs: 5_000 });
    const app = await launchInCloud();
    const { page } = app;
    await openInstances(app);
    await instances(page).option('web-1').dblclick();
    await expect(tabs(page).all).toHaveCount(1);
    if (phase === 'StartSession') await expect(page.getByText(/Starting a session/).first()).toBeVisible();
    else await expect.poll(() => cloud.stats().sessions[0]?.sockets.client).toBe(true);
    await page.keyboard.press('Control+Shift+W');
    await expect(tabs(page).all).toHaveCount(0);
    // It did begin, at AWS, and has ended.
    await expect.poll(() => cloud.stats({ withEnded: true }).sessions.length).toBe(1);
    await expect.poll(() => cloud.stats()).toMatchObject({ sessions: [], runningProgramCount: 0 });
    // Nothing was left that could be asked about.
    expect(await app.quit(), 'the app ends').toBe(true);
  });
}

test('quitting in the middle of a flood ends it, and the shell in AWS', async ({ launchInCloud, cloud }) => {
  const app = await launchInCloud();
  await openInstances(app);
  const terminal = await openShell(app);
  await terminal.run('yes flood');
  await terminal.shows(/(flood\n){10}/);
  await answerQuestions(app, /^Quit/);
  expect(await app.quit(), 'the app ends').toBe(true);
  await expect.poll(() => cloud.stats()).toMatchObject({ sessions: [], runningProgramCount: 0 });
});

function watchFrames({ page }: LaunchedApp): Promise<void> {
  return page.evaluate(() => {
    const seen = { last: performance.now(), longest: 0 };
    (globalThis as { frameGaps?: typeof seen }).frameGaps = seen;
    const look = (): void => {
      const now = performance.now();
      seen.longest = Math.max(seen.longest, Math.round(now - seen.last));
      seen.last = now;
      requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  });
}

function longestFrame({ page }: LaunchedApp): Promise<number> {
  return page.evaluate(
    () => (globalThis as { frameGaps?: { longest: number } }).frameGaps?.longest ?? Infinity,
  );
}
