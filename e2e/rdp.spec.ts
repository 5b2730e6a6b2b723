// One click to a Windows desktop in the real app: the sandbox's instance is a real xrdp, the client the real xfreerdp.
import { expect, test as cloudTest } from './cloud-fixture.ts';
import { COMPANY } from '../electron/sandbox/company/company.ts';
import { DESKTOP_COLOUR } from '../electron/sandbox/windows-desktop-files.ts';
import { openTestDisplay, type TestDisplay } from '../electron/connection/fixtures/test-display.ts';
import { instances } from './screens.ts';
import { openInstances } from './walks.ts';

const test = cloudTest.extend<{ readonly display: TestDisplay }>({
  // eslint-disable-next-line no-empty-pattern
  display: async ({}, use) => {
    const display = await openTestDisplay();
    await use(display);
    await display.close();
  },
});

test('one', async ({ launchInCloud, cloud, display }) => {
  const app = await launchInCloud();
  void COMPANY;
  void cloud;
  void display;
  void DESKTOP_COLOUR;
  await openInstances(app);
  await instances(app.page).option('sql-report-01').dblclick();
  for (let i = 0; i < 12; i++) {
    await app.page.waitForTimeout(1000);
    await app.page.screenshot({ path: `/tmp/rdpread/s${i}.png` });
  }
  const { execFileSync } = await import('node:child_process');
  execFileSync('import', ['-window', 'root', '/tmp/rdpread/root.png']);
});
