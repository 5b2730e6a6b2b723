// A tunnel the other way round, in the real app: a program on the instance reaches a server of this computer.
import { expect, test } from './cloud-fixture.ts';
import { answerQuestions } from './questions.ts';
import { dialog, instances } from './screens.ts';
import { answers, curl, httpServer, tunnels, tunnelView } from './tunnel-walks.ts';
import { openInstances } from './walks.ts';

test('a port of the instance leads here: made in the form, told where, and closed again', async ({
  launchInCloud,
  cloud,
}) => {
  const here = await httpServer('from this computer');
  const app = await launchInCloud();
  const { page } = app;
  await openInstances(app);
  await instances(page).option('web-1').click();
  await page.getByRole('button', { name: 'Tunnel', exact: true }).click();
  const form = dialog(page, 'New tunnel');
  await form.getByRole('radio', { name: 'This computer' }).check();
  await expect(form).toContainText('A port of the instance leads to this computer');
  await form.getByRole('button', { name: 'Save and switch on' }).click();
  await expect(form.getByLabel('Port here')).toHaveAttribute('aria-invalid', 'true');
  await form.getByLabel('Port here').fill(String(here.port));
  await form.getByLabel('Name').fill('back here');
  const refused = await answerQuestions(app, /^Cancel$/);
  await form.getByRole('button', { name: 'Save and switch on' }).click();
  await expect(form).toBeHidden();

  await page.keyboard.press('Control+Shift+U');
  const row = tunnels(page).row('back here');
  await expect(row).toContainText('The tunnel was not opened');
  expect(await refused()).toEqual([`Let “web-1” reach port ${here.port} of this computer?`]);
  expect(cloud.stats().sessions).toEqual([]);
  await answerQuestions(app, /^Allow$/);
  await row.getByRole('button', { name: 'Try again' }).click();
  await expect(row).toContainText('Ready', { timeout: 20_000 });
  await expect(row).toContainText(`this computer:${here.port}`);
  const { farAddress } = (await tunnelView(app, 'back here')).live;
  const port = farAddress?.port ?? 0;
  await expect(row).toContainText(`127.0.0.1:${port}`);
  // What a program on the instance would do: the sandbox's instances are this computer.
  expect(await curl(`http://127.0.0.1:${port}/`)).toBe('from this computer');
  await expect(row).toContainText(/\d+ ms · .+ down/);

  // Lost, and asked for again: the same port.
  cloud.faults.dropSockets({ side: 'client' });
  await expect
    .poll(async () => await curl(`http://127.0.0.1:${port}/`).catch(String))
    .toBe('from this computer');

  await tunnels(page).toggle('back here').click();
  await expect(row).toContainText('the instance does not listen');
  await expect.poll(() => answers('127.0.0.1', port)).toBe(false);
  await here.close();
});
