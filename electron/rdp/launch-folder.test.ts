// The folder of a launch: ours alone, gone afterwards, also when the run before was killed.
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { makeLaunchFolder, sweepLaunchFolders } from './launch-folder.ts';

let dir: string;
beforeAll(() => {
  dir = mkdtempSync(path.join(tmpdir(), 'sallyport-folders-'));
});
afterAll(() => {
  rmSync(dir, { recursive: true, force: true });
});

it('removes what a killed run has left, and not what another one uses', async () => {
  // Above the highest process id of Linux.
  mkdirSync(path.join(dir, 'sallyport-rdp-9999999-abc'));
  mkdirSync(path.join(dir, `sallyport-rdp-${process.ppid}-abc`));
  mkdirSync(path.join(dir, 'something-else'));
  const folder = await makeLaunchFolder(dir);
  const file = await folder.write('a.rdp', 'x');
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(statSync(path.dirname(file)).mode & 0o777).toBe(0o700);
  await expect(folder.write('a.rdp', 'y')).rejects.toMatchObject({ code: 'rdp/client-failed' });
  await folder.remove();
  await folder.remove();
  expect(readdirSync(dir).sort()).toEqual([`sallyport-rdp-${process.ppid}-abc`, 'something-else'].sort());
});

it('goes by age where another program has the process id of a killed run', async () => {
  const old = path.join(dir, `sallyport-rdp-${process.pid}-old`);
  mkdirSync(old);
  writeFileSync(path.join(old, 'desktop.remmina'), 'password=x');
  const fresh = await makeLaunchFolder(dir);
  const twoHoursAgo = Date.now() / 1000 - 7200;
  utimesSync(old, twoHoursAgo, twoHoursAgo);
  expect(await sweepLaunchFolders(dir)).toBe(1);
  expect(readdirSync(dir)).not.toContain(path.basename(old));
  await expect(fresh.write('b.rdp', 'x')).resolves.toContain(`sallyport-rdp-${process.pid}-`);
  await fresh.remove();
  expect(await sweepLaunchFolders(path.join(dir, 'not there'))).toBe(0);
});

it('leaves what another user has put there under such a name, and links', async () => {
  const shared = mkdtempSync(path.join(dir, 'shared-'));
  const precious = mkdtempSync(path.join(dir, 'precious-'));
  mkdirSync(path.join(shared, 'sallyport-rdp-9999999-theirs'));
  symlinkSync(precious, path.join(shared, 'sallyport-rdp-9999999-link'));
  writeFileSync(path.join(shared, 'sallyport-rdp-9999999-file'), 'x');
  const { uid } = statSync(shared);
  expect(await sweepLaunchFolders(shared, uid + 1)).toBe(0);
  expect(readdirSync(shared)).toHaveLength(3);
  expect(await sweepLaunchFolders(shared, uid)).toBe(1);
  expect(readdirSync(shared).sort()).toEqual(['sallyport-rdp-9999999-file', 'sallyport-rdp-9999999-link']);
});
