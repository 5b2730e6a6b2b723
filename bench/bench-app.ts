// Starts an Electron with Playwright for a benchmark: our app, or a bare one to compare with, under equal conditions.
import { mkdtemp, mkdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { _electron, type ElectronApplication, type Page } from '@playwright/test';

/** The bundle lies in out/bench. */
export const ROOT = path.resolve(__dirname, '../..');
const START_LIMIT_MS = 30_000;

export interface BenchApp {
  readonly electronApp: ElectronApplication;
  readonly page: Page;
  /** Epoch milliseconds just before the process was started. */
  readonly startedAt: number;
  end(): Promise<void>;
}

export async function startApp(
  appDir: string,
  env: Readonly<Record<string, string>> = {},
  args: readonly string[] = [],
): Promise<BenchApp> {
  const home = await mkdtemp(path.join(tmpdir(), 'sallyport-bench-'));
  await mkdir(path.join(home, '.aws'));
  const root = process.platform === 'linux' && process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  const startedAt = Date.now();
  const electronApp = await _electron.launch({
    executablePath: requireEnv('SALLYPORT_ELECTRON'),
    args: [...root, `--user-data-dir=${path.join(home, 'user-data')}`, appDir, ...args],
    env: {
      PATH: requireEnv('PATH'),
      DISPLAY: requireEnv('DISPLAY'),
      ...passedOn('XAUTHORITY', 'DBUS_SESSION_BUS_ADDRESS', 'LANG'),
      HOME: home,
      AWS_EC2_METADATA_DISABLED: 'true',
      ...env,
    },
    timeout: START_LIMIT_MS,
  });
  const child = electronApp.process();
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const end = async (): Promise<void> => {
    try {
      process.kill(-(child.pid ?? 0), 'SIGKILL');
    } catch {
      child.kill('SIGKILL');
    }
    await ended;
    await rm(home, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  };
  try {
    const page = await electronApp.firstWindow({ timeout: START_LIMIT_MS });
    return { electronApp, page, startedAt, end };
  } catch (error) {
    await end();
    throw error;
  }
}

function passedOn(...names: readonly string[]): Record<string, string> {
  const env: Record<string, string> = {};
  for (const name of names) {
    const value = process.env[name];
    if (value !== undefined) env[name] = value;
  }
  return env;
}

function requireEnv(name: string): string {
  const value = process.env[name];
  if (value === undefined || value === '') throw new Error(`${name} is not set: use npm run bench`);
  return value;
}

/** What ran the figures, for the head of the table. */
export async function electronVersion(): Promise<string> {
  const app = await startApp(path.join(ROOT, 'bench', 'bare'));
  try {
    return await app.electronApp.evaluate(() => process.versions['electron'] ?? 'unknown');
  } finally {
    await app.end();
  }
}
