// The programs that a tunnel opens with, as stand-ins that note their words.
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from './cloud-fixture.ts';
import { answerQuestions } from './questions.ts';
import { dialog, menu } from './screens.ts';
import { addressOf, makeTunnel, tunnels } from './tunnel-walks.ts';
import { openInstances } from './walks.ts';

test('opens with psql in a terminal and, once a person agreed, with a command of its own, words kept apart', async ({
  launchInCloud,
  cloud,
  home,
}) => {
  const bin = path.join(home.dir, 'bin');
  await mkdir(bin);
  // Each stand-in notes its words; the terminal runs what it is given, as terminals do.
  const script = (then: string): string =>
    `#!/bin/sh\nprintf '%s\\n' "$@" > "${bin}/$(basename "$0").said.part"\nmv "$0.said.part" "$0.said"\n${then}\n`;
  for (const [name, then] of [
    ['psql', ''],
    ['gui', ''],
    ['xdg-terminal-exec', 'exec "$@"'],
  ] as const)
    await writeFile(path.join(bin, name), script(then), { mode: 0o755 });
  const said = (name: string): Promise<string> =>
    readFile(path.join(bin, `${name}.said`), 'utf8').catch(() => '');
  const app = await launchInCloud({ env: { PATH: `${bin}:${process.env['PATH'] ?? ''}` } });
  const { page } = app;
  await openInstances(app);
  await makeTunnel(app, { name: 'orders', remotePort: 5432, region: cloud.region, then: 'leave' });
  await page.keyboard.press('Control+Shift+U');
  await tunnels(page)
    .table.getByRole('button', { name: /^orders/ })
    .focus();
  await page.keyboard.press('F2');
  const form = dialog(page, 'Change tunnel');
  await form.getByText('Open with').click();
  await form.getByLabel('Program').selectOption('custom');
  await form.getByLabel('User').fill('$(whoami)');
  await form.getByLabel('Command').fill('gui "{user} at {host}" --port={port}');
  await form.getByRole('button', { name: 'Save', exact: true }).click();
  const openWithCommand = async (): Promise<void> => {
    await page.getByRole('button', { name: 'Open orders with' }).click();
    await menu(page).item('Own command').click();
  };
  const refused = await answerQuestions(app, /^Cancel$/);
  await openWithCommand();
  const told = page.getByRole('alert', { name: 'You were asked, and did not agree' });
  await expect(told).toContainText('The program was not started.');
  await told.getByRole('button', { name: 'Dismiss' }).click();
  expect(await refused()).toEqual(['Run this program?']);
  expect(await said('gui'), 'nothing was started').toBe('');
  const agreed = await answerQuestions(app, /^Run$/);
  await openWithCommand();
  const { host, port } = await addressOf(app, 'orders');
  await expect.poll(() => said('gui')).toBe(`$(whoami) at ${host}\n--port=${port}\n`);
  // Once is enough.
  await rm(path.join(bin, 'gui.said'));
  await openWithCommand();
  await expect.poll(() => said('gui')).not.toBe('');
  await page.getByRole('button', { name: 'Open orders with' }).click();
  await menu(page).item('psql').click();
  await expect.poll(() => said('psql')).toBe(`--host=${host}\n--port=${port}\n--username=$(whoami)\n`);
  await page.getByRole('button', { name: 'Open orders with' }).click();
  await menu(page).item('mysql').click();
  await expect(page.getByRole('alert', { name: 'The program is not on this computer' })).toBeVisible();
  expect(await agreed()).toEqual(['Run this program?']);
});
