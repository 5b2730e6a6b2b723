// Files: our transfers over the endpoint against OpenSSH's `sftp` with the same sshd by plain TCP. One large file and
// many small ones, up and down; from the wish to the last file in place, signing in left out of both.
import { once } from 'node:events';
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
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

const ROUNDS = 3;
const LARGE_BYTES = 256 * 1024 * 1024;
const SMALL = { count: 10_000, bytes: 1024 };

type Job = `${'large' | 'small'} ${'up' | 'down'}`;
const JOBS: readonly Job[] = ['large up', 'large down', 'small up', 'small down'];
const never = new AbortController().signal;

interface Ends {
  readonly far: SshFar;
  readonly client: SshClient;
  /** The home on the target, absolute. */
  readonly remote: string;
}

export async function sftpRows(far: SshFar): Promise<readonly BenchRow[]> {
  await makeFiles(far.home.dir);
  const client = await far.ours();
  const seconds = Object.fromEntries(JOBS.map((job) => [job, { ours: [], theirs: [] }])) as unknown as Record<
    Job,
    Record<'ours' | 'theirs', number[]>
  >;
  try {
    const sftp = await client.openSftp(never);
    const ends: Ends = { far, client, remote: await sftp.realpath('.', never) };
    sftp.close();
    for (let round = 0; round < ROUNDS; round += 1)
      for (const who of round % 2 === 0 ? (['ours', 'theirs'] as const) : (['theirs', 'ours'] as const)) {
        const folder = `files-${who}-${round}`;
        await runThere(client, `mkdir ${folder}`);
        await mkdir(path.join(far.home.dir, folder));
        for (const job of JOBS) {
          const took = await (who === 'ours' ? ours : theirs)(ends, job, folder);
          seconds[job][who].push(took);
          process.stderr.write(`  ${job}, ${who}: ${took.toFixed(2)} s\n`);
        }
        const came = await readdir(path.join(far.home.dir, folder, 'small'));
        if (came.length !== SMALL.count) throw new Error(`${who}: ${came.length} files came back`);
        await runThere(client, `rm -rf ${folder}`);
        await rm(path.join(far.home.dir, folder), { recursive: true });
      }
  } finally {
    await client.close();
  }
  return JOBS.map((job) => rowOf(job, seconds[job]));
}

function rowOf(job: Job, { ours, theirs }: Record<'ours' | 'theirs', number[]>): BenchRow {
  const isLarge = job.startsWith('large');
  const words = (times: readonly number[]): string =>
    isLarge
      ? `${(LARGE_BYTES / 1e6 / median(times)).toFixed(0)} MB/s`
      : `${median(times).toFixed(1)} s, ${(SMALL.count / median(times)).toFixed(0)} files a second`;
  return {
    what: `SFTP over EICE, ${isLarge ? 'one file of 256 MiB' : '10,000 files of 1 KB'}, ${job.endsWith('up') ? 'up' : 'down'}, median of ${ROUNDS}`,
    ours: words(ours),
    peer: `OpenSSH's sftp by plain TCP, same sshd and cipher: ${words(theirs)}`,
    ratio: (median(theirs) / median(ours)).toFixed(2),
    goal: '–',
    met: null,
  };
}

async function makeFiles(dir: string): Promise<void> {
  await mkdir(path.join(dir, 'small'));
  await writeFile(path.join(dir, 'large'), Buffer.alloc(LARGE_BYTES, 'sallyport '));
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
  // Whether every file came is looked at on the disk; that some were told twice has to be seen too.
  if (leftOutCount > 0)
    process.stderr.write(`  ${job}: ${leftOutCount} left out: ${JSON.stringify(leftOut[0])}\n`);
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
