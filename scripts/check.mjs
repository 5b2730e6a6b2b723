// `npm run check`: format, types, lint, import boundaries, dead code, unit and engine tests. All steps run even when one
// fails; what failed is printed in full, the rest in one line. `-- --only types,lint` runs some of them.
import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { bootstrap } from './bootstrap.mjs';
import { checkSteps, vitestReport } from './check-steps.mjs';
import { runAsCommand } from './command.mjs';
import { run } from './run-process.mjs';

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
  const failed = await runInLanes(chosen.filter((step) => !step.alone));
  for (const step of chosen.filter((one) => one.alone)) failed.push(...(await runStep(step)));
  return failed;
}

/** @param {readonly CheckStep[]} steps */
async function runInLanes(steps) {
  const waiting = [...steps];
  /** @type {string[]} */
  const failed = [];
  const lane = async () => {
    for (let step = waiting.shift(); step; step = waiting.shift()) failed.push(...(await runStep(step)));
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  return failed;
}

/**
 * @param {CheckStep} step
 * @returns {Promise<string[]>} its name, when it failed
 */
async function runStep({ name, proves, args, limitMs }) {
  const startedAt = Date.now();
  const env = { ...process.env, [process.stdout.isTTY ? 'FORCE_COLOR' : 'NO_COLOR']: '1' };
  const { code, timedOut, output } = await run(process.execPath, args, { limitMs, output: 'collect', env });
  const seconds = ((Date.now() - startedAt) / 1000).toFixed(1).padStart(5);
  const verdict = code === 0 ? 'ok    ' : 'FAILED';
  if (code !== 0) process.stdout.write(`\n${output.trim()}\n\n`);
  const note = timedOut ? ` (stopped after ${limitMs / 1000} s)` : '';
  process.stdout.write(`${verdict} ${seconds} s  ${name.padEnd(9)} ${proves}${note}\n`);
  return code === 0 ? [] : [name];
}

runAsCommand(import.meta.url, async () => {
  const { values } = parseArgs({ options: { only: { type: 'string' } } });
  await bootstrap();
  const failed = await check(values.only ? { only: values.only.split(',') } : {});
  if (failed.length > 0) process.stdout.write(`\ncheck failed: ${failed.join(', ')}\n`);
  return failed.length > 0 ? 1 : 0;
});
