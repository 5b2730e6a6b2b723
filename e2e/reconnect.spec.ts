// The socket to the message gateway breaks while output runs: the app says so, resumes, and nothing is lost or doubled.
import { expect, test } from './cloud-fixture.ts';
import { changeSettings } from './page-bridge.ts';
import { openInstances, openShell } from './walks.ts';

const COUNT = 20_000;
/** Every line comes back in the copy of the whole text. */
const SCROLLBACK_LINES = 50_000;
/** In steps, so that it runs for some seconds and the cuts fall into the middle. */
const NUMBERED = `for b in $(seq 0 ${COUNT / 100 - 1}); do seq $((b*100+1)) $((b*100+100)); sleep 0.02; done; echo all-$((1+1))`;

for (const { name, cut } of [
  { name: 'the socket is torn off', cut: 'drop' },
  { name: 'the gateway closes it with 1000', cut: 'close-1000' },
] as const) {
  test(`${name} three times while ${COUNT} lines run`, async ({ launchInCloud, cloud }) => {
    const app = await launchInCloud();
    await openInstances(app);
    await changeSettings(app.page, { terminal: { scrollbackLines: SCROLLBACK_LINES } });
    const terminal = await openShell(app);
    await terminal.run(NUMBERED);
    for (const after of [1_000, 4_000, 9_000]) {
      await expect
        .poll(async () => lastNumber(await terminal.rows()), { intervals: [50] })
        .toBeGreaterThan(after);
      const { faults } = cloud;
      const cutOne = (): number =>
        cut === 'drop'
          ? faults.dropSockets({ side: 'client' })
          : faults.closeSockets({ side: 'client' }, 1000);
      // The lines may have come before the socket of the cut before has a successor.
      await expect.poll(cutOne, { message: 'sockets cut', intervals: [20] }).toBe(1);
    }
    await terminal.shows('all-2', 40_000);
    const numbers = (await terminal.wholeText())
      .split('\n')
      .filter((line) => /^\d+$/.test(line))
      .map(Number);
    expect(numbers.length).toBe(COUNT);
    expect(
      numbers.every((value, index) => value === index + 1),
      'in order, each once',
    ).toBe(true);
    await terminal.run('echo alive-$((1+1))');
    await terminal.shows('alive-2');
  });
}

test('while the gateway is away the status says so, with the next try; typing is not lost', async ({
  launchInCloud,
  cloud,
}) => {
  const app = await launchInCloud();
  await openInstances(app);
  const terminal = await openShell(app);
  cloud.faults.throttleAction('ssm:ResumeSession', 100);
  cloud.faults.dropSockets({ side: 'client' });
  const words = app.page
    .getByText(/^Reconnecting\. .+(Next try in \d+ s|Trying now)/)
    .filter({ visible: true })
    .first();
  await expect(words).toBeVisible();
  const banner = app.page.getByRole('tabpanel').filter({ visible: true });
  await expect(banner.getByText('AWS asks to slow down')).toBeVisible();
  await expect(banner).not.toContainText(/Exception|Request id/);
  await banner.getByRole('button', { name: 'Details' }).click();
  await expect(banner.getByText(/ThrottlingException.*\n?.*Request id/)).toBeVisible();
  await terminal.run('echo typed-while-$((40+2))-away');
  cloud.faults.throttleAction('ssm:ResumeSession', 0);
  await terminal.shows('typed-while-42-away', 40_000);
  await expect(words).toBeHidden();
});

test('a session that is gone ends honestly', async ({ launchInCloud, cloud }) => {
  const app = await launchInCloud();
  await openInstances(app);
  const terminal = await openShell(app);
  cloud.faults.refuseResume();
  cloud.faults.dropSockets({ side: 'client' });
  await expect
    .poll(() => terminal.flowing())
    .toMatch(/— Disconnected at \d+:\d\d\. .*session.*\. ?Press Enter to reconnect/i);
});

test('credentials that expire under an open shell do not end it before a resume needs them', async ({
  launchInCloud,
  cloud,
}) => {
  const app = await launchInCloud();
  await openInstances(app);
  const terminal = await openShell(app);
  cloud.faults.expireCredentials();
  await terminal.run('echo still-$((1+1))');
  await terminal.shows('still-2');
  cloud.faults.dropSockets({ side: 'client' });
  await expect(app.page.getByText(/expired/i).first()).toBeVisible({ timeout: 30_000 });
});

function lastNumber(rows: readonly string[]): number {
  return rows.reduce((last, row) => (/^\d+$/.test(row) ? Number(row) : last), 0);
}
