// The real app, started by Playwright: its window, what it printed, what went wrong in it, and its end.
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { _electron, errors, test, type ElectronApplication, type Page } from '@playwright/test';
import { guardApp } from './app-guard.ts';
import {
  appEnvironment,
  CHROMIUM_ARGUMENTS,
  electronExecutable,
  type Home,
  killGroup,
  ROOT,
} from './app-process.ts';

/** A start takes a second; a machine that is very busy gets its time. */
const START_LIMIT_MS = 20_000;
/** A polite quit has five seconds for its sessions (electron/app/quit.ts), and time on a busy machine; then it hangs. */
const QUIT_LIMIT_MS = 20_000;

export interface LaunchChoices {
  readonly home: Home;
  readonly env?: Readonly<Record<string, string>>;
  readonly args?: readonly string[];
}

export interface LaunchedApp {
  readonly electronApp: ElectronApplication;
  readonly page: Page;
  readonly pid: number;
  readonly home: Home;
  /** Main's stdout and stderr. */
  output(): string;
  /** Console errors of the page, errors in the app's log, exceptions anywhere; without what `expectProblem` allowed. */
  problems(): Promise<readonly string[]>;
  /** The test provokes this one on purpose. */
  expectProblem(pattern: RegExp): void;
  /** Asks the app to quit and waits; false when it did not within the limit. */
  quit(): Promise<boolean>;
  /** SIGKILL to the whole process group. */
  kill(): Promise<void>;
  /** Resolves when the process has ended. */
  readonly ended: Promise<void>;
}

const LOGGED_ERROR = /^\S+Z error /;
const MAIN_TROUBLE = /uncaught|unhandled|JavaScript error occurred in the main process|FATAL|segmentation/i;

/**
 * About one start in two hundred Playwright does not get hold of the Chromium of Electron 25, while the app itself is
 * up (its log says "started"). Such a start is made once more; an app that hangs by itself hangs then too.
 */
async function attachTo(choices: LaunchChoices): Promise<ElectronApplication> {
  const startsBefore = await countStarts(choices.home);
  try {
    return await startElectron(choices);
  } catch (error) {
    const isUp = (await countStarts(choices.home)) > startsBefore;
    if (!(error instanceof errors.TimeoutError) || !isUp) throw error;
    process.stdout.write('Playwright could not attach to a running app: started once more\n');
    // The test is not slower for it.
    test.info().setTimeout(test.info().timeout + START_LIMIT_MS);
    return await startElectron(choices);
  }
}

async function countStarts(home: Home): Promise<number> {
  return (await logLines(home)).filter((line) => line.includes(' info app: started ')).length;
}

async function logLines(home: Home): Promise<readonly string[]> {
  const text = await readFile(path.join(home.userData, 'logs', 'sallyport.log'), 'utf8').catch(() => '');
  return text.split('\n');
}

async function startElectron({ home, env = {}, args = [] }: LaunchChoices): Promise<ElectronApplication> {
  return _electron.launch({
    executablePath: await electronExecutable(),
    args: [...CHROMIUM_ARGUMENTS, `--user-data-dir=${home.userData}`, ROOT, ...args],
    cwd: home.dir,
    env: appEnvironment(home, env),
    timeout: START_LIMIT_MS,
    // Playwright pretends a light system otherwise, whatever the app sets.
    colorScheme: null,
  });
}

export async function launchApp(choices: LaunchChoices): Promise<LaunchedApp> {
  const { home } = choices;
  const electronApp = await attachTo(choices);
  const child = electronApp.process();
  guardApp(child);
  const pid = child.pid ?? 0;
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk: Buffer) => (output += chunk.toString('utf8')));
  }
  const ended = new Promise<void>((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) resolve();
    else
      child.once('exit', () => {
        resolve();
      });
  });
  const seen: string[] = [];
  const allowed: RegExp[] = [];
  // On the context, not on the page: the first lines come before the page can be had.
  const context = electronApp.context();
  context.on('console', (message) => {
    if (message.type() === 'error') seen.push(`console: ${message.text().slice(0, 300)}`);
  });
  context.on('weberror', (webError) => {
    const error = webError.error();
    seen.push(`exception in the page: ${error.stack ?? error.message}`);
  });
  electronApp.on('console', (message) => (output += `${message.text()}\n`));
  try {
    const page = await electronApp.firstWindow({ timeout: START_LIMIT_MS });
    page.on('crash', () => seen.push('the page crashed'));
    // The window is there before its page, and the page's frame before its scripts have run; until then no key is heard.
    const drawn = page.locator('#root > :not(.early)').first();
    await drawn.waitFor({ state: 'attached', timeout: START_LIMIT_MS });
    return {
      electronApp,
      page,
      pid,
      home,
      ended,
      output: () => output,
      problems: async () => {
        const printed = output.split('\n').filter((line) => MAIN_TROUBLE.test(line));
        const logged = (await logLines(home)).filter((line) => LOGGED_ERROR.test(line));
        return [...seen, ...printed, ...logged].filter(
          (text) => !allowed.some((pattern) => pattern.test(text)),
        );
      },
      expectProblem: (pattern) => allowed.push(pattern),
      quit: async () => {
        // Not electronApp.close(): that would hide an app that does not end.
        await electronApp
          .evaluate(({ app }) => {
            app.quit();
          })
          .catch(() => undefined);
        return Promise.race([ended.then(() => true), sleep(QUIT_LIMIT_MS, false)]);
      },
      kill: async () => {
        killGroup(pid);
        await ended;
      },
    };
  } catch (error) {
    killGroup(pid);
    throw new Error(`the app showed no window; it printed:\n${output}`, { cause: error });
  }
}
