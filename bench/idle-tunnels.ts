// What an idle tunnel costs: many of them in a process of their own (run with --expose-gc), each with its session open
// and one connection behind it, then at rest.
import net from 'node:net';
import { once } from 'node:events';
import { clientsOf } from '../electron/connection/fixtures/port-line.ts';
import { type BenchTunnel, startBenchTunnel } from './bench-tunnel.ts';
import { answerParent } from './child-process.ts';
import type { Announced } from './sandbox-process.ts';

export interface IdleQuestion {
  readonly sandbox: Announced;
  readonly remotePort: number;
  readonly count: number;
}
export interface IdleAnswer {
  readonly rssBytesEach: number;
  readonly heapBytesEach: number;
}

/** Code, pools and caches that the first ones bring along are not charged to the others. */
const WARM_UP = 5;
const REST_MS = 3_000;

answerParent<IdleQuestion, IdleAnswer>(async ({ sandbox, remotePort, count }) => {
  const clients = await clientsOf(sandbox);
  const tunnels: BenchTunnel[] = [];
  const add = async (): Promise<void> => {
    const tunnel = await startBenchTunnel(clients, remotePort);
    tunnels.push(tunnel);
    const socket = net.connect({ host: '127.0.0.1', port: tunnel.port });
    socket.write('E\n');
    await once(socket, 'data');
    socket.destroy();
  };
  for (let n = 0; n < WARM_UP; n += 1) await add();
  const before = await memoryAtRest();
  for (let n = 0; n < count; n += 1) await add();
  const after = await memoryAtRest();
  await Promise.all(tunnels.map((tunnel) => tunnel.stop()));
  clients.close();
  return {
    rssBytesEach: (after.rss - before.rss) / count,
    heapBytesEach: (after.heapUsed + after.external - before.heapUsed - before.external) / count,
  };
});

async function memoryAtRest(): Promise<NodeJS.MemoryUsage> {
  await new Promise((resolve) => setTimeout(resolve, REST_MS));
  globalThis.gc?.();
  return process.memoryUsage();
}
