// Files: our transfers against OpenSSH's `sftp` with the same sshd, both by plain TCP, and ours over the endpoint beside
// them. One large file and many small ones, up and down; from the wish to the last file in place, signing in left out.
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { connectionIdSchema, transferIdSchema } from '../shared/ids.ts';
import { systemClock } from '../electron/base/clock.ts';
import { silentLog } from '../electron/base/log.ts';
import { downloadWay } from '../electron/files/download-way.ts';
import { OpenParts } from '../electron/files/part-name.ts';
import { Transfer } from '../electron/files/transfer.ts';
import { uploadWay } from '../electron/files/upload-way.ts';
import type { SshClient } from '../electron/ssh/ssh-client.ts';
import { type BenchRow, median } from './figures.ts';
import type { SshFar } from './ssh-far.ts';

const ROUNDS = 2;
const LARGE_BYTES = 256 * 1024 * 1024;
const SMALL = { count: 10_000, bytes: 1024 };

type Job = `${'large' | 'small'} ${'up' | 'down'}`;
type Who = 'ours' | 'overEndpoint' | 'theirs';
type Times = Record<Who, number[]>;
const JOBS: readonly Job[] = ['large up', 'large down', 'small up', 'small down'];
const EVERYBODY: readonly Who[] = ['ours', 'overEndpoint', 'theirs'];
const never = new AbortController().signal;
const run = promisify(execFile);

interface Ends {
  readonly far: SshFar;
  readonly client: SshClient;
  /** The home on the target, absolute. */
  readonly remote: string;
}

export async function sftpRows(far: SshFar): Promise<readonly BenchRow[]> {
  await makeFiles(far.home.dir);
  const [byTcp, overEndpoint] = [await far.oursByTcp(), await far.ours()];
  const seconds = new Map<Job, Times>(JOBS.map((job) => [job, { ours: [], overEndpoint: [], theirs: [] }]));
  try {
    const sftp = await byTcp.openSftp(never);
    const remote = await sftp.realpath('.', never);
    sftp.close();
    for (let round = 0; round < ROUNDS; round += 1)
      for (const who of round % 2 === 0 ? EVERYBODY : [...EVERYBODY].reverse()) {
        const ends: Ends = { far, client: who === 'overEndpoint' ? overEndpoint : byTcp, remote };
        const folder = `files-${who}-${round}`;
        await runThere(byTcp, `mkdir ${folder}`);
        await mkdir(path.join(far.home.dir, folder));
        for (const job of JOBS) {
          const took = await (who === 'theirs' ? theirs : ours)(ends, job, folder);
          seconds.get(job)?.[who].push(took);
          process.stderr.write(`  ${job}, ${who}: ${took.toFixed(2)} s\n`);
        }
        // What came back has been there: up and down at once. Says what differs, and fails.
        for (const what of ['large', 'small'])
          await run('diff', ['-rq', what, path.join(folder, what)], { cwd: far.home.dir });
        await runThere(byTcp, `rm -rf ${folder}`);
        await rm(path.join(far.home.dir, folder), { recursive: true });
      }
  } finally {
    await byTcp.close();
    await overEndpoint.close();
  }
  return [...seconds].flatMap(([job, times]) => rowsOf(job, times));
}

function rowsOf(job: Job, times: Times): readonly BenchRow[] {
  const isLarge = job.startsWith('large');
  const words = (who: Who): string =>
    isLarge
      ? `${(LARGE_BYTES / 1e6 / median(times[who])).toFixed(0)} MB/s`
      : `${median(times[who]).toFixed(1)} s, ${(SMALL.count / median(times[who])).toFixed(0)} files a second`;
  const row = (who: Who, way: string): BenchRow => ({
    what: `SFTP ${way}, ${isLarge ? 'one file of 256 MiB' : '10,000 files of 1 KB'}, ${job.endsWith('up') ? 'up' : 'down'}, median of ${ROUNDS}`,
    ours: words(who),
    peer: `OpenSSH's sftp by plain TCP, same sshd and cipher: ${words('theirs')}`,
    ratio: (median(times.theirs) / median(times[who])).toFixed(2),
    goal: '–',
    met: null,
  });
  return [row('ours', 'by plain TCP'), row('overEndpoint', 'over EICE')];
}

