// Pictures of the tunnels page: part of `npm run screenshots`, with tunnels that really carry something.
import { camera } from './camera.ts';
import { expect, test } from './cloud-fixture.ts';
import { dialog } from './screens.ts';
import { addressOf, echoClient, echoServer, holdPort, makeTunnel, tunnels, WEB_ID } from './tunnel-walks.ts';
import { openInstances } from './walks.ts';

/** Long enough that the line of the last minute has a shape. */
const TALKING_MS = 12_000;

test.use({ tracing: 'off' });

test('tunnels', async ({ launchInCloud, cloud }) => {
  const echo = await echoServer();
  cloud.ports.set(WEB_ID, null, 5432, { host: '127.0.0.1', port: echo.port });
  const app = await launchInCloud();
  const { page } = app;
  const shot = await camera(app, 'tunnels');
  await openInstances(app);
  await page.keyboard.press('Control+Shift+U');
  await shot('none');
  const { region } = cloud;
  await makeTunnel(app, { name: 'orders database', remotePort: 5432, region, localPort: 5432 });
  await makeTunnel(app, { name: 'grafana', remotePort: 3000, region, localPort: 3000 });
  await makeTunnel(app, {
    name: 'redis staging',
    remotePort: 6379,
    region,
    localPort: 6379,
    then: 'leave',
  });
  const { host } = await addressOf(app, 'grafana');
  const holder = await holdPort(host, 8443);
  await makeTunnel(app, { name: 'audit', remotePort: 8443, region, localPort: 8443 });
  const client = await echoClient(await addressOf(app, 'orders database'));
  const until = Date.now() + TALKING_MS;
  for (let turn = 1; Date.now() < until; turn += 1) {
    await client.says('select 1;'.repeat(40 + 60 * (turn % 7)));
    await page.waitForTimeout(150);
  }
  await expect(tunnels(page).row('orders database')).toContainText('1 connection');
  await shot('page');
  await page.getByRole('button', { name: /^orders database/ }).click();
  await shot('details');
  await page.keyboard.press('F2');
  await expect(dialog(page, 'Change tunnel')).toBeVisible();
  await shot('change');
  client.socket.destroy();
  await holder.close();
  await echo.close();
});
