// 50 MB of output at full speed: the app keeps answering, and its memory does not follow the amount of output.
import type { LaunchedApp } from './launched-app.ts';
import { expect, test } from './cloud-fixture.ts';
import { menu, picker, tabs } from './screens.ts';
import { openInstances, openShell } from './walks.ts';

const FLOOD_BYTES = 50_000_000;
/** What a person still takes for "it answers". */
const ANSWER_LIMIT_MS = 1_000;
/**
 * From an agent that is faster than AWS's, much may be on its way: the credit, and what the system's own buffers of the
 * sockets hold, over a megabyte; lines this short are shown at one to two megabytes a second.
 */
const STOP_LIMIT_MS = 8_000;
/** Fills the scrollback of 10,000 lines (1.2 MB) several times, so that what is there to be filled is full. */
const WARM_UP_BYTES = 5_000_000;
/**
 * Over ten times the warm-up, main and page together: garbage that V8 has not collected yet swings by some tens of
 * MB. What queues the flood instead of holding it back grows by its size in main, and twice that in the page.
 */
const GROWTH_LIMIT_BYTES = 80 * 1024 * 1024;

const COUNTED_LINES = 5_000_000;
const COUNTED_BYTES = 38_888_896;
const FREEZE_MS = 10_000;
/** The agent repeats its oldest message meanwhile, one of 1 kB about every 100 ms; a flood would be many megabytes. */
const REST = { ms: 2_000, bytes: 128 * 1024 } as const;

test.use({
  // AWS's agent would need over a minute: its pause of 1 ms after every 1,024 bytes is for speed tests.
  sandboxOptions: { habits: { pauseMs: 0 } },
  tracing: 'off',
});

test('a flood of 50 MB leaves the app quick and lean', { tag: '@alone' }, async ({ launchInCloud }) => {
  test.setTimeout(180_000);
  const app = await launchInCloud();
  await openInstances(app);
  await openShell(app, 'warehouse-gw');
  const terminal = await openShell(app, 'web-1');
  await terminal.run(floodOf(WARM_UP_BYTES, 'warm'));
  await terminal.shows('warm-2-over', 60_000);
  const before = await workingSet(app);

  await terminal.run(`clear; ${floodOf(FLOOD_BYTES, 'flood')}`);
  await terminal.shows('xxxxxxxx');
  const samples: number[] = [];
  await timePalette(app);
  const isOver = async (): Promise<boolean> => (await terminal.text()).includes('flood-2-over');
  while (!(await isOver())) {
    await usePalette(app);
    samples.push(await workingSet(app));
  }
  const answers = await paletteTimes(app);
  expect(answers.length, 'actions during the flood').toBeGreaterThan(3);
  const growth = Math.max(...samples) - before;
  test.info().annotations.push({
    type: 'figures',
    description: `${answers.length} actions, slowest ${Math.max(...answers)} ms; memory grew ${Math.round(growth / 2 ** 20)} MB at most`,
  });
  process.stdout.write(`flood: ${test.info().annotations.at(-1)?.description ?? ''}\n`);
  expect(Math.max(...answers), `answers in ms: ${answers.join(' ')}`).toBeLessThan(ANSWER_LIMIT_MS);
  expect(growth, 'growth of main and page together').toBeLessThan(GROWTH_LIMIT_BYTES);

  // Everything arrived: the scrollback is full of whole lines, but for the one that its upper end cuts through.
  const lines = (await terminal.wholeText())
    .split('\n')
    .slice(1)
    .filter((line) => /^x+$/.test(line));
  expect(new Set(lines.map((line) => line.length)), 'lengths of the lines').toEqual(new Set([119]));
});

test(
  'a window that stands still makes the far side stand still, and nothing is lost',
  { tag: '@alone' },
  async ({ launchInCloud, cloud }) => {
    test.setTimeout(120_000);
    const app = await launchInCloud();
    await openInstances(app);
    const terminal = await openShell(app, 'web-1');
    await terminal.run(`seq 1 ${COUNTED_LINES}; echo all-$((1+1))`);
    await terminal.shows(/^\d{5,}$/m);
    const relayed = (): number => cloud.stats().sessions[0]?.relayed?.agent.bytes ?? 0;
    const frozen = app.page.evaluate((ms) => {
      const end = performance.now() + ms;
      while (performance.now() < end);
    }, FREEZE_MS);
    const frozenAt = Date.now();
    let atRest: number | null = null;
    while (atRest === null && Date.now() - frozenAt < FREEZE_MS - REST.ms) {
      const before = relayed();
      await new Promise((done) => setTimeout(done, REST.ms));
      if (relayed() - before < REST.bytes) atRest = relayed();
    }
    await frozen;
    process.stdout.write(`flood: at rest after ${Math.round((atRest ?? 0) / 1024)} kB\n`);
    expect(atRest, 'bytes after which the far side stood still').not.toBeNull();
    // Not because it was over: the engine keeps 8 MiB, sockets and gateway a few more.
    expect(atRest).toBeLessThan(COUNTED_BYTES * 0.75);
    await terminal.shows('all-2', 60_000);
    const numbers = (await terminal.wholeText())
      .split('\n')
      .filter((line) => /^\d+$/.test(line))
      .map(Number);
    expect(numbers.length).toBeGreaterThan(9_000);
    expect(numbers.at(-1)).toBe(COUNTED_LINES);
    expect(numbers.every((value, index) => index === 0 || value === (numbers[index - 1] ?? 0) + 1)).toBe(
      true,
    );
  },
);

