// Files beside a shell over SSH, in the real app against the sandbox: folders dropped on the panel go up, downloads
// come back the same, and what is changed is changed there.
import { randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from './cloud-fixture.ts';
import type { LaunchedApp } from './launched-app.ts';
import { type Bridge, tryCall } from './page-bridge.ts';
import { noViolations } from './no-violations.ts';
import { openInstances, openShell } from './walks.ts';

test.use({ newShells: 'automatic' });
/** AWS's agent sends a kilobyte a millisecond at best, and nearly as many in the time of a busy machine. */
const TRANSFER_LIMIT_MS = 60_000;

/**
 * As the system drags files over the window: through the browser's own drag handling (Input.dispatchDragEvent), so
 * that the page gets File objects of real paths, folders included. Only the system's pointer is left out.
 */
async function dropOn(app: LaunchedApp, files: readonly string[]): Promise<void> {
  const place = await app.page.getByRole('region', { name: 'Files' }).boundingBox();
  if (place === null) throw new Error('No panel.');
  const devTools = await app.electronApp.context().newCDPSession(app.page);
  const at = { x: place.x + place.width / 2, y: place.y + place.height / 2 };
  const data = { items: [], files: [...files], dragOperationsMask: 1 };
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const)
    await devTools.send('Input.dispatchDragEvent', { type, ...at, data });
  await devTools.detach();
}

async function chooseInDialog({ electronApp }: LaunchedApp, folder: string): Promise<void> {
  await electronApp.evaluate(({ dialog }, chosen) => {
    dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [chosen] });
  }, folder);
}

async function filesIn(folder: string): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const file = path.join(entry.parentPath, entry.name);
    if (entry.isFile()) found[path.relative(folder, file)] = await readFile(file, 'base64');
  }
  return found;
}

test('a folder dropped on the panel goes up, and comes back by download as it was', async ({
  launchInCloud,
}) => {
  test.setTimeout(240_000);
  const here = await mkdtemp(path.join(tmpdir(), 'sallyport-e2e-files-'));
  const project = path.join(here, 'project');
  await mkdir(path.join(project, 'src', 'ä deep'), { recursive: true });
  await writeFile(path.join(project, 'README.md'), '# Hello\n');
  await writeFile(path.join(project, 'src', 'ä deep', 'data.bin'), Buffer.alloc(3_000_000, 'sallyport'));
  for (let index = 0; index < 40; index += 1)
    await writeFile(path.join(project, 'src', `file-${index}.txt`), `content ${index}\n`);
  const app = await launchInCloud();
  const { page } = app;
  await openInstances(app);
  const terminal = await openShell(app, 'web-1', 'SSH via Session Manager');
  await page.getByRole('button', { name: 'Files', exact: true }).click();
  const panel = page.getByRole('region', { name: 'Files' });
  const place = panel.getByRole('textbox', { name: 'Folder' });
  const option = (name: RegExp) => panel.getByRole('option', { name });
  await expect(place).toHaveValue(/^\//);

  /** The one begun last is the first; `nth` of them there are. */
  const done = async (nth: number, files: number): Promise<void> => {
    await expect(panel.getByRole('status')).toHaveCount(nth);
    await expect(panel.getByRole('status').first()).toContainText(`Done · ${files} of ${files} files`, {
      timeout: TRANSFER_LIMIT_MS,
    });
    await expect(panel).not.toContainText('left out');
  };

  await test.step('new folder, by keys and dialog', async () => {
    await panel.getByRole('button', { name: 'New folder' }).click();
    await page.getByRole('dialog').getByLabel('Name').fill('drop here');
    await page.keyboard.press('Enter');
    await option(/drop here/).dblclick();
    await expect(place).toHaveValue(/drop here$/);
    await expect(panel).toContainText('This folder is empty');
  });
  await test.step('up by drag and drop', async () => {
    await dropOn(app, [project]);
    await done(1, 42);
    await expect(option(/project/)).toBeVisible();
    const there = await place.inputValue();
    await terminal.run(`cd "${there}" && find . -type f | wc -l && cksum project/README.md | cut -d' ' -f2`);
    await terminal.shows(/^42$/m);
    await terminal.shows(/^8$/m);
  });
  await test.step('down again', async () => {
    const back = path.join(here, 'back');
    await mkdir(back);
    await chooseInDialog(app, back);
    await option(/project/).click();
    await panel.getByRole('button', { name: 'Download', exact: true }).click();
    await done(2, 42);
    expect(await filesIn(path.join(back, 'project'))).toEqual(await filesIn(project));
    expect(await readdir(back)).toEqual(['project']);
  });
  await noViolations(app, 'files');
  await test.step('a conflict is asked once', async () => {
    await writeFile(path.join(project, 'README.md'), '# Changed\n');
    const both = [path.join(project, 'README.md'), path.join(project, 'src', 'file-7.txt')];
    await dropOn(app, both);
    await done(3, 2);
    await dropOn(app, both);
    await panel.getByRole('button', { name: 'Keep both' }).click();
    await expect(option(/README \(2\)\.md/)).toBeVisible();
    await expect(option(/file-7 \(2\)\.txt/)).toBeVisible();
  });
  await test.step('the page cannot name a file of this computer', async () => {
    const secret = path.join(here, 'secret.txt');
    await writeFile(secret, 'not for the page');
    const { connectionId } = await page.evaluate(async () => {
      const { sallyport } = globalThis as unknown as { sallyport: Bridge };
      const answer = await sallyport.call('connections.snapshot', null, 'snapshot');
      const value = answer.ok ? (answer.value as { upserts: { id: string }[] }) : null;
      return { connectionId: value?.upserts[0]?.id };
    });
    const place = { connectionId, folder: '/tmp' };
    const named = await tryCall(page, 'files.upload', { ...place, paths: [secret] });
    expect(named).toMatchObject({ ok: false, error: { code: 'ipc/invalid-input' } });
    const invented = await tryCall(page, 'files.upload', { ...place, grant: randomUUID() });
    expect(invented).toMatchObject({ ok: false, error: { code: 'ipc/refused' } });
    // A drop that a script makes, with a file of its own: the preload does not take it for one.
    const made = await page.evaluate(() => {
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File(['x'], 'secret.txt'));
      document.body.dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true }));
      return (globalThis as unknown as { sallyport: { takeDrop(): Promise<unknown> } }).sallyport.takeDrop();
    });
    expect(made).toBeNull();
    await expect(panel.getByRole('status')).toHaveCount(4);
  });
  await test.step('rename, permissions, delete', async () => {
    await option(/README \(2\)\.md/).click();
    await page.keyboard.press('F2');
    await page.getByRole('dialog').getByLabel('Name').fill('notes.md');
    await page.keyboard.press('Enter');
    await option(/notes\.md/).click({ button: 'right' });
    await page.getByRole('menuitem', { name: 'Permissions' }).click();
    const owner = page.getByRole('dialog').getByRole('group', { name: 'Owner' });
    await owner.getByLabel('run').check();
    await page.getByRole('button', { name: 'Change permissions' }).click();
    await expect(page.getByRole('dialog')).toBeHidden();
    await terminal.run('test -x notes.md && echo "runs $((1+1))"');
    await terminal.shows('runs 2');
    await option(/notes\.md/).click();
    await page.keyboard.press('Delete');
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
    await expect(option(/notes\.md/)).toBeHidden();
    await terminal.run('ls notes.md');
    await terminal.shows(/No such file/);
  });
  await rm(here, { recursive: true, force: true });
});
