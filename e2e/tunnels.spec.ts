// Tunnels in the real app: made by hand, used by real clients, and kept through what happens in a week.
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { processFamily, stillRunning } from './app-process.ts';
import { expect, test, writeAwsProfile } from './cloud-fixture.ts';
import { answerQuestions } from './questions.ts';
import { dialog, instances } from './screens.ts';
import {
  addressOf,
  answers,
  curl,
  echoClient,
  echoServer,
  holdPort,
  httpServer,
  makeTunnel,
  tunnels,
  tunnelView,
  WEB_ID,
} from './tunnel-walks.ts';
import { openInstances } from './walks.ts';

test('a tunnel made by hand serves curl; switched off, its port is closed', async ({
  launchInCloud,
  cloud,
}) => {
  const web = await httpServer('behind web-1');
  cloud.ports.set(WEB_ID, null, 8099, { host: '127.0.0.1', port: web.port });
  const app = await launchInCloud();
  const { page } = app;
  await openInstances(app);
  await instances(page).option('web-1').click();
  await page.getByRole('button', { name: 'Tunnel', exact: true }).click();
  const form = dialog(page, 'New tunnel');
  await expect(form.getByLabel('Port there')).toBeFocused();
  // Walked by arrows, the choice keeps the keys whatever fields come with it.
  const itself = form.getByRole('radio', { name: 'The instance itself' });
  await itself.focus();
  await page.keyboard.press('ArrowLeft');
  await expect(form.getByRole('radio', { name: 'This computer' })).toBeFocused();
  await page.keyboard.press('ArrowRight');
  await expect(itself).toBeFocused();
  await form.getByLabel('Port there').fill('8099');
  await form.getByLabel('Name').fill('intranet');
  await form.getByLabel('Messages sent up').selectOption('4096');
  await form.getByRole('button', { name: 'Save and switch on' }).click();
  await expect(form).toBeHidden();

  await page.keyboard.press('Control+Shift+U');
  const row = tunnels(page).row('intranet');
  await expect(row).toContainText('Waiting for a connection');
  const { host, port } = await addressOf(app, 'intranet');
  expect(port).toBe(8099);
  expect((await tunnelView(app, 'intranet')).saved.payloadBytes).toBe(4096);
  expect(host).toMatch(/^127\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])\./);
  expect(await curl(`http://${host}:${port}/`)).toBe('behind web-1');
  await expect(row).toContainText(/Ready|1 connection/);
  await expect(row).toContainText(/\d+ ms · .+ down/);
  await expect(page.getByRole('button', { name: 'Tunnels, 1 on' })).toBeVisible();

  await tunnels(page).toggle('intranet').click();
  await expect(row).toContainText('Off');
  expect(await answers(host, port)).toBe(false);
  await web.close();
});

test('a port in use names its holder and offers the next one, before and after saving', async ({
  launchInCloud,
  cloud,
}) => {
  const app = await launchInCloud();
  const { page } = app;
  await openInstances(app);
  await makeTunnel(app, { name: 'first', remotePort: 7000, region: cloud.region, localPort: 7000 });
  const { host } = await addressOf(app, 'first');
  const holder = await holdPort(host, 7100);

  await page.keyboard.press('Control+Shift+U');
  await page.getByRole('button', { name: 'New tunnel' }).click();
  const form = dialog(page, 'New tunnel');
  await form.getByRole('combobox', { name: 'Instance' }).fill('web-1');
  await form.getByLabel('Port there').fill('7100');
  await expect(form.getByText(new RegExp(`Used by .+\\(process ${process.pid}\\)`))).toBeVisible();
  await form.getByLabel('Local port').fill('7000');
  await expect(form.getByText('Used by the tunnel “first”')).toBeVisible();
  await form.getByLabel('Local port').fill('7100');
  await form.getByLabel('Name').fill('second');
  await form.getByRole('button', { name: 'Save and switch on' }).click();

  const row = tunnels(page).row('second');
  await expect(row).toContainText('The local port is in use');
  await expect(row).toContainText(`process ${process.pid}`);
  await row.getByRole('button', { name: 'Use port 7101' }).click();
  expect(await addressOf(app, 'second')).toEqual({ host, port: 7101 });
  await expect.poll(async () => (await tunnelView(app, 'second')).saved.localPort).toBe(7101);
  await holder.close();
});

test('killed, the app opens its tunnels again: on at launch, same address, same port', async ({
  launchInCloud,
  cloud,
  home,
}) => {
  const web = await httpServer('after the kill');
  cloud.ports.set(WEB_ID, null, 8098, { host: '127.0.0.1', port: web.port });
  const first = await launchInCloud();
  await openInstances(first);
  const region = cloud.region;
  await makeTunnel(first, { name: 'kept', remotePort: 8098, region, start: 'at-launch' });
  const address = await addressOf(first, 'kept');
  await expect.poll(async () => (await tunnelView(first, 'kept')).saved.localPort).toBe(address.port);
  await first.kill();
  expect(await answers(address.host, address.port)).toBe(false);
  JSON.parse(await readFile(path.join(home.userData, 'tunnels.json'), 'utf8'));

  const second = await launchInCloud();
  expect(await addressOf(second, 'kept')).toEqual(address);
  expect(await curl(`http://${address.host}:${address.port}/`)).toBe('after the kill');
  await web.close();
});

