// One app a user: a second start shows the first; quitting with live shells asks once.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appEnvironment, CHROMIUM_ARGUMENTS, electronExecutable, ROOT } from './app-process.ts';
import { expect, test } from './cloud-fixture.ts';
import { answerQuestions } from './questions.ts';
import { tabs } from './screens.ts';
import { openInstances, openShell } from './walks.ts';

const SECOND_START_LIMIT_MS = 30_000;

test('a second start brings the first window back and ends', async ({ launch, home }) => {
  const app = await launch();
  await app.electronApp.evaluate(({ BrowserWindow }) => {
    BrowserWindow.getAllWindows()[0]?.minimize();
  });
  const isMinimized = (): Promise<boolean> =>
    app.electronApp.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.isMinimized() ?? false);
  await expect.poll(isMinimized).toBe(true);

  const args = [...CHROMIUM_ARGUMENTS, `--user-data-dir=${home.userData}`, ROOT];
  const second = spawn(await electronExecutable(), args, { env: appEnvironment(home, {}), stdio: 'ignore' });
  const limit = setTimeout(() => second.kill('SIGKILL'), SECOND_START_LIMIT_MS);
  const [code] = (await once(second, 'exit')) as [number | null];
  clearTimeout(limit);
  expect(code, 'the second start ends by itself').toBe(0);
  await expect.poll(isMinimized).toBe(false);
  expect(await app.electronApp.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1);
});

test('quitting with a live shell asks, and stays when told to', async ({ launchInCloud }) => {
  const app = await launchInCloud();
  await openInstances(app);
  const terminal = await openShell(app);
  const asked = await answerQuestions(app, /^Cancel$/);
  await app.electronApp.evaluate(({ app: main }) => {
    main.quit();
  });
  await expect.poll(asked).toEqual(['Quit Sallyport? 1 connection is still open.']);
  await terminal.run('echo still-here-$((1+1))');
  await terminal.shows('still-here-2');
});

test('quitting with a live shell ends it when confirmed, in AWS too', async ({ launchInCloud, cloud }) => {
  const app = await launchInCloud();
  await openInstances(app);
  await openShell(app);
  expect(cloud.stats().sessions).toHaveLength(1);
  const asked = await answerQuestions(app, /^Quit/);
  void asked;
  expect(await app.quit(), 'the app ends').toBe(true);
  await expect.poll(() => cloud.stats().sessions).toEqual([]);
});

test('closing the window is quitting, without a question when nothing is live', async ({ launchInCloud }) => {
  const app = await launchInCloud();
  await openInstances(app);
  await expect(tabs(app.page).all).toHaveCount(0);
  const closed = app.electronApp.evaluate(({ BrowserWindow }) => {
    BrowserWindow.getAllWindows()[0]?.close();
  });
  await closed.catch(() => undefined);
  await app.ended;
});
