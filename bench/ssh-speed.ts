// One command's bytes over SSH: our client over the endpoint against OpenSSH's `ssh` with the same sshd by plain TCP.
// Both are signed in and the command runs before the clock starts.
import { type BenchRow, median } from './figures.ts';
import type { SshFar } from './ssh-far.ts';
import { measured, type Way, wayOf } from './timed-way.ts';

const ROUNDS = 3;
const BYTES = 64 * 1024 * 1024;
/** As timed-way has it: one byte when it is ready, then the bytes. */
const COMMANDS = {
  up: 'printf .; head -c 67108864 | cat > /dev/null; printf .',
  down: 'printf .; read line; head -c 67108864 /dev/zero | cat',
} as const;

type Direction = keyof typeof COMMANDS;

export async function sshRows(far: SshFar): Promise<readonly BenchRow[]> {
  const speeds = { up: { ours: [], theirs: [] }, down: { ours: [], theirs: [] } } as Record<
    Direction,
    Record<'ours' | 'theirs', number[]>
  >;
  const cpu: Record<Direction, number[]> = { up: [], down: [] };
  const client = await far.ours();
  try {
    for (let round = 0; round < ROUNDS; round += 1)
      for (const direction of ['up', 'down'] as const)
        for (const who of round % 2 === 0 ? (['ours', 'theirs'] as const) : (['theirs', 'ours'] as const)) {
          const way =
            who === 'ours' ? await ourCommand(client, direction) : await theirCommand(far, direction);
          const before = process.cpuUsage();
          const seconds = await measured(way, direction, BYTES, (firstAnswer) => firstAnswer);
          const { user, system } = process.cpuUsage(before);
          speeds[direction][who].push(BYTES / 1e6 / seconds);
          if (who === 'ours') cpu[direction].push((user + system) / 1000 / (BYTES / 1e6));
          await way.close();
        }
  } finally {
    await client.close();
  }
  return (['up', 'down'] as const).map((direction) => {
    const { ours, theirs } = speeds[direction];
    return {
      what: `SSH over EICE, 64 MiB ${direction === 'up' ? 'into' : 'out of'} a command, median of ${ROUNDS}`,
      ours: `${median(ours).toFixed(0)} MB/s, ${median(cpu[direction]).toFixed(1)} ms CPU a MB`,
      peer: `OpenSSH's ssh by plain TCP, same sshd and cipher: ${median(theirs).toFixed(0)} MB/s`,
      ratio: (median(ours) / median(theirs)).toFixed(2),
      goal: '–',
      met: null,
    };
  });
}

async function ourCommand(client: Awaited<ReturnType<SshFar['ours']>>, direction: Direction): Promise<Way> {
  const run = await client.exec(COMMANDS[direction], new AbortController().signal);
  run.stderr.resume();
  return wayOf(run.stream);
}

async function theirCommand(far: SshFar, direction: Direction): Promise<Way> {
  const child = await far.openSsh('ssh', COMMANDS[direction]);
  child.stderr.pipe(process.stderr);
  const ended = new Promise<void>((resolve) =>
    child.once('exit', () => {
      resolve();
    }),
  );
  return wayOf(child.stdin, child.stdout, async () => {
    child.kill('SIGKILL');
    await ended;
  });
}
