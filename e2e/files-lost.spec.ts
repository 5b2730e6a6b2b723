// Transfers over connections that are lost on the way, in the real app: they wait, bring the connection back, and go on
// with what they have; and a large download by Session Manager shares several sessions.
import { createHash, randomBytes } from 'node:crypto';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from './cloud-fixture.ts';
import type { LaunchedApp } from './launched-app.ts';
import { openInstances, openShell } from './walks.ts';

test.use({ newShells: 'automatic' });

const sum = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

async function downloadTo({ electronApp, page }: LaunchedApp, folder: string): Promise<void> {
  await electronApp.evaluate(({ dialog }, chosen) => {
    dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [chosen] });
  }, folder);
  const panel = page.getByRole('region', { name: 'Files' });
  await panel.getByRole('option', { name: /large\.bin/ }).click();
  await panel.getByRole('button', { name: 'Download', exact: true }).click();
}

async function showFolder({ page }: LaunchedApp, folder: string): Promise<void> {
  await page.getByRole('button', { name: 'Files', exact: true }).click();
  const place = page.getByRole('region', { name: 'Files' }).getByRole('textbox', { name: 'Folder' });
  await expect(place).toHaveValue(/^\//);
  await place.fill(folder);
  await place.press('Enter');
}

async function twoFolders(bytes: Buffer): Promise<{ readonly there: string; readonly here: string }> {
  const there = await mkdtemp(path.join(tmpdir(), 'sallyport-e2e-lost-'));
  await chmod(there, 0o755);
  await writeFile(path.join(there, 'large.bin'), bytes);
  const here = path.join(there, 'here');
  await mkdir(here);
  return { there, here };
}

test('a download whose endpoint is cut brings the connection back and goes on', async ({
  launchInCloud,
  cloud,
}) => {
  test.setTimeout(180_000);
  const bytes = randomBytes(200 * 1024 * 1024);
  const { there, here } = await twoFolders(bytes);
  const app = await launchInCloud();
  await openInstances(app);
  await openShell(app, 'build-runner', 'SSH via EICE');
  await showFolder(app, there);
  await downloadTo(app, here);
  const arrived = async (): Promise<number> => {
    const [name] = await readdir(here);
    return name === undefined ? 0 : (await stat(path.join(here, name))).size;
  };
  await expect.poll(arrived, { intervals: [20] }).toBeGreaterThan(4_000_000);
  const { faults } = cloud.instanceConnect;
  faults.cutTunnels();
  // Until it was read the connection does not come back.
  faults.stallTunnels(true);
  const panel = app.page.getByRole('region', { name: 'Files' });
  await expect(panel).toContainText('It goes on by itself when the connection is back');
  faults.stallTunnels(false);
  expect(await readdir(here)).toEqual([expect.stringMatching(/\.part$/)]);
  const had = await arrived();
  await expect(panel.getByRole('status').first()).toContainText('Done · 1 of 1 files', { timeout: 60_000 });
  expect(had).toBeGreaterThan(3_000_000);
  expect(await readdir(here)).toEqual(['large.bin']);
  expect(sum(await readFile(path.join(here, 'large.bin')))).toBe(sum(bytes));
  await rm(there, { recursive: true, force: true });
});

test('by Session Manager four sessions share it, and sockets that drop hold nobody up', async ({
  launchInCloud,
  cloud,
}) => {
  test.setTimeout(180_000);
  const bytes = randomBytes(9 * 1024 * 1024);
  const { there, here } = await twoFolders(bytes);
  const app = await launchInCloud();
  await openInstances(app);
  await openShell(app, 'web-1', 'SSH via Session Manager');
  await showFolder(app, there);
  await downloadTo(app, here);
  const joined = (): number => cloud.stats().sessions.filter(({ sockets }) => sockets.client).length;
  await expect.poll(joined, { intervals: [20] }).toBe(4);
  expect(cloud.faults.dropSockets({ side: 'client' })).toBeGreaterThanOrEqual(4);
  const panel = app.page.getByRole('region', { name: 'Files' });
  await expect(panel.getByRole('status').first()).toContainText('Done · 1 of 1 files', { timeout: 60_000 });
  expect(sum(await readFile(path.join(here, 'large.bin')))).toBe(sum(bytes));
  await expect.poll(() => cloud.stats().sessions.length).toBe(1);
  await rm(there, { recursive: true, force: true });
});
