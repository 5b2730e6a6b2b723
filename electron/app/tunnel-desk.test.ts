// The desk on a real disk with real listeners: what is stored, what is on, and what a change cuts.
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { AppError } from '../../shared/app-error.ts';
import { targetIdSchema, tunnelIdSchema } from '../../shared/ids.ts';
import { type TunnelDraft, tunnelDraftSchema, type TunnelsUpdate } from '../../shared/saved-tunnel.ts';
import { systemClock } from '../base/clock.ts';
import { freePort } from '../base/fixtures/free-port.ts';
import { silentLog } from '../base/log.ts';
import { openSavedConsents } from '../library/saved-consents.ts';
import { openSavedTunnels, type SavedTunnels } from '../library/saved-tunnels.ts';
import { uncheckedPeers } from '../tunnel/peer-guard.ts';
import { portOwnersFor } from '../tunnel/port-owners.ts';
import { makeConsents } from './consents.ts';
import { TunnelDesk } from './tunnel-desk.ts';
import { askBeforeLeadingHere } from './tunnel-parts.ts';

const WEB = targetIdSchema.parse('i-0a1b2c3d4e5f60718');
const SQL = targetIdSchema.parse('i-0c9f4a7b2d6e15380');
let dir: string;
let saved: SavedTunnels;
let desk: TunnelDesk;
let ids = 0;
/** Lines that were asked for. */
let opened = 0;
/** What a person is asked before a tunnel leads here, and answers. */
const person = { agrees: true, asked: [] as string[] };

const file = (): string => path.join(dir, 'tunnels.json');
async function open(): Promise<void> {
  saved = await openSavedTunnels({ file: file(), clock: systemClock });
  const agree = makeConsents({
    saved: await openSavedConsents({ file: path.join(dir, 'consents.json'), clock: systemClock }),
    ask: ({ message }) => {
      person.asked.push(message);
      return Promise.resolve(person.agrees);
    },
    clock: systemClock,
    log: silentLog,
  });
  desk = new TunnelDesk({
    saved,
    openLine: askBeforeLeadingHere(saved, agree, () => {
      opened += 1;
      return Promise.reject(new AppError('target/not-connected', 'Nobody is there.'));
    }),
    askForCredentials: () => Promise.resolve(),
    guard: uncheckedPeers,
    owners: portOwnersFor(process.platform),
    platform: process.platform,
    newId: () => tunnelIdSchema.parse(`t${++ids}`),
    clock: systemClock,
    random: Math.random,
    log: silentLog,
  });
}

beforeEach(async () => {
  opened = 0;
  person.agrees = true;
  person.asked = [];
  dir = await mkdtemp(path.join(os.tmpdir(), 'sallyport-desk-'));
  await open();
});
afterEach(async () => {
  await desk.close();
  await saved.settled();
  await rm(dir, { recursive: true, force: true });
});

function draft(more: Partial<TunnelDraft> = {}): TunnelDraft {
  const access = { profileId: 'profile:acme', region: 'eu-west-1' };
  const base = { name: 'db', access, targetId: WEB, remoteHost: null, remotePort: 5432, localPort: null };
  return tunnelDraftSchema.parse({ ...base, ...more });
}

async function connects({ host, port }: { host: string; port: number }): Promise<boolean> {
  const socket = net.connect(port, host);
  const is = await Promise.race([
    once(socket, 'connect').then(() => true),
    once(socket, 'error').then(() => false),
  ]).catch(() => false);
  socket.destroy();
  return is;
}

it('keeps the port that a tunnel got, for the next run', async () => {
  const id = await desk.save(null, draft({ start: 'at-launch' }), 'start');
  const address = await desk.addressOf(id);
  expect(await connects(address)).toBe(true);
  await saved.settled();
  expect(saved.find(id)?.localPort).toBe(address.port);
  await desk.close();
  expect(await connects(address)).toBe(false);
  await open();
  await desk.startAtLaunch();
  expect(await desk.addressOf(id)).toEqual(address);
});

it('gives each target an address of its own, the same for all its tunnels', async () => {
  const list = await Promise.all(
    [WEB, WEB, SQL].map((targetId) => desk.save(null, draft({ targetId }), 'leave')),
  );
  const [a, b, c] = list.map((id) => desk.find(id).localAddress);
  expect(a).toBe(b);
  expect(a === c).toBe(process.platform === 'darwin');
});

