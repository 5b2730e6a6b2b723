// Large downloads by Session Manager: several sessions at the pace of the real agent, one file, no byte wrong.
import { createHash, randomBytes } from 'node:crypto';
import { chmod, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { systemClock } from '../base/clock.ts';
import { silentLog } from '../base/log.ts';
import { downloadFile } from '../files/download-file.ts';
import { LastingRemote } from '../files/lasting-remote.ts';
import { MoreSessions } from '../files/more-sessions.ts';
import { OpenParts } from '../files/part-name.ts';
import type { RemoteFiles } from '../files/remote-files.ts';
import { COMPANY } from '../sandbox/company/company.ts';
import { type Sandbox, startSandbox } from '../sandbox/sandbox.ts';
import { openOn, sandboxCloud } from './fixtures/sandbox-cloud.ts';
import type { RoutedShell } from './shell-route.ts';

const { signal } = new AbortController();
const BYTES = randomBytes(9 * 1024 * 1024 + 12_345);
let sandbox: Sandbox;
let folder: string;
let shell: RoutedShell | null = null;

beforeAll(async () => {
  // As the real agent paces a session.
  sandbox = await startSandbox();
  folder = await mkdtemp(path.join(tmpdir(), 'sallyport-parallel-'));
  await writeFile(path.join(folder, 'large'), BYTES);
  // Whoever signs in there may read it.
  await chmod(folder, 0o755);
});
afterEach(async () => {
  await shell?.close();
  sandbox.faults.reset();
});
afterAll(async () => {
  await sandbox.close();
  await rm(folder, { recursive: true, force: true });
});

const started = (): number => sandbox.stats().calls['ssm:StartSession'] ?? 0;
const live = (): number => sandbox.stats().sessions.length;
const sum = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

async function openShell(): Promise<RoutedShell> {
  const opened = await openOn(sandboxCloud(sandbox), sandbox, COMPANY.web, {
    how: { route: { kind: 'ssm' } },
  }).shell;
  opened.stream.resume();
  shell = opened;
  return opened;
}

async function fetch(opened: RoutedShell, name: string, extra: number, onPosition: (at: number) => void) {
  const more = new MoreSessions({
    open: async (inner) => (await opened.openMoreFiles?.(inner)) ?? null,
    extra: () => extra,
    log: silentLog,
  });
  const remote = new LastingRemote({
    open: async (inner): Promise<RemoteFiles> => {
      const files = await opened.openFiles?.(inner);
      if (files === undefined) throw new Error('No files.');
      return files;
    },
    onLost: () => undefined,
    onBack: () => undefined,
    clock: systemClock,
  });
  const to = path.join(folder, name);
  const request = { from: path.join(folder, 'large'), to, then: 'create', parts: new OpenParts() } as const;
  try {
    await remote.run((files) => downloadFile(files, { ...request, more, signal, onPosition }), signal);
  } finally {
    remote.close();
  }
  return await readFile(to);
}

it(
  'four sessions share it, in order, and the three further ones end with it',
  { timeout: 120_000 },
  async () => {
    const opened = await openShell();
    const before = started();
    const positions: number[] = [];
    let most = 0;
    const bytes = await fetch(opened, 'by-four', 3, (at) => {
      positions.push(at);
      most = Math.max(most, live());
    });
    expect(sum(bytes)).toBe(sum(BYTES));
    expect(started() - before).toBe(3);
    expect(most).toBe(4);
    expect(positions).toEqual([...positions].sort((a, b) => a - b));
    await expect.poll(live).toBe(1);
    expect((await readdir(folder)).sort()).toEqual(['by-four', 'large']);
  },
);

it('refused further sessions, it comes by the one that there is', { timeout: 120_000 }, async () => {
  const opened = await openShell();
  sandbox.faults.denyAction('ssm:StartSession');
  expect(sum(await fetch(opened, 'by-one', 3, () => undefined))).toBe(sum(BYTES));
  await expect.poll(live).toBe(1);
});

it('a further session that is lost on the way is done without', { timeout: 120_000 }, async () => {
  const opened = await openShell();
  await expect.poll(live).toBe(1);
  const [first] = sandbox.stats().sessions;
  let cut = 0;
  const bytes = await fetch(opened, 'by-fewer', 3, () => {
    for (const { sessionId } of sandbox.stats().sessions)
      if (sessionId !== first?.sessionId && cut < 1) {
        cut += 1;
        sandbox.faults.closeSockets({ sessionId });
        sandbox.faults.refuseResume(sessionId);
      }
  });
  expect(cut).toBe(1);
  expect(sum(bytes)).toBe(sum(BYTES));
});
