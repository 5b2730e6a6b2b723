// A large file by Session Manager: one session, which is no faster than its agent, against the four that the app takes.
import { createHash, randomBytes } from 'node:crypto';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { systemClock } from '../electron/base/clock.ts';
import { silentLog } from '../electron/base/log.ts';
import { openOn } from '../electron/connection/fixtures/sandbox-cloud.ts';
import type { RoutedShell } from '../electron/connection/shell-route.ts';
import { downloadFile } from '../electron/files/download-file.ts';
import { LastingRemote } from '../electron/files/lasting-remote.ts';
import { MoreSessions } from '../electron/files/more-sessions.ts';
import { OpenParts } from '../electron/files/part-name.ts';
import { COMPANY } from '../electron/sandbox/company/company.ts';
import { type BenchRow, median } from './figures.ts';
import type { SshFar } from './ssh-far.ts';

const ROUNDS = 3;
const BYTES = 16 * 1024 * 1024;
/** Beside the connection's own; as many as the app takes by default (settings.downloadSessions). */
const FURTHER = 3;
const never = new AbortController().signal;

export async function parallelDownloadRows({ cloud, place }: SshFar): Promise<readonly BenchRow[]> {
  const folder = await mkdtemp(path.join(tmpdir(), 'sallyport-bench-parallel-'));
  const large = randomBytes(BYTES);
  await writeFile(path.join(folder, 'large'), large);
  // Whoever signs in there may read it.
  await chmod(folder, 0o755);
  const { shell: opening } = openOn(cloud, place, COMPANY.web, { how: { route: { kind: 'ssm' } } });
  const shell = await opening;
  shell.stream.resume();
  try {
    const speeds: Record<'one' | 'four', number[]> = { one: [], four: [] };
    for (let round = 0; round < ROUNDS; round += 1)
      for (const who of round % 2 === 0 ? (['one', 'four'] as const) : (['four', 'one'] as const)) {
        const to = path.join(folder, `${who}-${round}`);
        const seconds = await fetchLarge(shell, folder, to, who === 'four' ? FURTHER : 0);
        if (!sameBytes(large, await readFile(to))) throw new Error('a downloaded file differs');
        speeds[who].push(BYTES / 1e6 / seconds);
      }
    const [one, four] = [median(speeds.one), median(speeds.four)];
    return [
      {
        what: `SFTP by Session Manager, one file of 16 MiB down, four sessions, median of ${ROUNDS}`,
        ours: `${four.toFixed(2)} MB/s`,
        peer: `the same by one session: ${one.toFixed(2)} MB/s`,
        ratio: (four / one).toFixed(2),
        goal: '–',
        met: null,
      },
    ];
  } finally {
    await shell.close();
    await rm(folder, { recursive: true, force: true });
  }
}

/** Seconds from the wish, further sessions not opened yet, to the file in place. */
async function fetchLarge(shell: RoutedShell, folder: string, to: string, further: number): Promise<number> {
  const more = new MoreSessions({
    open: async (signal) => (await shell.openMoreFiles?.(signal)) ?? null,
    extra: () => further,
    log: silentLog,
  });
  const remote = new LastingRemote({
    open: async (signal) => {
      const files = await shell.openFiles?.(signal);
      if (files === undefined) throw new Error('this shell has no files');
      return files;
    },
    onLost: () => undefined,
    onBack: () => undefined,
    clock: systemClock,
  });
  const from = path.join(folder, 'large');
  const startedAt = performance.now();
  try {
    await remote.run(
      (files) =>
        downloadFile(files, {
          ...{ from, to, then: 'create', parts: new OpenParts(), more, signal: never },
          onPosition: () => undefined,
        }),
      never,
    );
    return (performance.now() - startedAt) / 1000;
  } finally {
    remote.close();
  }
}

function sameBytes(one: Buffer, other: Buffer): boolean {
  const sum = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');
  return sum(one) === sum(other);
}
