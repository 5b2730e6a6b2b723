// From wanting a shell on a target that only an endpoint reaches to its prompt, with the steps, as the engine takes them:
// the inventory has been loaded, the target was never visited. Against OpenSSH's own sign-in to the same sshd.
import { accessTo, sandboxCloud } from '../electron/connection/fixtures/sandbox-cloud.ts';
import { type BenchRow, median, percentile } from './figures.ts';
import { EICE_ONLY, SSH_TARGET, type SshFar } from './ssh-far.ts';

const ROUNDS = 9;
const GOAL_MS = 300;
const never = new AbortController().signal;

/** The prompt of the sandbox's homes. */
const PROMPT = /\$ $/;
const STEPS = [
  ['choosing-route', 'choose'],
  ['dialling', 'dial'],
  ['exchanging-keys', 'key exchange'],
  ['checking-host-key', 'host key'],
  ['sending-key', 'push'],
  ['signing-in', 'sign in'],
  ['opening-shell', 'shell'],
] as const;

interface Visit {
  readonly totalMs: number;
  /** By step; one that was not taken is missing. */
  readonly steps: ReadonlyMap<string, number>;
}

export async function clickRows(far: SshFar): Promise<readonly BenchRow[]> {
  const first: Visit[] = [];
  const again: Visit[] = [];
  const theirs: number[] = [];
  // Code is loaded and compiled once; the app does that at its first connection.
  await visits(far);
  for (let round = 0; round < ROUNDS; round += 1) {
    const [one, two] = await visits(far);
    first.push(one);
    again.push(two);
    theirs.push(await openSshToPrompt(far));
  }
  const peer = `OpenSSH's sign-in to the same sshd by plain TCP, key pushed before: ${median(theirs).toFixed(0)} ms`;
  return [
    rowOf('Click to prompt over EICE, first visit', first, theirs, peer),
    rowOf('Click to prompt over EICE, visited before', again, theirs, peer),
  ];
}

function rowOf(what: string, taken: readonly Visit[], theirs: readonly number[], peer: string): BenchRow {
  const totals = taken.map(({ totalMs }) => totalMs);
  const steps = STEPS.map(
    ([phase, name]) => `${name} ${median(taken.map((visit) => visit.steps.get(phase) ?? 0)).toFixed(0)}`,
  );
  return {
    what: `${what}, median of ${ROUNDS}`,
    ours: `${median(totals).toFixed(0)} ms, p95 ${percentile(totals, 0.95).toFixed(0)} (${steps.join(', ')})`,
    peer,
    ratio: `${(median(totals) / median(theirs)).toFixed(2)}`,
    goal: `< ${GOAL_MS} ms`,
    met: median(totals) < GOAL_MS,
  };
}

/** A first visit and another one, by an app that was just started. */
async function visits({ place }: SshFar): Promise<readonly [Visit, Visit]> {
  const cloud = sandboxCloud(place);
  try {
    await cloud.loadInventory(accessTo(place), never, () => undefined);
    const visit = async (): Promise<Visit> => {
      const steps = new Map<string, number>();
      const startedAt = performance.now();
      let step: { readonly kind: string; readonly at: number } | null = null;
      const enter = (kind: string): void => {
        const now = performance.now();
        if (step !== null) steps.set(step.kind, (steps.get(step.kind) ?? 0) + now - step.at);
        step = { kind, at: now };
      };
      const shell = await cloud.openShell({
        access: accessTo(place),
        targetId: SSH_TARGET,
        how: EICE_ONLY,
        savedConnectionId: null,
        size: { cols: 90, rows: 20 },
        signal: never,
        onCredentials: () => undefined,
        onPhase: ({ kind }) => {
          enter(kind);
        },
        onSessionId: () => undefined,
        onWay: () => undefined,
      });
      await prompted(shell.stream);
      enter('');
      const totalMs = performance.now() - startedAt;
      await shell.close();
      return { totalMs, steps };
    };
    return [await visit(), await visit()];
  } finally {
    cloud.close();
  }
}

async function openSshToPrompt(far: SshFar): Promise<number> {
  // The key is pushed before it resolves, and the program is started at its end.
  const child = await far.openSsh('ssh', '-tt');
  const startedAt = performance.now();
  child.stderr.pipe(process.stderr);
  await prompted(child.stdout);
  const ms = performance.now() - startedAt;
  const ended = new Promise<void>((resolve) =>
    child.once('exit', () => {
      resolve();
    }),
  );
  child.kill('SIGKILL');
  await ended;
  return ms;
}

function prompted(output: NodeJS.ReadableStream): Promise<void> {
  return new Promise((resolve, reject) => {
    let text = '';
    output.on('data', (bytes: Buffer) => {
      text = (text + bytes.toString('utf8')).slice(-2_000);
      if (PROMPT.test(text)) resolve();
    });
    output.once('close', () => {
      reject(new Error(`no prompt came: ${text}`));
    });
  });
}
