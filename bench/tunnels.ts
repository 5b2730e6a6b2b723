// Tunnels against the sandbox's agent with the real one's habits: speed each way through one connection and sixteen,
// echo, the same over a slow and over a lossy network, memory at rest. Program, tunnel and sandbox are processes apart.
import type { AwsClients } from '../electron/aws/clients.ts';
import { clientsOf } from '../electron/connection/fixtures/port-line.ts';
import { startBenchTunnel } from './bench-tunnel.ts';
import { type BenchChild, startBenchChild } from './child-process.ts';
import { type BenchRow, median, percentile } from './figures.ts';
import type { IdleAnswer, IdleQuestion } from './idle-tunnels.ts';
import { officialUpload, plainDownload, plainEcho } from './plain-port.ts';
import { type NetworkBetween, type SandboxProcess, startSandboxProcess } from './sandbox-process.ts';
import type { EndsAnswer, EndsQuestion } from './tunnel-ends.ts';

/** Everything is measured once a round, one after the other, so that a busy moment of the machine meets all alike. */
const ROUNDS = 3;
const MANY = 16;
/** Some seconds each at the speeds that are expected. */
const BYTES = { upload: 96_000_000, download: { 1: 4_000_000, [MANY]: 24_000_000 }, official: 2_000_000 };
const ECHO = { count: 200, gapMs: 5 };
const IDLE_TUNNELS = 200;
/** Of the network to come to an end with what the last measurement left behind. */
const SETTLE_MS = 200;

const NETWORKS = {
  clean: { delayMs: 0, lossRatio: 0 },
  slow: { delayMs: 40, lossRatio: 0 },
  lossy: { delayMs: 0, lossRatio: 0.001 },
} as const satisfies Record<string, NetworkBetween>;
type NetworkName = keyof typeof NETWORKS;

const GOALS = { uploadMbPerS: 20, download: 0.95, downloadMany: 7, loss: 0.5, idleMb: 1.5 };

interface Far {
  readonly sandbox: SandboxProcess;
  readonly ends: BenchChild<EndsQuestion, EndsAnswer>;
  readonly clients: AwsClients;
  readonly remotePort: number;
}

/** MB/s, and our own CPU milliseconds a MB. */
interface Speed {
  readonly mbPerS: number;
  readonly cpuMsPerMb: number;
}

type Direction = 'upload' | 'download';
type Speeds = Record<`${NetworkName} ${Direction} ${1 | typeof MANY}`, Speed[]>;

export async function benchTunnels(): Promise<readonly BenchRow[]> {
  const sandbox = await startSandboxProcess();
  const ends = startBenchChild<EndsQuestion, EndsAnswer>('tunnel-ends');
  const clients = await clientsOf(sandbox);
  try {
    const [remotePort = 0] = await ends.ask({ kind: 'server' });
    const far = { sandbox, ends, clients, remotePort };
    return [...(await speedRows(far)), ...(await echoRows(far)), await idleRow(far)];
  } finally {
    clients.close();
    await ends.close();
    await sandbox.close();
  }
}

async function speedRows(far: Far): Promise<readonly BenchRow[]> {
  const speeds = {} as Speeds;
  const official: number[] = [];
  const ceiling: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const { sandbox, remotePort } = far;
    await sandbox.shape(NETWORKS.clean);
    official.push(BYTES.official / 1e6 / (await officialUpload(sandbox, remotePort, BYTES.official)));
    for (const direction of ['upload', 'download'] as const)
      for (const connections of [1, MANY] as const) {
        if (direction === 'download') ceiling.push(await ceilingOf(far));
        for (const network of ['clean', 'slow', 'lossy'] as const)
          (speeds[`${network} ${direction} ${connections}`] ??= []).push(
            await speedOf(far, network, direction, connections),
          );
      }
  }
  const of = (name: keyof Speeds): number => median(speeds[name].map(({ mbPerS }) => mbPerS));
  const words = (name: keyof Speeds): string =>
    `${of(name).toFixed(2)} MB/s, ${median(speeds[name].map(({ cpuMsPerMb }) => cpuMsPerMb)).toFixed(0)} ms CPU a MB`;
  const pace = median(official);
  const most = median(ceiling);
  const rows: BenchRow[] = [];
  for (const connections of [1, MANY] as const) {
    const name = `clean upload ${connections}` as const;
    rows.push({
      what: `Upload, ${named(connections)}`,
      ours: words(name),
      peer: `AWS's client's pace (1,024 B, 1 ms): ${pace.toFixed(2)} MB/s`,
      ratio: `×${(of(name) / pace).toFixed(1)}`,
      goal: `≥ ${GOALS.uploadMbPerS} MB/s`,
      met: of(name) >= GOALS.uploadMbPerS,
    });
  }
  for (const connections of [1, MANY] as const) {
    const name = `clean download ${connections}` as const;
    const goal = connections === 1 ? GOALS.download : GOALS.downloadMany;
    rows.push({
      what: `Download, ${named(connections)}`,
      ours: words(name),
      peer: `what the agent sends a plain reader in one session: ${most.toFixed(2)} MB/s`,
      ratio: (of(name) / most).toFixed(2),
      goal: `≥ ${goal}`,
      met: of(name) / most >= goal,
    });
  }
  for (const [network, title] of [
    ['slow', '40 ms each way'],
    ['lossy', '0.1 % loss each way'],
  ] as const)
    for (const direction of ['upload', 'download'] as const)
      for (const connections of [1, MANY] as const) {
        const clean = of(`clean ${direction} ${connections}`);
        const name = `${network} ${direction} ${connections}` as const;
        rows.push({
          what: `${direction === 'upload' ? 'Upload' : 'Download'}, ${named(connections)}, ${title}`,
          ours: words(name),
          peer: `without: ${clean.toFixed(2)} MB/s`,
          ratio: (of(name) / clean).toFixed(2),
          goal: network === 'lossy' ? `≥ ${GOALS.loss}` : '–',
          met: network === 'lossy' ? of(name) / clean >= GOALS.loss : null,
        });
      }
  return rows;
}