async function makeFiles(dir: string): Promise<void> {
  await mkdir(path.join(dir, 'small'));
  await writeFile(path.join(dir, 'large'), randomBytes(LARGE_BYTES));
  for (let n = 0; n < SMALL.count; n += 1)
    await writeFile(path.join(dir, 'small', `file-${n}`), Buffer.alloc(SMALL.bytes, `file ${n} `));
}

async function ours({ far, client, remote }: Ends, job: Job, folder: string): Promise<number> {
  const parts = new OpenParts();
  const { platform } = process;
  const [what = '', direction] = job.split(' ');
  const there = path.posix.join(remote, folder);
  const here = path.join(far.home.dir, folder);
  const transfer = new Transfer(
    {
      id: transferIdSchema.parse('bench'),
      connectionId: connectionIdSchema.parse('bench'),
      direction: direction === 'up' ? 'up' : 'down',
      title: what,
      destination: direction === 'up' ? there : here,
      makeWay: (lasting) =>
        direction === 'up'
          ? uploadWay({
              sources: [path.join(far.home.dir, what)],
              folder: there,
              remote: lasting,
              parts,
              platform,
            })
          : downloadWay({
              sources: [path.posix.join(there, what)],
              folder: here,
              remote: lasting,
              parts,
              platform,
            }),
    },
    {
      open: (signal) => client.openSftp(signal),
      onChange: () => undefined,
      clock: systemClock,
      log: silentLog,
    },
  );
  const startedAt = performance.now();
  transfer.begin();
  await transfer.ended;
  const took = (performance.now() - startedAt) / 1000;
  const { phase, leftOut, leftOutCount } = transfer.snapshot();
  if (phase.kind !== 'done') throw new Error(`a transfer ended so: ${JSON.stringify(phase)}`);
  if (leftOutCount > 0) throw new Error(`${job}: ${leftOutCount} left out: ${JSON.stringify(leftOut[0])}`);
  return took;
}

/** The prompt of `sftp` tells when a command is done: it reads its commands from us. */
async function theirs({ far }: Ends, job: Job, folder: string): Promise<number> {
  const [what = '', direction] = job.split(' ');
  const child = await far.openSsh('sftp', '-q', '-b', '-');
  child.stderr.pipe(process.stderr);
  let said = '';
  const marks: { readonly text: string; readonly found: () => void }[] = [];
  child.stdout.on('data', (bytes: Buffer) => {
    said += bytes.toString('latin1');
    while (marks[0] !== undefined && said.includes(marks[0].text)) {
      said = '';
      marks.shift()?.found();
    }
  });
  const failed = once(child, 'exit').then(() => Promise.reject(new Error('sftp ended')));
  failed.catch(() => undefined);
  // A local command prints its mark when everything before it is done.
  const done = (mark: string): Promise<void> => {
    child.stdin.write(`!printf mark-%s- ${mark}\n`);
    const found = new Promise<void>((resolve) => marks.push({ text: `mark-${mark}-`, found: resolve }));
    return Promise.race([found, failed]);
  };
  await done('ready');
  const startedAt = performance.now();
  child.stdin.write(
    direction === 'up' ? `put -pr ${what} ${folder}/\n` : `get -pr ${folder}/${what} ${folder}/\n`,
  );
  await done('over');
  const took = (performance.now() - startedAt) / 1000;
  child.stdin.end('bye\n');
  await failed.catch(() => undefined);
  return took;
}

async function runThere(client: SshClient, command: string): Promise<void> {
  const run = await client.exec(command, never);
  run.stream.resume();
  run.stderr.resume();
  run.stream.end();
  await run.ending;
}
