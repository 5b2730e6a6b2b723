// Finding text in a long output, and links that open only after a look at where they lead.
import type { Page } from '@playwright/test';
import { expect, test } from './cloud-fixture.ts';
import { dialog } from './screens.ts';
import { openInstances, openShell } from './walks.ts';

function cursorAt(page: Page, { x, y }: { readonly x: number; readonly y: number }): Promise<string> {
  return page.evaluate(
    ([left, top]) => {
      const element = document.elementFromPoint(left, top);
      return element === null ? '' : getComputedStyle(element).cursor;
    },
    [x, y] as const,
  );
}

test('find goes to what has scrolled away, counts it, and goes on', async ({ launchInCloud }) => {
  const app = await launchInCloud();
  await openInstances(app);
  const terminal = await openShell(app);
  await terminal.run(
    'n=need; for i in $(seq 1 400); do [ $((i % 150)) = 0 ] && echo "${n}le $i" || echo "hay $i"; done',
  );
  await terminal.shows('hay 400');
  expect(await terminal.text()).not.toContain('needle');
  await app.page.keyboard.press('Control+Shift+F');
  const field = app.page.getByRole('textbox', { name: 'Find in terminal' });
  await expect(field).toBeFocused();
  await app.page.keyboard.type('needle ');
  await terminal.shows(/needle (150|300)/);
  const first = /needle (150|300)/.exec(await terminal.text())?.[1];
  await expect(app.page.getByText(/\d+ of \d+/)).toBeVisible();
  await app.page.keyboard.press('Enter');
  const other = first === '150' ? '300' : '150';
  await terminal.shows(`needle ${other}`);
  await app.page.keyboard.press('Escape');
  await expect(field).toBeHidden();
  // The keys are the shell's again.
  await app.page.keyboard.type('echo again-$((1+1))');
  await app.page.keyboard.press('Enter');
  await terminal.shows('again-2');
});

test('a link opens after the question, in the browser, and not when refused', async ({ launchInCloud }) => {
  const app = await launchInCloud();
  await app.electronApp.evaluate(({ shell }) => {
    const opened: string[] = [];
    (globalThis as { opened?: string[] }).opened = opened;
    shell.openExternal = async (url) => {
      opened.push(url);
    };
  });
  const opened = (): Promise<readonly string[]> =>
    app.electronApp.evaluate(() => (globalThis as { opened?: string[] }).opened ?? []);
  await openInstances(app);
  const terminal = await openShell(app);
  await terminal.run('clear; echo https://example.com/runbook?id=$((40+2))');
  await terminal.shows(/^https:\/\/example\.com\/runbook\?id=42$/m);
  await terminal.prompt();
  const question = dialog(app.page, 'Open this link?');
  const clickLink = async (): Promise<void> => {
    const place = await terminal.placeOf('https://example.com/runbook?id=42');
    await app.page.mouse.move(place.x - 30, place.y);
    await app.page.mouse.move(place.x, place.y, { steps: 4 });
    await expect.poll(() => cursorAt(app.page, place)).toBe('pointer');
    await app.page.mouse.click(place.x, place.y);
    await expect(question).toContainText('https://example.com/runbook?id=42');
  };
  await clickLink();
  await question.getByRole('button', { name: 'Cancel' }).click();
  await expect(question).toBeHidden();
  expect(await opened()).toEqual([]);
  await clickLink();
  await question.getByRole('button', { name: 'Open link' }).click();
  await expect.poll(opened).toEqual(['https://example.com/runbook?id=42']);
});
