// The guided path of the demo, in the real app, by what a person sees (roles and words): choose the sandbox, open the
// Linux instance, run `uname -a`. Every step is printed; a failure names its step and leaves a screenshot.
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { _electron as electron } from '@playwright/test';
import { chromiumArguments } from './launch.mjs';
import { rootDir } from './paths.mjs';

const INSTANCE = 'web-1';
const COMMAND = 'uname -a';
const STEP_LIMIT_MS = 30_000;
const END_LIMIT_MS = 5_000;

/**
 * @typedef {import('@playwright/test').Page} Page
 * @typedef {{ name: string, take: (page: Page) => Promise<string | void> }} Step `take` may resolve to words to print
 */

/** @type {readonly Step[]} */
const STEPS = [
  {
    name: 'choose "Try the sandbox"',
    take: (page) => page.getByRole('button', { name: /^Try the sandbox/ }).click(),
  },
  {
    name: `find the Linux instance ${INSTANCE}`,
    take: (page) => page.getByRole('option', { name: INSTANCE }).first().waitFor(),
  },
  {
    name: 'open a terminal on it',
    take: (page) => page.getByRole('option', { name: INSTANCE }).first().dblclick(),
  },
  {
    name: 'wait until it is connected',
    take: (page) => page.getByText('Connected', { exact: true }).first().waitFor(),
  },
  {
    name: `run ${COMMAND}`,
    take: async (page) => {
      await page.keyboard.type(COMMAND);
      await page.keyboard.press('Enter');
      return `\n${await readAnswer(page)}\n`;
    },
  },
];

/**
 * @param {string} executable
 * @param {NodeJS.ProcessEnv} env
 */
export async function walkDemoPath(executable, env) {
  const userData = fs.mkdtempSync(path.join(os.tmpdir(), 'sallyport-demo-'));
  const shots = fs.mkdtempSync(path.join(os.tmpdir(), 'sallyport-demo-pictures-'));
  const app = await electron.launch({
    executablePath: executable,
    args: [...chromiumArguments(), `--user-data-dir=${userData}`, rootDir],
    env: definedOnly(env),
    timeout: STEP_LIMIT_MS,
  });
  try {
    const page = await app.firstWindow({ timeout: STEP_LIMIT_MS });
    page.setDefaultTimeout(STEP_LIMIT_MS);
    for (const [at, step] of STEPS.entries()) await takeStep(page, step, at + 1, shots);
  } finally {
    await endApp(app.process());
    fs.rmSync(userData, { recursive: true, force: true });
  }
}

/**
 * A signal, because a polite close makes the app ask about the open shell; a blocked app ignores both.
 * @param {import('node:child_process').ChildProcess} child the leader of its process group
 */
async function endApp(child) {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  const kill = setTimeout(() => process.kill(-Number(child.pid), 'SIGKILL'), END_LIMIT_MS);
  await ended;
  clearTimeout(kill);
}

/**
 * @param {Page} page
 * @param {Step} step
 * @param {number} number
 * @param {string} shots
 */
async function takeStep(page, step, number, shots) {
  const picture = path.join(shots, `${number}.png`);
  try {
    const words = await step.take(page);
    await page.screenshot({ path: picture });
    process.stdout.write(`${number}. ${step.name}: done${words ?? ''}\n   screenshot: ${picture}\n`);
  } catch (error) {
    await page.screenshot({ path: picture }).catch(() => undefined);
    const why = error instanceof Error ? error.message : String(error);
    throw new Error(`step ${number}, ${step.name}: ${why}\n   screenshot: ${picture}`, { cause: error });
  }
}

/**
 * What the shell printed after the command, from the text that the terminal offers to screen readers.
 * @param {Page} page
 */
async function readAnswer(page) {
  const terminal = page.getByRole('tabpanel').filter({ visible: true }).first();
  const giveUpAt = Date.now() + STEP_LIMIT_MS;
  while (Date.now() < giveUpAt) {
    const lines = (await terminal.innerText()).split('\n').map((line) => line.trim());
    // The echo of the command holds "uname"; the answer begins with the kernel's name.
    const answer = lines.find((line) => /^(Linux|Darwin) \S+/.test(line));
    if (answer) return answer;
    await page.waitForTimeout(100);
  }
  throw new Error(`no answer to ${COMMAND}; the terminal shows:\n${await terminal.innerText()}`);
}

/**
 * @param {NodeJS.ProcessEnv} env
 * @returns {Record<string, string>}
 */
function definedOnly(env) {
  /** @type {Record<string, string>} */
  const defined = {};
  for (const [name, value] of Object.entries(env)) if (value !== undefined) defined[name] = value;
  return defined;
}
