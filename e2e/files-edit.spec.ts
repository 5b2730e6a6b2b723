// A file of an instance edited in a program of this computer, in the real app: what is saved here arrives there, what
// others wrote there is asked about, and the end of the app leaves no copy behind that the instance has.
import { chmod, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from './cloud-fixture.ts';
import { filesHolding } from './files-holding.ts';
import { changeSettings } from './page-bridge.ts';
import { noViolations } from './no-violations.ts';
import { answerQuestions } from './questions.ts';
import { openInstances, openShell } from './walks.ts';

test.use({ newShells: 'automatic' });

/** As most editors do: the file is never seen half written, not even when this program stands still meanwhile. */
async function save(file: string, text: string): Promise<void> {
  await writeFile(`${file}.saving`, text);
  await rename(`${file}.saving`, file);
}

test('edit, save, somebody else’s change, stop, quit', async ({ launchInCloud }) => {
  test.setTimeout(120_000);
  const here = await mkdtemp(path.join(tmpdir(), 'sallyport-e2e-edit-'));
  const opened = path.join(here, 'opened');
  const editor = path.join(here, 'editor.sh');
  // As an editor that has a window of its own: it is told the file, and whoever sits before it saves later.
  await writeFile(
    editor,
    `#!/bin/sh\nprintf '%s' "$1" > '${opened}.new' && mv '${opened}.new' '${opened}'\n`,
  );
  await chmod(editor, 0o700);
  const app = await launchInCloud();
  const { page } = app;
  await openInstances(app);
  await changeSettings(page, { files: { editor: `'${editor}' {file}` } });
  const terminal = await openShell(app, 'web-1', 'SSH via Session Manager');
  await terminal.run(
    'mkdir -p edit-here && cd edit-here && echo first > app.conf && chmod 640 app.conf && echo made-$((1+1))',
  );
  await terminal.shows('made-2');
  await page.getByRole('button', { name: 'Files', exact: true }).click();
  const panel = page.getByRole('region', { name: 'Files' });
  await panel.getByRole('button', { name: 'Load again' }).click();
  await panel.getByRole('option', { name: /edit-here/ }).dblclick();
  const option = panel.getByRole('option', { name: /app\.conf/ });
  const edits = panel.getByRole('list', { name: 'Edited files' });
  const copy = async (): Promise<string> => {
    await expect.poll(() => readFile(opened, 'utf8').catch(() => '')).not.toBe('');
    return await readFile(opened, 'utf8');
  };

  await test.step('the editor of the settings runs only when a person agrees', async () => {
    const asked = await answerQuestions(app, /^Cancel$/);
    await option.click();
    await page.keyboard.press('F4');
    const told = page.getByRole('alert', { name: 'You were asked, and did not agree' });
    await told.getByRole('button', { name: 'Dismiss' }).click();
    expect(await asked()).toEqual(['Run this program?']);
    expect(await readFile(opened, 'utf8').catch(() => 'nothing')).toBe('nothing');
    await answerQuestions(app, /^Run$/);
  });
  await test.step('a save arrives, with the permissions that the file had', async () => {
    await option.click();
    await page.keyboard.press('F4');
    await expect(edits).toContainText('Editing, not changed so far');
    expect(await readFile(await copy(), 'utf8')).toBe('first\n');
    await save(await copy(), 'second\n');
    await expect(edits).toContainText(/Editing, last saved \d\d:\d\d/);
    await terminal.run('cat app.conf; stat -c "mode %a" app.conf; ls -A | wc -l | sed s/^/entries:/');
    await terminal.shows(/^second$/m);
    await terminal.shows('mode 640');
    await terminal.shows('entries:1');
    await noViolations(app, 'editing');
  });
  await test.step('what somebody else wrote is not lost', async () => {
    await terminal.run('echo "from the shell" > app.conf && echo done-$((1+1))');
    await terminal.shows('done-2');
    await save(await copy(), 'third\n');
    await expect(edits).toContainText('has changed on the instance since you opened it');
    await panel.getByRole('button', { name: 'Stop editing app.conf' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Go on editing' }).click();
    await edits.getByRole('button', { name: 'Keep both' }).click();
    await expect(edits).toContainText(/app \(2\)\.conf/);
    await expect(edits).toContainText(/Editing, last saved/);
    await terminal.run('grep -H . app*.conf');
    await terminal.shows('app.conf:from the shell');
    await terminal.shows('app (2).conf:third');
  });
  const folder = path.dirname(path.dirname(path.dirname(await copy())));
  await test.step('stopped, the copy is gone', async () => {
    await panel.getByRole('button', { name: /^Stop editing/ }).click();
    await expect(edits).toBeHidden();
    expect(await readdir(folder).catch(() => 'gone')).toBe('gone');
  });
  await test.step('quit while editing leaves nothing that the instance has', async () => {
    await rm(opened);
    await option.first().click({ button: 'right' });
    await page.getByRole('menuitem', { name: 'Edit' }).click();
    await save(await copy(), 'a word that is looked for: xyzzy\n');
    await expect(edits).toContainText(/Editing, last saved/);
    await answerQuestions(app, /^Quit/);
    expect(await app.quit(), 'the app ends').toBe(true);
    expect(await readdir(folder).catch(() => 'gone')).toBe('gone');
    expect(await filesHolding(path.dirname(folder), 'xyzzy')).toEqual([]);
  });
  await rm(here, { recursive: true, force: true });
});