it('a new name cuts nothing; another port does, and is there at once', async () => {
  const id = await desk.save(null, draft(), 'start');
  const before = await desk.addressOf(id);
  const client = net.connect(before.port, before.host);
  client.on('error', () => undefined);
  await once(client, 'connect');
  await desk.save(id, draft({ name: 'renamed', localPort: before.port }), 'leave');
  expect(client.destroyed).toBe(false);
  expect(await desk.addressOf(id)).toEqual(before);
  const port = await freePort(before.host);
  await desk.save(id, draft({ name: 'renamed', localPort: port }), 'leave');
  await expect.poll(() => client.destroyed).toBe(true);
  expect(await desk.addressOf(id)).toEqual({ ...before, port });
});

it('pauses what is on and resumes just that', async () => {
  const [on, off] = [await desk.save(null, draft(), 'start'), await desk.save(null, draft(), 'leave')];
  const address = await desk.addressOf(on);
  await desk.pauseAll();
  expect(desk.liveCount).toBe(0);
  expect(desk.snapshot().paused).toEqual([on]);
  await desk.resumeAll();
  expect(await connects(address)).toBe(true);
  expect(desk.snapshot()).toMatchObject({ paused: [] });
  expect(desk.views().find(({ saved: { id } }) => id === off)?.live.address ?? null).toBeNull();
});

it('says who has a port: a saved tunnel that is off, or a program', async () => {
  const id = await desk.save(null, draft({ localPort: 15_432 }), 'leave');
  const mine = await desk.checkPort(id, WEB, 15_432);
  expect(mine.use.kind).toBe('free');
  const others = await desk.checkPort(null, WEB, 15_432);
  expect(others.use).toMatchObject({ kind: 'in-use', holder: 'the tunnel “db”', nextFreePort: 15_433 });
  expect((await desk.checkPort(null, SQL, 15_432)).use.kind).toBe(
    process.platform === 'darwin' ? 'in-use' : 'free',
  );
});

it('tells each change once, with rising revisions, and forgets what was removed', async () => {
  const updates: TunnelsUpdate[] = [];
  desk.onUpdate((update) => updates.push(update));
  const id = await desk.save(null, draft(), 'start');
  await desk.stop(id);
  await desk.remove(id);
  await expect.poll(() => updates.at(-1)?.removes).toEqual([id]);
  const revisions = updates.map(({ revision }) => revision);
  expect(revisions).toEqual([...revisions].sort((a, b) => a - b));
  expect(JSON.parse(await readFile(file(), 'utf8'))).toMatchObject({ data: { tunnels: [] } });
  await expect(desk.start(id)).rejects.toMatchObject({ code: 'tunnel/not-found' });
});

const toHere = (port: number): TunnelDraft =>
  draft({
    ...{ name: 'back', targetName: 'web-1', start: 'at-launch' },
    direction: { kind: 'to-here', listenAddress: null, listenPort: 8080, host: null, port },
  });
const stateOf = (id: string) => desk.views().find(({ saved: { id: each } }) => each === id)?.live.state;

it('leads here only after a person agreed; refused, it fails and is not asked about again by itself', async () => {
  person.agrees = false;
  const id = await desk.save(null, toHere(3000), 'start');
  await expect.poll(() => stateOf(id)).toMatchObject({ kind: 'failed', error: { code: 'consent/refused' } });
  desk.wake();
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(person.asked).toEqual(['Let “web-1” reach port 3000 of this computer?']);
  expect(opened).toBe(0);

  person.agrees = true;
  await desk.retry(id);
  await expect.poll(() => opened).toBeGreaterThan(0);
  expect(person.asked).toHaveLength(2);
});

it('starts with the app without a question what was agreed to, and asks when it leads elsewhere', async () => {
  const id = await desk.save(null, toHere(3000), 'start');
  await expect.poll(() => opened).toBeGreaterThan(0);
  await desk.close();
  await saved.settled();
  opened = 0;
  await open();
  await desk.startAtLaunch();
  await expect.poll(() => opened).toBeGreaterThan(0);
  expect(person.asked).toHaveLength(1);

  person.agrees = false;
  await desk.save(id, toHere(22), 'leave');
  await expect.poll(() => stateOf(id)).toMatchObject({ kind: 'failed' });
  expect(person.asked.at(-1)).toBe('Let “web-1” reach port 22 of this computer?');
});
