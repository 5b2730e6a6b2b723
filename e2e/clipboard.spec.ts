// Copy and paste: what one selects is what one gets, and nothing runs that one has not seen.
import type { LaunchedApp } from './launched-app.ts';
import { expect, test } from './cloud-fixture.ts';
import { dialog, menu } from './screens.ts';
import { openInstances, openShell } from './walks.ts';

function setClipboard({ electronApp }: LaunchedApp, text: string): Promise<void> {
  return electronApp.evaluate(({ clipboard }, value) => clipboard.writeText(value), text);
}

function readClipboard({ electronApp }: LaunchedApp): Promise<string> {
  return electronApp.evaluate(({ clipboard }) => clipboard.readText());
}

test('copy by double click and keys, paste by keys', async ({ launchInCloud }) => {
  const app = await launchInCloud();
  await openInstances(app);
  const terminal = await openShell(app);
  await setClipboard(app, 'nothing yet');
  await terminal.run('clear; printf "%s\\n" "quay$((40+2))"');
  await terminal.shows(/^quay42$/m);
  const place = await terminal.placeOf('quay42');
  await app.page.mouse.dblclick(place.x, place.y);
  await app.page.keyboard.press('Control+Shift+C');
  await expect.poll(() => readClipboard(app)).toBe('quay42');
  await app.page.keyboard.type('echo got-');
  await app.page.keyboard.press('Control+Shift+V');
  await app.page.keyboard.press('Enter');
  await terminal.shows(/^got-quay42$/m);
});

test('a key pressed right after the answer to the question about a paste comes after the text', async ({
  launchInCloud,
}) => {
  const app = await launchInCloud();
  await openInstances(app);
  const terminal = await openShell(app);
  await terminal.prompt();
  await setClipboard(app, 'echo first-$((1+1))\necho second-$((1+1))\n');
  await app.page.keyboard.press('Control+Shift+V');
  await expect(dialog(app.page, 'Paste this text?').getByRole('button', { name: 'Paste' })).toBeFocused();
  // The second is on its way before the first has been heard.
  await Promise.all([app.page.keyboard.press('Enter'), app.page.keyboard.press('x')]);
  await terminal.shows(/echo second-\$\(\(1\+1\)\)x$/m);
});

test('Ctrl+C copies what is selected and interrupts only when nothing is', async ({ launchInCloud }) => {
  const app = await launchInCloud();
  await openInstances(app);
  const terminal = await openShell(app);
  await setClipboard(app, 'nothing yet');
  await terminal.run(
    `bash -c 'trap "echo interrupted-\\$((1+1)); exit" INT; clear; echo word$((1+1)); sleep 300'`,
  );
  await terminal.shows(/^word2$/m);
  const place = await terminal.placeOf('word2');
  await app.page.mouse.dblclick(place.x, place.y);
  await app.page.keyboard.press('Control+C');
  await expect.poll(() => readClipboard(app)).toBe('word2');
  expect(await terminal.text()).not.toContain('interrupted-2');
  await app.page.keyboard.press('Control+C');
  await terminal.shows('interrupted-2');
});

test('several lines are shown before they run; cancel runs none of them', async ({ launchInCloud }) => {
  const app = await launchInCloud();
  await openInstances(app);
  const terminal = await openShell(app);
  await setClipboard(app, 'echo first-$((1+1))\necho second-$((1+1))\n');
  await terminal.focus();
  await app.page.keyboard.press('Control+Shift+V');
  const question = dialog(app.page, 'Paste this text?');
  await expect(question).toContainText('echo second-$((1+1))');
  await question.getByRole('button', { name: 'Cancel' }).click();
  await expect(question).toBeHidden();
  await terminal.run('echo nothing-$((1+1))');
  await terminal.shows('nothing-2');
  // Only at its prompt does the shell take what is pasted as one piece.
  await terminal.prompt();
  expect(await terminal.text()).not.toContain('first-2');

  await app.page.keyboard.press('Control+Shift+V');
  await expect(question).toBeVisible();
  // Paste is what Enter does.
  await app.page.keyboard.press('Enter');
  await terminal.shows(/echo second-\$\(\(1\+1\)\)$/m);
  // Bracketed, and the last line end taken away: what was pasted waits for the person's own Enter.
  expect(await terminal.text()).not.toMatch(/first-2|second-2/);
  await app.page.keyboard.press('Enter');
  await terminal.shows('first-2');
  await terminal.shows('second-2');
});

test('what cannot be seen is shown before it is pasted', async ({ launchInCloud }) => {
  const app = await launchInCloud();
  await openInstances(app);
  const terminal = await openShell(app);
  await setClipboard(app, 'echo a\u001b[201~\u202egnp.exe');
  await terminal.focus();
  await app.page.keyboard.press('Control+Shift+V');
  const question = dialog(app.page, 'Paste this text?');
  await expect(question).toContainText('<U+202E>');
  await expect(question).toContainText('<U+001B>');
  await app.page.keyboard.press('Escape');
  await expect(question).toBeHidden();
  expect(await terminal.text()).not.toContain('echo a');
});

test('the menu of the right mouse button', async ({ launchInCloud }) => {
  const app = await launchInCloud();
  await openInstances(app);
  const terminal = await openShell(app);
  await setClipboard(app, 'echo by-menu-$((1+1))');
  await app.page
    .getByRole('tabpanel')
    .filter({ visible: true })
    .click({ button: 'right', position: { x: 200, y: 200 } });
  await expect(menu(app.page).item(/^Copy/)).toHaveAttribute('aria-disabled', 'true');
  await menu(app.page)
    .item(/^Paste/)
    .click();
  await app.page.keyboard.press('Enter');
  await terminal.shows('by-menu-2');
});
