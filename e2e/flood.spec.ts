// 50 MB of output at full speed: the app keeps answering, and its memory does not follow the amount of output.
import type { LaunchedApp } from './launched-app.ts';
import { expect, test } from './cloud-fixture.ts';
import { menu, picker, tabs } from './screens.ts';
import { openInstances, openShell } from './walks.ts';

const FLOOD_BYTES = 50_000_000;
/** What a person still takes for "it answers". */
const ANSWER_LIMIT_MS = 1_000;
/**
 * Scrollback of 10,000 lines of 120 cells takes 12 bytes a cell, about 14 MB, and fills during the flood; V8 keeps
 * garbage of several times the credit window (0.5 MB a direction) until it collects. 150 MB for both processes
 * together is three floods' worth of slack for that, and an app that queues 50 MB as messages and strings passes it.
 */
const GROWTH_LIMIT_BYTES = 150 * 1024 * 1024;

test.use({
  // AWS's agent would need over a minute: its pause of 1 ms after every 1,024 bytes is for speed tests.
  sandboxOptions: { habits: { pauseMs: 0 } },
  tracing: 'off',
});

test('a flood of 50 MB leaves the app quick and lean', async ({ launchInCloud }) => {
  test.setTimeout(180_000);
  const app = await launchInCloud();
  await openInstances(app);
  await openShell(app, 'warehouse-gw');
  const terminal = await openShell(app, 'web-1');
  const before = await workingSet(app);

  await terminal.run(`head -c ${FLOOD_BYTES} /dev/zero | tr '\\0' x | fold -w 119; echo flood-$((1+1))-over`);
  await terminal.shows('xxxxxxxx');
  const samples: number[] = [];
  const answers: number[] = [];
  const isOver = async (): Promise<boolean> => (await terminal.text()).includes('flood-2-over');
  while (!(await isOver())) {
    answers.push(await timeOfPalette(app));
    samples.push(await workingSet(app));
  }
  expect(answers.length, 'actions during the flood').toBeGreaterThan(3);
  const growth = Math.max(...samples) - before;
  test.info().annotations.push({
    type: 'figures',
    description: `${answers.length} actions, slowest ${Math.max(...answers)} ms; memory grew ${Math.round(growth / 2 ** 20)} MB at most`,
  });
  expect(Math.max(...answers), `answers in ms: ${answers.join(' ')}`).toBeLessThan(ANSWER_LIMIT_MS);
  expect(growth, 'growth of main and page together').toBeLessThan(GROWTH_LIMIT_BYTES);

  // Everything arrived: the scrollback is full of whole lines.
  const lines = (await terminal.wholeText()).split('\n').filter((line) => /^x+$/.test(line));
  expect(new Set(lines.map((line) => line.length)), 'lengths of the lines').toEqual(new Set([119]));
});

test('Ctrl+C stops a flood at once', async ({ launchInCloud }) => {
  const app = await launchInCloud();
  await openInstances(app);
  const terminal = await openShell(app, 'web-1');
  await terminal.run('yes flood');
  await terminal.shows(/(flood\n){10}/);
  await app.page.waitForTimeout(1_500);
  const startedAt = Date.now();
  await app.page.keyboard.press('Control+C');
  await terminal.run('echo stopped-$((1+1))');
  await terminal.shows('stopped-2', 3_000);
  expect(Date.now() - startedAt, 'ms until the prompt is back').toBeLessThan(2_000);
});

test('a tab behind floods, the one in front types as ever', async ({ launchInCloud }) => {
  const app = await launchInCloud();
  const { page } = app;
  await openInstances(app);
  const flooding = await openShell(app, 'web-1');
  await flooding.run('yes flood');
  await flooding.shows(/(flood\n){10}/);
  const quiet = await openShell(app, 'warehouse-gw');
  const answers: number[] = [];
  for (let turn = 1; turn <= 5; turn += 1) {
    const startedAt = Date.now();
    await quiet.run(`echo turn-$((${turn}+100))`);
    await quiet.shows(`turn-${turn + 100}`);
    answers.push(Date.now() - startedAt);
  }
  expect(Math.max(...answers), `answers in ms: ${answers.join(' ')}`).toBeLessThan(ANSWER_LIMIT_MS);
  await tabs(page).tab('web-1').click({ button: 'right' });
  await menu(page)
    .item(/^Close(?! others)/)
    .first()
    .click();
  await expect(tabs(page).all).toHaveCount(1);
});

async function timeOfPalette({ page }: LaunchedApp): Promise<number> {
  const palette = picker(page, /go to/i);
  const startedAt = Date.now();
  await page.keyboard.press('Control+Shift+P');
  await palette.field.waitFor();
  const answered = Date.now() - startedAt;
  await page.keyboard.press('Escape');
  await palette.field.waitFor({ state: 'hidden' });
  return answered;
}

/** Main and page, in bytes. The GPU process holds textures of the window, not output. */
async function workingSet({ electronApp }: LaunchedApp): Promise<number> {
  const kilobytes = await electronApp.evaluate(({ app }) =>
    app
      .getAppMetrics()
      .filter(({ type }) => type === 'Browser' || type === 'Tab')
      .reduce((sum, { memory }) => sum + memory.workingSetSize, 0),
  );
  return kilobytes * 1024;
}
