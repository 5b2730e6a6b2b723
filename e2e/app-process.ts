// One run of the app as a process: which Electron, a throwaway home, and an end that always comes.
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

export const ROOT = path.resolve(__dirname, '..');

/** Chromium refuses its sandbox to root on Linux (containers, CI); everywhere else it stays on. */
export const CHROMIUM_ARGUMENTS: readonly string[] =
  process.platform === 'linux' && process.getuid?.() === 0 ? ['--no-sandbox'] : [];

/** Which Electron to run: named by scripts/test.mjs, else asked of the script that test.mjs asks. */
export async function electronExecutable(): Promise<string> {
  const named = process.env['SALLYPORT_ELECTRON'];
  if (named !== undefined && named !== '') return named;
  const script = path.join(ROOT, 'scripts', 'electron-runtime.mjs');
  const { stdout } = await promisify(execFile)(process.execPath, [script], { timeout: 300_000 });
  return stdout.trim();
}

/** What a user has: a home with nothing in it. The app's data and AWS's files lie inside. */
export interface Home {
  readonly dir: string;
  readonly userData: string;
  readonly awsConfigFile: string;
  readonly awsCredentialsFile: string;
  remove(): Promise<void>;
}

export async function makeHome(): Promise<Home> {
  const dir = await mkdtemp(path.join(tmpdir(), 'sallyport-e2e-'));
  const aws = path.join(dir, '.aws');
  await mkdir(aws);
  return {
    dir,
    userData: path.join(dir, 'user-data'),
    awsConfigFile: path.join(aws, 'config'),
    awsCredentialsFile: path.join(aws, 'credentials'),
    remove: () => rm(dir, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 }),
  };
}

/** What of the tester's environment the app needs; everything about AWS comes from the test alone. */
const PASSED_ON = [
  'PATH',
  'DISPLAY',
  'XAUTHORITY',
  'DBUS_SESSION_BUS_ADDRESS',
  'LANG',
  'TMPDIR',
  'SHELL',
  'USER',
];

export function appEnvironment(home: Home, more: Readonly<Record<string, string>>): Record<string, string> {
  const env: Record<string, string> = {
    HOME: home.dir,
    AWS_CONFIG_FILE: home.awsConfigFile,
    AWS_SHARED_CREDENTIALS_FILE: home.awsCredentialsFile,
    // Nothing answers at the metadata address here; without this the default chain waits for it.
    AWS_EC2_METADATA_DISABLED: 'true',
  };
  for (const name of PASSED_ON) {
    const value = process.env[name];
    if (value !== undefined) env[name] = value;
  }
  return { ...env, ...more };
}

/** Playwright starts Electron as the leader of its own process group. */
export function killGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // Already gone.
  }
}

export interface ProcessRecord {
  readonly pid: number;
  readonly command: string;
}

/**
 * All processes below `pid`, itself included, by the parent links of /proc: shells of the sandbox have left the
 * process group, but not the family.
 */
export async function processFamily(pid: number): Promise<readonly ProcessRecord[]> {
  const parents = new Map<number, number>();
  for (const name of await readdir('/proc')) {
    const parent = /^\d+$/.test(name) ? await parentOf(Number(name)) : null;
    if (parent !== null) parents.set(Number(name), parent);
  }
  const family = [pid];
  // Grows while it is walked: children of children follow.
  for (const member of family) {
    for (const [child, parent] of parents) if (parent === member) family.push(child);
  }
  return Promise.all(family.map(async (member) => ({ pid: member, command: await commandOf(member) })));
}

/** Those that still run. A zombie has ended; only its parent has not looked yet. */
export async function stillRunning(records: readonly ProcessRecord[]): Promise<readonly ProcessRecord[]> {
  const left = [];
  for (const record of records) {
    const status = await readProc(record.pid, 'status');
    if (status !== null && !/^State:\s+Z/m.test(status)) left.push(record);
  }
  return left;
}

async function parentOf(pid: number): Promise<number | null> {
  const parent = /^PPid:\s+(\d+)/m.exec((await readProc(pid, 'status')) ?? '')?.[1];
  return parent === undefined ? null : Number(parent);
}

async function commandOf(pid: number): Promise<string> {
  return ((await readProc(pid, 'cmdline')) ?? '').replaceAll('\0', ' ').trim();
}

async function readProc(pid: number, file: string): Promise<string | null> {
  try {
    return await readFile(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return null;
  }
}