function named(connections: number): string {
  return connections === 1 ? 'one connection' : `${connections} connections`;
}

async function ceilingOf({ sandbox, remotePort }: Far): Promise<number> {
  await sandbox.shape(NETWORKS.clean);
  return BYTES.download[1] / 1e6 / (await plainDownload(sandbox, remotePort, BYTES.download[1]));
}

async function speedOf(
  { sandbox, ends, clients, remotePort }: Far,
  network: NetworkName,
  direction: Direction,
  connections: 1 | typeof MANY,
): Promise<Speed> {
  await sandbox.shape(NETWORKS[network]);
  const tunnel = await startBenchTunnel(clients, remotePort);
  try {
    const bytes = direction === 'upload' ? BYTES.upload : BYTES.download[connections];
    const before = process.cpuUsage();
    const [seconds = Number.NaN] = await ends.ask({
      kind: direction,
      port: tunnel.port,
      connections,
      bytesEach: Math.round(bytes / connections),
    });
    const { user, system } = process.cpuUsage(before);
    const speed = { mbPerS: bytes / 1e6 / seconds, cpuMsPerMb: (user + system) / 1000 / (bytes / 1e6) };
    process.stderr.write(
      `  ${direction} ${connections}, ${network}: ${speed.mbPerS.toFixed(2)} MB/s over ${tunnel.sessionCount} sessions, ${speed.cpuMsPerMb.toFixed(1)} ms CPU a MB\n`,
    );
    return speed;
  } finally {
    await tunnel.stop();
    await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
  }
}

async function echoRows(far: Far): Promise<readonly BenchRow[]> {
  const rows: BenchRow[] = [];
  for (const [network, title] of [
    ['clean', ''],
    ['slow', ', 40 ms each way'],
    ['lossy', ', 0.1 % loss each way'],
  ] as const) {
    const { sandbox, ends, clients, remotePort } = far;
    await sandbox.shape(NETWORKS[network]);
    const own = await plainEcho(sandbox, remotePort, ECHO.count, ECHO.gapMs);
    const tunnel = await startBenchTunnel(clients, remotePort);
    const ours = await ends.ask({ kind: 'echo', port: tunnel.port, ...ECHO });
    await tunnel.stop();
    const words = (times: readonly number[]): string =>
      `p50 ${percentile(times, 0.5).toFixed(2)} ms, p95 ${percentile(times, 0.95).toFixed(2)} ms`;
    const added = percentile(ours, 0.5) - percentile(own, 0.5);
    rows.push({
      what: `Echo of one byte, ${ECHO.count} times${title}`,
      ours: words(ours),
      peer: `the agent's own, to a plain client: ${words(own)}`,
      ratio: `${added >= 0 ? '+' : ''}${added.toFixed(2)} ms at p50`,
      goal: '–',
      met: null,
    });
  }
  return rows;
}

async function idleRow({ sandbox, remotePort }: Far): Promise<BenchRow> {
  await sandbox.shape(NETWORKS.clean);
  const child = startBenchChild<IdleQuestion, IdleAnswer>('idle-tunnels', ['--expose-gc']);
  try {
    const { endpointUrl, region, env, adminUrl } = sandbox;
    const announced = { endpointUrl, region, env, adminUrl };
    const { rssBytesEach, heapBytesEach } = await child.ask({
      sandbox: announced,
      remotePort,
      count: IDLE_TUNNELS,
    });
    const most = Math.max(rssBytesEach, heapBytesEach) / 1e6;
    return {
      what: `Memory of an idle tunnel, of ${IDLE_TUNNELS}`,
      ours: `${(rssBytesEach / 1e6).toFixed(2)} MB of RSS, ${(heapBytesEach / 1e6).toFixed(2)} MB of heap and buffers`,
      peer: `the goal: ${GOALS.idleMb} MB`,
      ratio: (most / GOALS.idleMb).toFixed(2),
      goal: `≤ ${GOALS.idleMb} MB`,
      met: most <= GOALS.idleMb,
    };
  } finally {
    await child.close();
  }
}
