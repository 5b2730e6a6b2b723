// The app is killed while a client is being started: what lies on the disk for it is gone with the next start.
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { placesOf } from '../electron/connection/fixtures/places-of.ts';
import { COMPANY } from '../electron/sandbox/company/company.ts';
import { expect } from './cloud-fixture.ts';
import { firstPassword, openDesktop, test } from './desktop-walks.ts';
import { callMain } from './page-bridge.ts';
import { instances } from './screens.ts';
import { openInstances } from './walks.ts';

// A trace would hold what is typed.
test.use({ tracing: 'off' });
test.skip(
  process.platform !== 'linux' || process.getuid?.() !== 0,
  'the sandbox has a desktop as root on Linux only',
);

/** A Remmina that keeps the password in its file as it is, and never connects. */
const REMMINA = `#!/bin/sh
case "$1" in
  --update-profile) read -r password; printf 'password=%s\\n' "$password" >> "$2" ;;
  -c) exec sleep 120 ;;
esac
`;

test('nothing secret is left by a killed launch once the app has started again', async ({
  launchInCloud,
  cloud,
  displayEnv,
  home,
}) => {
  test.setTimeout(120_000);
  const [bin, temp] = [path.join(home.dir, 'bin'), path.join(home.dir, 'temp')];
  for (const dir of [bin, temp]) await mkdir(dir);
  await writeFile(path.join(bin, 'remmina'), REMMINA, { mode: 0o755 });
  const { keyFile } = await cloud.windows.keyPair();
  const env = {
    ...displayEnv,
    PATH: `${bin}:${process.env['PATH'] ?? ''}`,
    TMPDIR: temp,
    SALLYPORT_KEY_FILE: keyFile,
  };
  const first = await launchInCloud({ env });
  await openInstances(first);
  const place = { targetId: COMPANY.sqlReport, savedConnectionId: null };
  await callMain(first.page, 'desktops.change-spec', { place, spec: { client: 'remmina' } } as never);
  const { pane } = await openDesktop(first);
  await expect(pane.getByText(/Remmina/).first()).toBeVisible({ timeout: 40_000 });
  const password = firstPassword(cloud);
  await expect.poll(() => placesOf(password, temp), 'while it is being started').toHaveLength(1);
  await first.kill();
  expect(placesOf(password, temp), 'killed, it could not clean up').toHaveLength(1);

  const second = await launchInCloud({ env });
  await expect(instances(second.page).options.first()).toBeVisible();
  await expect.poll(() => placesOf(password, home.dir)).toEqual([]);
  // The file goes before the folder that it is in.
  const folders = async (): Promise<string[]> =>
    (await readdir(temp)).filter((name) => name.startsWith('sallyport-rdp-'));
  await expect.poll(folders).toEqual([]);
});
