// The steps of `npm run check`: what each runs and how long it may take. Their configurations lie in scripts/config.
import path from 'node:path';
import { configDir, rootDir, toolScript } from './paths.mjs';

const config = (/** @type {string} */ name) => path.join(configDir, name);
/** In the background the tests may leave a step little for as long as they run. */
const BEHIND_LIMIT_MS = 900_000;
export const vitestReport = path.join(rootDir, 'node_modules', '.cache', 'reports', 'vitest.json');

/**
 * @typedef {object} CheckStep
 * @property {string} name
 * @property {string} proves
 * @property {readonly string[]} args arguments of node
 * @property {number} limitMs
 * @property {boolean} [hasDeadlines] what it starts has deadlines of its own: the other steps run behind it
 */

/** Longest first, so that two lanes end at about the same time. @type {readonly CheckStep[]} */
export const checkSteps = [
  {
    name: 'lint',
    proves: 'oxlint, with types',
    args: [toolScript('oxlint/bin/oxlint'), '--deny-warnings', '.'],
    limitMs: BEHIND_LIMIT_MS,
  },
  {
    name: 'types',
    proves: 'tsc, a project a folder',
    args: [toolScript('typescript-native/bin/tsc'), '-b', '--pretty', 'false'],
    limitMs: BEHIND_LIMIT_MS,
  },
  {
    name: 'imports',
    proves: 'who may import whom, no cycles',
    args: [
      toolScript('dependency-cruiser/bin/dependency-cruise.mjs'),
      '--config',
      config('dependency-cruiser.cjs'),
      '--output-type',
      'err-long',
      'electron',
      'renderer',
      'shared',
      'e2e',
      'bench',
    ],
    limitMs: BEHIND_LIMIT_MS,
  },
  {
    name: 'dead code',
    proves: 'knip: unused files, exports, dependencies',
    args: [toolScript('knip/bin/knip.js'), '--config', config('knip.json'), '--no-progress'],
    limitMs: BEHIND_LIMIT_MS,
  },
  {
    name: 'format',
    proves: 'prettier; `npm run format` repairs it',
    args: prettierArguments('--check', []),
    limitMs: BEHIND_LIMIT_MS,
  },
  {
    name: 'tests',
    proves: 'vitest: unit and engine',
    args: [
      toolScript('vitest/vitest.mjs'),
      'run',
      '--config',
      config('vitest.config.mjs'),
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${vitestReport}`,
    ],
    limitMs: 900_000,
    hasDeadlines: true,
  },
];

/**
 * @param {'--check' | '--write'} mode
 * @param {readonly string[]} files
 */
export function prettierArguments(mode, files) {
  return [
    toolScript('prettier/bin/prettier.cjs'),
    mode,
    '--log-level=warn',
    '--ignore-path',
    path.join(rootDir, '.gitignore'),
    '--ignore-path',
    config('prettierignore'),
    '--cache',
    ...(files.length > 0 ? files : ['.']),
  ];
}