test('a port that is taken at launch is said with the next try, and opens by itself when it is free', async ({
  launchInCloud,
  cloud,
}) => {
  const first = await launchInCloud();
  await openInstances(first);
  await makeTunnel(first, { name: 'late', remotePort: 7200, region: cloud.region, start: 'at-launch' });
  const { host, port } = await addressOf(first, 'late');
  await expect.poll(async () => (await tunnelView(first, 'late')).saved.localPort).toBe(port);
  await first.kill();
  const holder = await holdPort(host, port);

  const second = await launchInCloud();
  await second.page.keyboard.press('Control+Shift+U');
  const row = tunnels(second.page).row('late');
  await expect(row).toContainText(`process ${process.pid}`);
  await expect(row).toContainText(/next try in \d+ s/);
  await row.getByRole('button', { name: 'Try now' }).click();
  await expect(row).toContainText('The local port is in use');
  await holder.close();
  await expect(row).toContainText('Waiting for a connection', { timeout: 20_000 });
  expect(await addressOf(second, 'late')).toEqual({ host, port });

  // What waits is on: switched off it does not come back when the port is free.
  await tunnels(second.page).toggle('late').click();
  await expect(row).toContainText('Off');
  const again = await holdPort(host, port);
  await tunnels(second.page).toggle('late').click();
  await expect(row).toContainText(/next try in \d+ s/);
  await expect(tunnels(second.page).toggle('late')).toBeChecked();
  await tunnels(second.page).toggle('late').click();
  await expect(row).toContainText('Off');
  await again.close();
});

test('socket cuts and a close with 1000 leave an open connection whole', async ({ launchInCloud, cloud }) => {
  const echo = await echoServer();
  cloud.ports.set(WEB_ID, null, 7, { host: '127.0.0.1', port: echo.port });
  const app = await launchInCloud();
  await openInstances(app);
  await makeTunnel(app, { name: 'echo', remotePort: 7, region: cloud.region });
  const client = await echoClient(await addressOf(app, 'echo'));
  await client.says('before ');
  for (const cut of [1, 2, 3, 4]) {
    client.send(`${'0123456789'.repeat(2000)} ${cut} `);
    if (cut % 2 === 0) cloud.faults.dropSockets({ side: 'client' });
    else cloud.faults.closeSockets({ side: 'client' }, 1000);
    await client.isWhole();
  }
  await app.page.keyboard.press('Control+Shift+U');
  await expect(tunnels(app.page).row('echo')).toContainText('1 connection');
  client.socket.destroy();
  await echo.close();
});

test('expired credentials are asked for once; then everything goes on', async ({ launch, cloud, home }) => {
  const echo = await echoServer();
  cloud.ports.set(WEB_ID, null, 7, { host: '127.0.0.1', port: echo.port });
  cloud.ports.set(WEB_ID, null, 77, { host: '127.0.0.1', port: echo.port });
  await writeAwsProfile(home, cloud, 'acme');
  const app = await launch();
  const { page } = app;
  await openInstances(app, 'acme');
  const more = { region: cloud.region, profileId: 'profile:acme' };
  await makeTunnel(app, { name: 'one', remotePort: 7, ...more });
  await makeTunnel(app, { name: 'two', remotePort: 77, ...more });
  const clients = [
    await echoClient(await addressOf(app, 'one')),
    await echoClient(await addressOf(app, 'two')),
  ];
  for (const client of clients) await client.says('signed in ');
  cloud.faults.expireCredentials();
  cloud.faults.dropSockets({ side: 'client' });
  const question = dialog(page, 'Sign in to go on');
  await expect(question).toBeVisible({ timeout: 30_000 });
  await expect(question).toHaveCount(1);
  for (const client of clients) client.send('while expired ');
  await writeAwsProfile(home, cloud, 'acme', cloud.faults.renewCredentials({ rotate: true }));
  await question.getByRole('button', { name: 'Try again' }).click();
  for (const client of clients) await client.isWhole(30_000);
  await expect(question).toBeHidden();
  for (const client of clients) client.socket.destroy();
  await echo.close();
});

test('quitting with a tunnel asks once, then leaves no port, no session and no process', async ({
  launchInCloud,
  cloud,
}) => {
  const web = await httpServer('x');
  cloud.ports.set(WEB_ID, null, 8097, { host: '127.0.0.1', port: web.port });
  const app = await launchInCloud();
  await openInstances(app);
  await makeTunnel(app, { name: 'last', remotePort: 8097, region: cloud.region });
  const { host, port } = await addressOf(app, 'last');
  await curl(`http://${host}:${port}/`);
  expect(cloud.stats().sessions).toHaveLength(1);
  const family = await processFamily(app.pid);
  const staying = await answerQuestions(app, /^Cancel$/);
  await app.electronApp.evaluate(({ app: main }) => {
    main.quit();
  });
  await expect.poll(staying).toEqual(['Quit Sallyport? 1 tunnel is still open.']);
  expect(await answers(host, port)).toBe(true);
  await answerQuestions(app, /^Quit/);
  expect(await app.quit(), 'the app ends').toBe(true);
  expect(await answers(host, port)).toBe(false);
  await expect.poll(() => cloud.stats().sessions).toEqual([]);
  await expect.poll(() => stillRunning(family)).toEqual([]);
  await web.close();
});
