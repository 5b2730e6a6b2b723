// Bytes through an endpoint: our socket against a bare `ws` tunnel, both to one server behind the sandbox's endpoint.
// Each direction and the first byte once a round, in turns.
import { once } from 'node:events';
import { WebSocket } from 'ws';
import { describeEndpoints } from '../electron/aws/endpoints.ts';
import type { AwsClients } from '../electron/aws/clients.ts';
import { systemClock } from '../electron/base/clock.ts';
import { EndpointDials } from '../electron/connection/endpoint-dial.ts';
import { clientsOf } from '../electron/connection/fixtures/port-line.ts';
import type { EndpointChoice } from '../electron/eic/endpoint-choice.ts';
import { openPlainTunnel } from '../electron/sandbox/fixtures/plain-tunnel.ts';
import { type BenchRow, median, percentile } from './figures.ts';
import type { SshFar } from './ssh-far.ts';
import { MACHINES } from './ssh-machines.ts';
import { measured, type Way, wayOf } from './timed-way.ts';

const ROUNDS = 5;
const BYTES = 64 * 1024 * 1024;
const FIRST_BYTES = 100;
/** Handed to the bare socket before its writer waits: as much as ours allows itself. */
const BARE_HIGH_BYTES = 256 * 1024;
const GOALS = { ratio: 0.9, firstByteMs: 20 };

export async function endpointRows(far: SshFar): Promise<readonly BenchRow[]> {
  const clients = await clientsOf(far.place);
  try {
    const choice = await choose(clients, far);
    const dials = new EndpointDials();
    const { signal } = new AbortController();
    const ours = async (): Promise<Way> => wayOf(await dials.dial(clients, choice, 22, systemClock, signal));
    const bare = (): Promise<Way> => openBare(far);
    const speeds = { up: pair(), down: pair(), first: pair() };
    for (let round = 0; round < ROUNDS; round += 1) {
      // Who goes first has the colder machine: they take turns.
      const order = round % 2 === 0 ? (['ours', 'bare'] as const) : (['bare', 'ours'] as const);
      for (const direction of ['up', 'down'] as const)
        for (const who of order)
          speeds[direction][who].push(await speedOf(who === 'ours' ? ours : bare, direction));
      for (let n = 0; n < FIRST_BYTES / ROUNDS; n += 1)
        for (const who of order) speeds.first[who].push(await firstByteOf(who === 'ours' ? ours : bare));
    }
    return [
      speedRow('EICE upload, 64 MiB', speeds.up),
      speedRow('EICE download, 64 MiB', speeds.down),
      firstByteRow(speeds.first),
    ];
  } finally {
    clients.close();
  }
}

interface Pair {
  readonly ours: number[];
  readonly bare: number[];
}

function pair(): Pair {
  return { ours: [], bare: [] };
}

function speedRow(what: string, { ours, bare }: Pair): BenchRow {
  const ratio = median(ours) / median(bare);
  return {
    what: `${what}, median of ${ROUNDS}`,
    ours: `${median(ours).toFixed(0)} MB/s`,
    peer: `a bare ws tunnel: ${median(bare).toFixed(0)} MB/s`,
    ratio: ratio.toFixed(2),
    goal: `≥ ${GOALS.ratio}`,
    met: ratio >= GOALS.ratio,
  };
}

function firstByteRow({ ours, bare }: Pair): BenchRow {
  const words = (times: readonly number[]): string =>
    `p50 ${median(times).toFixed(1)} ms, p95 ${percentile(times, 0.95).toFixed(1)} ms`;
  return {
    what: `EICE first byte, ${FIRST_BYTES} times`,
    ours: words(ours),
    peer: `a bare ws tunnel: ${words(bare)}`,
    ratio: (median(ours) / median(bare)).toFixed(2),
    goal: `< ${GOALS.firstByteMs} ms`,
    met: median(ours) < GOALS.firstByteMs,
  };
}

async function choose(clients: AwsClients, { place }: SshFar): Promise<EndpointChoice> {
  const found = await describeEndpoints(clients, new AbortController().signal);
  const endpoint = found.find(({ id }) => id === place.endpoint.id);
  if (endpoint === undefined) throw new Error('the sandbox has no endpoint');
  return { endpoint, dnsName: place.endpoint.dnsName, privateAddress: MACHINES.bytes.address };
}

async function openBare({ place }: SshFar): Promise<Way> {
  const answer = await openPlainTunnel({
    at: place.endpointUrl.replace('http', 'ws'),
    dnsName: place.endpoint.dnsName,
    env: place.env,
    region: place.region,
    query: {
      instanceConnectEndpointId: place.endpoint.id,
      remotePort: '22',
      privateIpAddress: MACHINES.bytes.address,
      maxTunnelDuration: '3600',
    },
  });
  if (answer.kind !== 'open') throw new Error(`refused: ${JSON.stringify(answer.body)}`);
  const { socket } = answer;
  let onBytes: (bytes: Buffer) => void = () => undefined;
  let wake: () => void = () => undefined;
  socket.on('message', (data) => {
    onBytes(data as Buffer);
  });
  const failed = once(socket, 'close').then(() => Promise.reject(new Error('the bare tunnel was closed')));
  failed.catch(() => undefined);
  return {
    failed,
    listen: (listener) => (onBytes = listener),
    async write(bytes) {
      socket.send(bytes, () => {
        wake();
      });
      while (socket.bufferedAmount > BARE_HIGH_BYTES && socket.readyState === WebSocket.OPEN)
        await new Promise<void>((resolve) => (wake = resolve));
    },
    async close() {
      const closed = once(socket, 'close');
      socket.terminate();
      await closed;
    },
  };
}

/** MB/s from the first byte written to the server's word that it has all, or to the last byte read. */
async function speedOf(open: () => Promise<Way>, direction: 'up' | 'down'): Promise<number> {
  const way = await open();
  try {
    const seconds = await measured(way, direction, BYTES, async (firstAnswer) => {
      await way.write(Buffer.from(`${direction === 'up' ? 'U' : 'D'}${BYTES}\n`));
      await firstAnswer;
    });
    return BYTES / 1e6 / seconds;
  } finally {
    await way.close();
  }
}

/** Milliseconds from wanting the connection (nothing is signed yet) to the first byte of the server. */
async function firstByteOf(open: () => Promise<Way>): Promise<number> {
  const startedAt = performance.now();
  const way = await open();
  const came = new Promise<number>((resolve) => {
    way.listen(() => {
      resolve(performance.now() - startedAt);
    });
  });
  await way.write(Buffer.from('E\n'));
  const ms = await Promise.race([came, way.failed]);
  await way.close();
  return ms;
}
