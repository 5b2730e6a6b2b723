// Two hundred tunnels at once, and a transfer that is cut again and again in both directions.
// SALLYPORT_PROOF=1 runs the full proof: 1,000 cuts during 256 MB each way; else a scaled one.
import { once } from 'node:events';
import net from 'node:net';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { SANDBOX_PROFILE_ID, tunnelIdSchema } from '../../shared/ids.ts';
import type { AwsClients } from '../aws/clients.ts';
import { systemClock } from '../base/clock.ts';
import { silentLog } from '../base/log.ts';
import { startSandbox, type Sandbox } from '../sandbox/sandbox.ts';
import { portEnd } from '../ssm/port-documents.ts';
import { peerGuardFor } from '../tunnel/peer-guard.ts';
import { portOwnersFor } from '../tunnel/port-owners.ts';
import { Tunnels } from '../tunnel/tunnels.ts';
import { clientsOf, download, openPort, serve, upload, WEB } from './fixtures/port-line.ts';
import { openSsmLine } from './ssm-line.ts';

const IS_PROOF = process.env['SALLYPORT_PROOF'] === '1';
const MIB = 1024 * 1024;
const TRANSFER = IS_PROOF ? 256_000_000 : 12 * MIB;
const CUTS = IS_PROOF ? 1000 : 48;
const TUNNELS = 200;

let sandbox: Sandbox;
let clients: AwsClients;
const opened: { close(): Promise<unknown> }[] = [];

beforeAll(async () => {
  sandbox = await startSandbox({ habits: { pauseMs: 0 } });
  clients = await clientsOf(sandbox);
});
afterEach(async () => {
  for (const one of opened.splice(0).reverse()) await one.close();
});
afterAll(async () => {
  clients.close();
  await sandbox.close();
});

test(
  `${TUNNELS} tunnels open at once, each its own bytes; then no port and no session is left`,
  { timeout: 120_000 },
  async () => {
    const server = await serve((socket) => socket.pipe(socket));
    opened.push(server);
    const tunnels = new Tunnels({
      openLine: (spec, request) =>
        openSsmLine(
          {
            clients,
            targetId: spec.targetId,
            end: portEnd(null, spec.remotePort),
            clock: systemClock,
            random: Math.random,
            log: silentLog,
          },
          request,
        ),
      askForCredentials: () => Promise.resolve(),
      guard: peerGuardFor(process.platform, process.getuid?.()),
      owners: portOwnersFor(process.platform),
      clock: systemClock,
      random: Math.random,
      log: silentLog,
      onSnapshot: () => undefined,
      onRemoved: () => undefined,
      onPortChosen: () => undefined,
    });
    opened.push(tunnels);
    for (let index = 0; index < TUNNELS; index++)
      await tunnels.put({
        id: tunnelIdSchema.parse(`t${index}`),
        name: `tunnel ${index}`,
        access: { profileId: SANDBOX_PROFILE_ID, region: sandbox.region },
        targetId: WEB,
        remoteHost: null,
        remotePort: server.port,
        localAddress: '127.0.0.1',
        localPort: null,
        route: 'ssm',
        start: 'at-launch',
        session: 'on-connection',
        stopWhenIdleMinutes: null,
        payloadBytes: 1536,
      });
    await tunnels.startAtLaunch();
    const answers = await Promise.all(
      tunnels.snapshots().map(async ({ address }, index) => {
        const socket = net.connect({ host: '127.0.0.1', port: address?.port ?? 0 });
        socket.on('error', () => undefined); // reset at the end
        socket.write(`hello ${index}`);
        const [bytes] = (await once(socket, 'data')) as [Buffer];
        return bytes.toString();
      }),
    );
    expect(answers).toEqual(Array.from({ length: TUNNELS }, (_, index) => `hello ${index}`));
    const snapshots = tunnels.snapshots();
    expect(snapshots.every(({ state }) => state.kind === 'open')).toBe(true);
    expect(snapshots.every(({ openConnections }) => openConnections === 1)).toBe(true);
    await tunnels.close();
    await expect.poll(() => sandbox.stats().sessions, { timeout: 10_000 }).toEqual([]);
    await expect.poll(() => server.sockets.size, { timeout: 10_000 }).toBe(0);
  },
);

test(
  `${CUTS} cuts of either socket during ${Math.round(TRANSFER / 1e6)} MB each way lose and double nothing`,
  { timeout: IS_PROOF ? 1_800_000 : 120_000 },
  async () => {
    const server = await serve((socket) => socket.pipe(socket));
    opened.push(server);
    const session = await openPort(clients, server.port);
    opened.push(session);
    const stream = await session.dial(new AbortController().signal);
    const down = download(stream, TRANSFER);
    let heard = 0;
    let cuts = 0;
    stream.on('data', (bytes: Buffer) => {
      heard += bytes.length;
      // Not at the very end: a cut must have something to lose.
      while (cuts < CUTS && heard >= ((cuts + 0.5) * TRANSFER) / CUTS)
        cuts += Math.max(1, sandbox.faults.dropSockets({ side: cuts % 2 === 0 ? 'client' : 'agent' }));
    });
    // Sockets that do not live long are replaced ever more slowly, unless somebody says that the network is back.
    const waker = setInterval(() => {
      if (session.phase.kind === 'reconnecting') session.probe();
    }, 10);
    try {
      const sent = await upload(stream, TRANSFER);
      expect(await down).toEqual({ sha256: sent, bytes: TRANSFER });
    } finally {
      clearInterval(waker);
    }
    expect(cuts).toBeGreaterThanOrEqual(CUTS);
    stream.destroy();
  },
);
