// `npm run check`: format, types, lint, import boundaries, dead code, unit and engine tests. All steps run even when one
// fails; what failed is printed in full, the rest in one line. `-- --only types,lint` runs some of them. The tests wait a
// third of their time: the other steps, which only compute, take what the tests leave of the processors.
import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { inBackground } from './background.mjs';
import { bootstrap } from './bootstrap.mjs';
import { checkSteps, vitestReport } from './check-steps.mjs';
import { runAsCommand } from './command.mjs';
import { canRunNewerAwsCli, newerAwsCli } from './newer-aws-cli.mjs';
import { run } from './run-process.mjs';
import { testGroups } from './system-packages.mjs';

const LANES = 2;

/**
 * @typedef {import('./check-steps.mjs').CheckStep} CheckStep
 * @param {{ only?: readonly string[] }} [options]
 * @returns {Promise<readonly string[]>} names of the steps that failed
 */
export async function check({ only } = {}) {
  const unknown = (only ?? []).filter((name) => !checkSteps.some((step) => step.name === name));
  if (unknown.length > 0) throw new Error(`no such step: ${unknown.join(', ')}`);
  const chosen = checkSteps.filter((step) => !only || only.includes(step.name));
  fs.mkdirSync(path.dirname(vitestReport), { recursive: true });
  fs.rmSync(vitestReport, { force: true });
  const inFront = chosen.filter((step) => step.hasDeadlines);
  const behind = chosen.filter((step) => !step.hasDeadlines);
  const place = inFront.length > 0 ? inBackground : asItIs;
  const inBack = runInLanes(behind, place);
  if (inFront.length > 0) await prepareAwsCli();
  return (await Promise.all([...inFront.map((step) => runStep(step, asItIs)), inBack])).flat();
}

/** Before the tests, and not by the one that needs it, as those beside it have deadlines. That one fails without. */
async function prepareAwsCli() {
  if (!canRunNewerAwsCli()) return;
  try {
    await newerAwsCli();
  } catch (error) {
    process.stdout.write(`AWS CLI: ${error instanceof Error ? error.message : String(error)}\n`);
  }
}

/**
 * @typedef {typeof inBackground} Place
 * @type {Place}
 */
const asItIs = (command, args) => ({ command, args });

/**
 * @param {readonly CheckStep[]} steps
 * @param {Place} place
 */
async function runInLanes(steps, place) {
  const waiting = [...steps];
  /** @type {string[]} */
  const failed = [];
  const lane = async () => {
    for (let step = waiting.shift(); step; step = waiting.shift())
      failed.push(...(await runStep(step, place)));
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  return failed;
}

/**
 * @param {CheckStep} step
 * @param {Place} place
 * @returns {Promise<string[]>} its name, when it failed
 */
async function runStep({ name, proves, args, limitMs }, place) {
  const startedAt = Date.now();
  const env = { ...process.env, [process.stdout.isTTY ? 'FORCE_COLOR' : 'NO_COLOR']: '1' };
  const placed = place(process.execPath, args);
  const { code, timedOut, output } = await run(placed.command, placed.args, {
    limitMs,
    output: 'collect',
    env,
  });
  const seconds = ((Date.now() - startedAt) / 1000).toFixed(1).padStart(5);
  const verdict = code === 0 ? 'ok    ' : 'FAILED';
  if (code !== 0) process.stdout.write(`\n${output.trim()}\n\n`);
  const note = timedOut ? ` (stopped after ${limitMs / 1000} s)` : '';
  process.stdout.write(`${verdict} ${seconds} s  ${name.padEnd(9)} ${proves}${note}\n`);
  return code === 0 ? [] : [name];
}

runAsCommand(import.meta.url, async () => {
  const { values } = parseArgs({ options: { only: { type: 'string' } } });
  const only = values.only?.split(',');
  // The tests start real servers and clients; the other steps need node_modules alone.
  const system = !only || only.includes('tests') ? testGroups() : [];
  await bootstrap({ system });
  const failed = await check(only ? { only } : {});
  if (failed.length > 0) process.stdout.write(`\ncheck failed: ${failed.join(', ')}\n`);
  return failed.length > 0 ? 1 : 0;
});
