// One file by several sessions, of which one hangs: nobody waits for it.
import { Readable } from 'node:stream';
import { expect, test, vi } from 'vitest';
import { silentLog } from '../base/log.ts';
import { type ExtraFiles, MoreSessions } from './more-sessions.ts';
import { readInParallel } from './read-in-parallel.ts';
import type { RemoteFiles } from './remote-files.ts';

const MIB = 1024 * 1024;
const { signal } = new AbortController();

interface FakeSession extends ExtraFiles {
  readonly close: ReturnType<typeof vi.fn<() => Promise<void>>>;
  /** As when its channel ends and the connection stays. */
  endFiles(): void;
}

function session(read: RemoteFiles['read']): FakeSession {
  let endFiles: () => void = () => undefined;
  const ended = new Promise<void>((resolve) => (endFiles = resolve));
  const files = { ended, read } as unknown as RemoteFiles;
  return { files, close: vi.fn(() => Promise.resolve()), endFiles };
}

const good: RemoteFiles['read'] = (_path, { from, to }) =>
  Promise.resolve(Readable.from([Buffer.alloc((to ?? 0) - from, 'x')]));
/** Does not even notice that it is thrown away. */
const hung: RemoteFiles['read'] = () =>
  Promise.resolve(new Readable({ read: () => undefined, destroy: () => undefined }));

test('stopped while a session hangs, the further ones are closed', async () => {
  const further = session(hung);
  const opens = [further];
  const more = new MoreSessions({
    open: () => Promise.resolve(opens.shift() ?? null),
    extra: () => 1,
    log: silentLog,
  });
  const reading = readInParallel(session(good).files, more, { path: '/f', from: 0, to: 64 * MIB, signal });
  expect((await reading.next()).value).toHaveLength(MIB);
  await new Promise((resolve) => setImmediate(resolve));
  expect(further.close).not.toHaveBeenCalled();
  void reading.return(undefined);
  await expect.poll(() => further.close.mock.calls.length).toBe(1);
});

test('a further session whose files end by themselves is closed, and the rest goes on', async () => {
  const further = session(hung);
  const opens = [further];
  const more = new MoreSessions({
    open: () => Promise.resolve(opens.shift() ?? null),
    extra: () => 1,
    log: silentLog,
  });
  const release = more.use(() => undefined);
  await new Promise((resolve) => setImmediate(resolve));
  further.endFiles();
  await expect.poll(() => further.close.mock.calls.length).toBe(1);
  release();
  expect(further.close).toHaveBeenCalledTimes(1);
});
