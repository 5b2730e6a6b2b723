// Files dragged out of the panel into another program, by the display's pointer and its own drag and drop: in one
// movement where they are small, and from the row that waits where they are not.
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from './cloud-fixture.ts';
import { onScreen, openDropTarget, type Point, pointer } from './drop-target.ts';
import { noViolations } from './no-violations.ts';
import { tryCall } from './page-bridge.ts';
import { answerQuestions } from './questions.ts';
import { openInstances, openShell, resizeWindow } from './walks.ts';

test.use({ newShells: 'automatic' });
test.skip(process.platform !== 'linux', 'the pointer is moved by xdotool, which is for X11');

const base64 = (text: string): string => Buffer.from(text).toString('base64');
const numbers = (last: number): string =>
  Array.from({ length: last }, (_, index) => `${index + 1}\n`).join('');

test('files and folders are dragged into another program, and arrive as they are on the instance', async ({
  launchInCloud,
}) => {
  test.setTimeout(240_000);
  const app = await launchInCloud();
  const { page, electronApp, home } = app;
  await electronApp.evaluate(({ BrowserWindow }) => {
    BrowserWindow.getAllWindows()[0]?.setPosition(10, 30);
  });
  await resizeWindow(app, { width: 1200, height: 800 });
  await openInstances(app);
  const terminal = await openShell(app, 'web-1', 'SSH via Session Manager');
  await terminal.run(
    'mkdir -p to-drag/tree/"ä deep" && cd to-drag && seq 2000 > small.txt && seq 300 > tree/a.txt && ' +
      'seq 5 > "tree/ä deep/b c.txt" && seq 300000 > large.txt && echo made-$((1+1))',
  );
  await terminal.shows('made-2');
  await page.getByRole('button', { name: 'Files', exact: true }).click();
  const panel = page.getByRole('region', { name: 'Files' });
  await panel.getByRole('option', { name: /to-drag/ }).dblclick();
  const option = (name: RegExp) => panel.getByRole('option', { name });
  await expect(option(/small\.txt/)).toBeVisible();
  const dragged = panel.getByRole('group', { name: 'Dragged files' });
  const target = await openDropTarget({ x: 1400, y: 100, width: 500, height: 500 });

  /** The button goes down on it, and the pointer moves a little: the drag is begun. */
  const grab = async (element: ReturnType<typeof option>) => {
    const from = await onScreen(electronApp, element);
    await pointer.move(from);
    await pointer.down();
    const near = { x: from.x - 30, y: from.y + 12 };
    await pointer.move(near, 4, from);
    return near;
  };
  const drop = async (from: Point, to = target.middle) => {
    await expect(dragged).toContainText('Being dragged');
    await pointer.move(to, 12, from);
    await pointer.up();
    await expect(dragged).toContainText('Dragged out');
  };

  await test.step('a small file, in one movement', async () => {
    await drop(await grab(option(/small\.txt/)));
    expect(await target.dropped()).toEqual({ '/small.txt': base64(numbers(2000)) });
  });
  await test.step('what is chosen goes together, folders with all that is in them', async () => {
    await option(/small\.txt/).click();
    await option(/tree/).click({ modifiers: ['ControlOrMeta'] });
    await drop(await grab(option(/tree/)));
    expect(await target.dropped()).toEqual({
      '/small.txt': base64(numbers(2000)),
      '/tree/a.txt': base64(numbers(300)),
      '/tree/ä deep/b c.txt': base64(numbers(5)),
    });
  });
  await test.step('let go while it is fetched, it waits and is dragged from its row', async () => {
    await grab(option(/large\.txt/));
    await expect(dragged).toContainText('Keep holding');
    await pointer.up();
    await expect(dragged).toContainText('Drag this row when');
    await expect(dragged).toContainText('Ready to drag: large.txt', { timeout: 30_000 });
    await noViolations(app, 'ready to drag');
    await drop(await grab(dragged.getByText('Ready to drag')));
    expect(await target.dropped()).toEqual({ '/large.txt': base64(numbers(300_000)) });
  });
  await test.step('dropped where it came from, nothing is uploaded', async () => {
    // Before: while something is dragged, main answers nothing.
    const origin = await onScreen(electronApp, option(/large\.txt/));
    await drop(await grab(option(/small\.txt/)), origin);
    // A drop that is of use, after it: by then the other one would be listed.
    await drop(await grab(option(/tree/)));
    expect(Object.keys(await target.dropped())).toHaveLength(2);
    await expect(panel.getByRole('list', { name: 'Transfers' })).toBeHidden();
  });
  await test.step('the shell goes on after it', async () => {
    await terminal.run('echo "alive $((3+4))"');
    await terminal.shows('alive 7');
  });
  await test.step('the page starts no drag but of what waits', async () => {
    const invented = await tryCall(page, 'drags.start', { dragId: 'invented' });
    expect(invented).toMatchObject({ ok: false, error: { code: 'ipc/refused' } });
    const named = await tryCall(page, 'drags.start', { dragId: '../edits' });
    expect(named).toMatchObject({ ok: false, error: { code: 'ipc/invalid-input' } });
  });
  await test.step('nothing of it is left when the app ends', async () => {
    const folder = path.join(home.userData, 'drags');
    expect(await readdir(folder)).not.toEqual([]);
    await target.close();
    await answerQuestions(app, /^Quit/);
    expect(await app.quit(), 'the app ends').toBe(true);
    expect(await readdir(folder).catch(() => 'gone')).toBe('gone');
  });
});