for (const { agent, habits, limitMs } of [
  { agent: 'AWS’s agent', habits: {}, limitMs: ANSWER_LIMIT_MS },
  { agent: 'an agent without a pace', habits: { pauseMs: 0 }, limitMs: STOP_LIMIT_MS },
]) {
  test.describe(agent, () => {
    test.use({ sandboxOptions: { habits } });
    test(`Ctrl+C stops a flood of ${agent}`, { tag: '@alone' }, async ({ launchInCloud }) => {
      const app = await launchInCloud();
      await openInstances(app);
      const terminal = await openShell(app, 'web-1');
      await terminal.run('yes flood');
      await terminal.shows(/(flood\n){10}/);
      await app.page.waitForTimeout(1_500);
      const startedAt = Date.now();
      await app.page.keyboard.press('Control+C');
      // Only the last row is the prompt's: rows above still hold what came before it.
      await terminal.shows(/\$\s*$/, limitMs);
      process.stdout.write(`flood: the prompt was back ${Date.now() - startedAt} ms after Ctrl+C\n`);
      await terminal.run('echo stopped-$((1+1))');
      await terminal.shows('stopped-2');
    });
  });
}

test.describe('over SSH', () => {
  test.use({ newShells: 'automatic', sandboxOptions: {} });
  test('Ctrl+C stops a flood by an endpoint', { tag: '@alone' }, async ({ launchInCloud }) => {
    const app = await launchInCloud();
    await openInstances(app);
    const terminal = await openShell(app, 'build-runner', 'SSH via EICE');
    await terminal.run('head -c 2000000000 /dev/zero | tr "\\0" x | fold -w 119');
    await terminal.shows('xxxxxxxx');
    await app.page.waitForTimeout(1_500);
    const startedAt = Date.now();
    await app.page.keyboard.press('Control+C');
    await terminal.shows(/\$\s*$/, ANSWER_LIMIT_MS);
    process.stdout.write(`flood: the prompt over SSH was back ${Date.now() - startedAt} ms after Ctrl+C\n`);
    await terminal.run('echo stopped-$((1+1))');
    await terminal.shows('stopped-2');
  });
});

test('a tab behind floods, the one in front types as ever', { tag: '@alone' }, async ({ launchInCloud }) => {
  const app = await launchInCloud();
  const { page } = app;
  await openInstances(app);
  const flooding = await openShell(app, 'web-1');
  await flooding.run('yes flood');
  await flooding.shows(/(flood\n){10}/);
  const quiet = await openShell(app, 'warehouse-gw');
  const answers: number[] = [];
  for (let turn = 1; turn <= 5; turn += 1) {
    await quiet.focus();
    await page.keyboard.type(`echo turn-$((${turn}+100))`);
    const startedAt = Date.now();
    await page.keyboard.press('Enter');
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

function floodOf(byteCount: number, name: string): string {
  return `head -c ${byteCount} /dev/zero | tr '\\0' x | fold -w 119; echo ${name}-$((1+1))-over`;
}

/**
 * Measured in the page, from the key event's own time (when the browser got it, queueing included) to the frame with
 * the palette: this process is busy being AWS, and its round trips would measure that.
 */
function timePalette({ page }: LaunchedApp): Promise<void> {
  return page.evaluate(() => {
    const times: number[] = [];
    (globalThis as { paletteTimes?: number[] }).paletteTimes = times;
    const listen = (event: KeyboardEvent): void => {
      if (event.key !== 'P') return;
      const look = (): void => {
        if (document.querySelector('dialog[open]') === null) requestAnimationFrame(look);
        else times.push(Math.round(performance.now() - event.timeStamp));
      };
      requestAnimationFrame(look);
    };
    addEventListener('keydown', listen, { capture: true });
  });
}

function paletteTimes({ page }: LaunchedApp): Promise<readonly number[]> {
  return page.evaluate(() => (globalThis as { paletteTimes?: number[] }).paletteTimes ?? []);
}

async function usePalette({ page }: LaunchedApp): Promise<void> {
  const palette = picker(page, /go to/i);
  await page.keyboard.press('Control+Shift+P');
  await palette.field.waitFor();
  await page.keyboard.press('Escape');
  await palette.field.waitFor({ state: 'hidden' });
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
