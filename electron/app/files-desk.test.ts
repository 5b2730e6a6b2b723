// The desk of files with a target that hangs.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { connectionIdSchema } from '../../shared/ids.ts';
import { silentLog } from '../base/log.ts';
import { ManualClock } from '../base/manual-clock.ts';
import type { Connections } from '../connection/connections.ts';
import type { RemoteFiles } from '../files/remote-files.ts';
import { DropGrants } from './drop-grants.ts';
import { FilesDesk } from './files-desk.ts';

const id = connectionIdSchema.parse('c1');
let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'sallyport-desk-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

function desk(clock: ManualClock, files: Partial<RemoteFiles>): FilesDesk {
  const connections = {
    onUpdate: () => () => undefined,
    find: () => ({ phase: { kind: 'open' } }),
    when: () => Promise.resolve(),
    openFiles: () => Promise.resolve(files as RemoteFiles),
    openMoreFiles: () => Promise.resolve(null),
  } as unknown as Connections;
  return new FilesDesk({
    connections,
    dialogs: { chooseUpload: () => Promise.resolve([]), chooseDestination: () => Promise.resolve(folder) },
    dropGrants: new DropGrants(() => 'grant'),
    programs: { open: () => Promise.resolve(), checkName: () => undefined },
    reveal: () => undefined,
    editsFolder: path.join(folder, 'edits'),
    dragsFolder: path.join(folder, 'drags'),
    dragStarter: { start: () => undefined },
    downloadSessions: () => 1,
    publish: () => undefined,
    newId: () => 'n1',
    platform: process.platform,
    clock,
    log: silentLog,
  });
}

test('closing waits for what is under way, and not for a target that answers nothing any more', async () => {
  const clock = new ManualClock();
  let asked = 0;
  const lstat = (): Promise<never> => {
    asked += 1;
    return new Promise<never>(() => undefined);
  };
  const files = desk(clock, { lstat, close: () => undefined });
  await files.download(id, '/', ['file']);
  // Every connection is given its moment before it is asked.
  await expect.poll(() => (clock.advance(1_000), asked)).toBe(1);
  let isClosed = false;
  const closing = files.closeAll().then(() => (isClosed = true));
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(isClosed).toBe(false);
  clock.advance(4_000);
  await closing;
});
