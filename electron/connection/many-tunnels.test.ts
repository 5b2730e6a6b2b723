// Two hundred tunnels at once, and a transfer that is cut again and again in both directions.
// SALLYPORT_PROOF=1 runs the full proof, 1,000 cuts during 256 MB each way, which takes eight minutes alone on two cores: the
// agent has the real one's habits, and repairs what a cut has lost one message in 100 ms. Else a scaled one.
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import net from 'node:net';
import type { Readable } from 'node:stream';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { tunnelIdSchema } from '../../shared/ids.ts';
import { SANDBOX_PROFILE_ID } from '../../shared/profile-ids.ts';
import type { AwsClients } from '../aws/clients.ts';
import { systemClock } from '../base/clock.ts';
import { silentLog } from '../base/log.ts';
import { startSandbox, type Sandbox } from '../sandbox/sandbox.ts';
import { portEnd } from '../ssm/port-documents.ts';
import type { PortSession } from '../ssm/port-session.ts';
import { SPEC } from '../tunnel/fixtures/test-line.ts';
import { peerGuardFor } from '../tunnel/peer-guard.ts';
import { portOwnersFor } from '../tunnel/port-owners.ts';
import { Tunnels } from '../tunnel/tunnels.ts';
import { clientsOf, download, openPort, serve, upload, WEB } from './fixtures/port-line.ts';
import { openSsmLine } from './ssm-line.ts';

const IS_PROOF = process.env['SALLYPORT_PROOF'] === '1';
const MIB = 1024 * 1024;
/** Bytes and cuts of each direction. */
const UP = IS_PROOF ? { bytes: 256_000_000, cuts: 1000 } : { bytes: 12 * MIB, cuts: 24 };
const DOWN = IS_PROOF ? { bytes: 256_000_000, cuts: 1000 } : { bytes: 2 * MIB, cuts: 8 };
const TIMEOUT_MS = IS_PROOF ? 3_600_000 : 120_000;
const TUNNELS = 200;

const never = new AbortController().signal;
let sandbox: Sandbox;
let clients: AwsClients;
const opened: { close(): Promise<unknown> }[] = [];

beforeAll(async () => {
  sandbox = await startSandbox();
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
        ...SPEC,
        id: tunnelIdSchema.parse(`t${index}`),
        name: `tunnel ${index}`,
        access: { profileId: SANDBOX_PROFILE_ID, region: sandbox.region },
        targetId: WEB,
        remotePort: server.port,
        localAddress: '127.0.0.1',
      });
    await Promise.all(tunnels.snapshots().map(({ id }) => tunnels.start(id)));
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
    await expect.poll(() => sandbox.stats().sessions).toEqual([]);
    await expect.poll(() => server.sockets.size).toBe(0);
  },
);

/**
 * Cuts a socket of the session, the two sides in turn, whenever another share of the bytes has come through. Who reads them
 * waits while there is no socket to cut: else what is on its way already would pass between two cuts.
 */
function makeCutter(session: PortSession, plan: { readonly bytes: number; readonly cuts: number }) {
  let cuts = 0;
  let waiting: NodeJS.Timeout | null = null;
  const startedAt = Date.now();
  const timer = setInterval(() => {
    // Sockets that do not live long are replaced ever more slowly, unless somebody says that the network is back.
    if (session.phase.kind === 'reconnecting') session.probe();
  }, 10);
  // Not at the very end: a cut must have something to lose.
  const isDue = (bytes: number): boolean =>
    cuts < plan.cuts && bytes >= ((cuts + 0.5) * plan.bytes) / plan.cuts;
  const cut = (bytes: number): void => {
    cuts += sandbox.faults.dropSockets({ side: cuts % 2 === 0 ? 'client' : 'agent' });
    // Long enough that one wants to see it move.
    if (IS_PROOF && cuts % 100 === 0)
      process.stdout.write(
        `${cuts} cuts, ${bytes} bytes, ${Math.round((Date.now() - startedAt) / 1000)} s\n`,
      );
  };
  const progress = (bytes: number, reader: Readable): void => {
    if (waiting !== null) clearTimeout(waiting);
    waiting = null;
    if (isDue(bytes)) cut(bytes);
    if (!isDue(bytes)) {
      reader.resume();
      return;
    }
    reader.pause();
    waiting = setTimeout(() => {
      progress(bytes, reader);
    }, 5);
  };
  return {
    stop: () => {
      clearInterval(timer);
      if (waiting !== null) clearTimeout(waiting);
    },
    count: () => cuts,
    progress,
  };
}

test(
  `${UP.cuts} cuts during ${UP.bytes} bytes up lose and double nothing`,
  { timeout: TIMEOUT_MS },
  async () => {
    let cutter: ReturnType<typeof makeCutter> | null = null;
    const received = createHash('sha256');
    let bytes = 0;
    const server = await serve((socket) =>
      socket.on('data', (chunk: Buffer) => {
        received.update(chunk);
        bytes += chunk.length;
        cutter?.progress(bytes, socket);
        if (bytes === UP.bytes) socket.write('all');
      }),
    );
    opened.push(server);
    const session = await openPort(clients, server.port);
    opened.push(session);
    cutter = makeCutter(session, UP);
    const stream = await session.dial(never);
    const all = once(stream, 'data');
    const sent = await upload(stream, UP.bytes);
    await all;
    cutter.stop();
    expect(received.digest('hex')).toBe(sent);
    expect([bytes, cutter.count()]).toEqual([UP.bytes, UP.cuts]);
    stream.destroy();
  },
);

test(
  `${DOWN.cuts} cuts during ${DOWN.bytes} bytes down lose and double nothing`,
  { timeout: TIMEOUT_MS },
  async () => {
    let sent = '';
    const server = await serve((socket) => void upload(socket, DOWN.bytes).then((sha256) => (sent = sha256)));
    opened.push(server);
    const session = await openPort(clients, server.port);
    opened.push(session);
    const stream = await session.dial(never);
    const cutter = makeCutter(session, DOWN);
    let heard = 0;
    const down = download(stream, DOWN.bytes);
    stream.on('data', (chunk: Buffer) => {
      heard += chunk.length;
      cutter.progress(heard, stream);
    });
    const got = await down;
    cutter.stop();
    expect(got).toEqual({ sha256: sent, bytes: DOWN.bytes });
    expect(cutter.count()).toBe(DOWN.cuts);
    stream.destroy();
  },
);
