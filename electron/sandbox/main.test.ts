// The sandbox as a program, bundled as it ships: one JSON line, up until SIGTERM, nothing left behind.
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { build } from 'vite';
import { z } from 'zod';
import { COMPANY } from './company/company.ts';
import { PlainClient } from './fixtures/plain-client.ts';
import { until } from './fixtures/sandbox-harness.ts';
import type { Sandbox } from './sandbox.ts';

const HARD_LIMIT_MS = 60_000;
const outDir = path.resolve('node_modules/.cache/sandbox-main-test');
const announcedSchema = z.strictObject({
  endpointUrl: z.string(),
  region: z.string(),
  env: z.record(z.string(), z.string()),
  adminUrl: z.string(),
  openTunnelUrl: z.string().regex(/^wss:/),
  caFile: z.string(),
  serialConsole: z.string(),
  serialHostKey: z.string().regex(/^SHA256:/),
  sshServer: z.enum(['openssh', 'stand-in']),
});
const running: ChildProcess[] = [];

beforeAll(async () => {
  mkdirSync(outDir, { recursive: true });
  await build({
    configFile: false,
    logLevel: 'error',
    build: {
      ssr: path.resolve('electron/sandbox/main.ts'),
      outDir,
      target: 'node18',
      rolldownOptions: { output: { format: 'cjs', entryFileNames: 'main.cjs' } },
    },
  });
});
afterEach(async () => {
  for (const child of running.splice(0)) {
    if (child.exitCode !== null || child.signalCode !== null) continue;
    child.kill('SIGTERM');
    await once(child, 'exit');
  }
});
afterAll(() => {
  rmSync(outDir, { recursive: true, force: true });
});

function start(...flags: string[]): { child: ChildProcess; lines: string[]; errors: string[] } {
  const main = path.join(outDir, 'main.cjs');
  const child = spawn(process.execPath, [main, ...flags], { timeout: HARD_LIMIT_MS, killSignal: 'SIGKILL' });
  running.push(child);
  const lines: string[] = [];
  const errors: string[] = [];
  createInterface(child.stdout).on('line', (line) => lines.push(line));
  child.stderr.on('data', (data: Buffer) => errors.push(data.toString()));
  return { child, lines, errors };
}

/** Told apart from those of another run of this test on the same computer. */
const SLEEP = `sleep 60.${process.pid}`;

function leftovers(pid: number): string[] {
  const listed = execFileSync('ps', ['-eo', 'pid=,ppid=,args='], { encoding: 'utf8' }).split('\n');
  const families = listed.filter(
    (line) =>
      line.includes(outDir) || line.endsWith(` ${SLEEP}`) || new RegExp(`^ *\\d+ +${pid} `).test(line),
  );
  return [
    ...families,
    ...readdirSync(tmpdir()).filter((name) => name.startsWith(`sallyport-sandbox-${pid}-`)),
  ];
}

test('prints one line, serves, and is gone after SIGTERM with a shell open', async () => {
  const { child, lines, errors } = start('--json', '--instances', '25', '--region', 'us-east-1');
  await until(() => lines.length > 0);
  const announced = announcedSchema.parse(JSON.parse(lines[0] ?? ''));
  expect(announced.region).toBe('us-east-1');
  expect(Object.keys(announced.env)).toEqual(
    expect.arrayContaining([
      'AWS_ACCESS_KEY_ID',
      'AWS_SECRET_ACCESS_KEY',
      'AWS_SESSION_TOKEN',
      'AWS_REGION',
      'AWS_DEFAULT_REGION',
      'AWS_ENDPOINT_URL',
      'AWS_ENDPOINT_URL_EC2',
      'AWS_ENDPOINT_URL_SSM',
      'AWS_ENDPOINT_URL_STS',
      'AWS_ENDPOINT_URL_KMS',
    ]),
  );
  const client = await PlainClient.start(announced as unknown as Sandbox, { Target: COMPANY.web });
  await until(() => client.output.includes('$ '));
  client.type(`${SLEEP} & echo pid-$$-; ${SLEEP}\r`);
  await until(() => /pid-\d+-/.test(client.output.toString()));
  const [, shellPid] = /pid-(\d+)-/.exec(client.output.toString()) ?? [];
  child.kill('SIGTERM');
  const [code] = (await once(child, 'close')) as [number];
  expect([code, errors.join(''), lines.length]).toEqual([0, '', 1]);
  // Killed, they take a moment to be gone.
  await expect.poll(() => leftovers(Number(shellPid))).toEqual([]);
  expect(readdirSync(tmpdir()).filter((name) => announced.env['AWS_DATA_PATH']?.includes(name))).toEqual([]);
  client.close();
});

test('the admin door: faults by POST, statistics by GET, nothing without the token', async () => {
  const { lines } = start('--json');
  await until(() => lines.length > 0);
  const { adminUrl, endpointUrl } = announcedSchema.parse(JSON.parse(lines[0] ?? ''));
  const post = async (name: string, body: object, base = adminUrl): Promise<[number, unknown]> => {
    const answer = await fetch(`${base}/${name}`, { method: 'POST', body: JSON.stringify(body) });
    return [
      answer.status,
      answer.headers.get('content-type') === 'application/json' ? await answer.json() : null,
    ];
  };
  expect(await (await fetch(adminUrl)).json()).toMatchObject({
    ok: true,
    value: { sessions: [], openSocketCount: 1 },
  });
  expect(await post('throttle-action', { action: 'ssm:StartSession', times: 2 })).toEqual([
    200,
    { ok: true, value: null },
  ]);
  expect(await post('set-instance-state', { target: 'web-1', state: 'stopped' })).toEqual([
    200,
    { ok: true, value: null },
  ]);
  expect((await post('set-instance-state', { target: 'nobody', state: 'stopped' }))[0]).toBe(400);
  expect((await post('shape-network', { lossRatio: 2 }))[0]).toBe(400);
  expect((await post('shape-network', { from: 'agent', lossRatio: 0.5, delayMs: 10 }))[0]).toBe(200);
  const [status, unknown] = await post('toString', {});
  expect(status).toBe(404);
  const { faults } = z.object({ faults: z.array(z.string()) }).parse(unknown);
  const words = readFileSync(path.join(import.meta.dirname, '../../docs/sandbox.md'), 'utf8');
  expect(
    faults.filter((fault) => !words.includes(`\`${fault}\``)),
    'faults that docs/sandbox.md does not name',
  ).toEqual([]);
  const target = 'web-1';
  for (const [fault, body] of [
    ['drop-sockets', {}],
    ['close-sockets', { code: 1000 }],
    ['shape-network', { delayMs: 1, lossRatio: 0.01, duplicateRatio: 0.01, reorderRatio: 0.01 }],
    ['expire-credentials', {}],
    ['deny-action', { action: 'ssm:StartSession' }],
    ['allow-action', { action: 'ssm:StartSession' }],
    ['set-agent-status', { target, status: 'offline' }],
    ['refuse-resume', {}],
  ] as const)
    expect(await post(fault, body), fault).toMatchObject([200, { ok: true }]);
  const renewed = z
    .object({ value: z.record(z.string(), z.string()) })
    .parse((await post('renew-credentials', { rotate: true }))[1]);
  expect(renewed.value['AWS_ACCESS_KEY_ID']).toMatch(/^ASIA/);
  expect((await post('reset', {}, `${endpointUrl}/_sandbox/${'0'.repeat(48)}`))[0]).not.toBe(200);
});

test('in a utilityProcess: the same object by message, gone when told to stop', async () => {
  // What Electron puts into such a process, spoken on stdout.
  const electron = path.join(outDir, 'utility-process.cjs');
  writeFileSync(
    electron,
    `const { EventEmitter } = require('node:events');
     process.parentPort = Object.assign(new EventEmitter(), {
       postMessage(message) {
         console.log('posted ' + JSON.stringify(message));
         setTimeout(() => this.emit('message', { data: { kind: 'stop' } }), 100);
       },
     });
     require('./main.cjs');`,
  );
  const child = spawn(process.execPath, [electron], { timeout: HARD_LIMIT_MS, killSignal: 'SIGKILL' });
  running.push(child);
  const lines: string[] = [];
  createInterface(child.stdout).on('line', (line) => lines.push(line));
  const [code] = (await once(child, 'close')) as [number];
  expect([code, lines.length]).toEqual([0, 1]);
  announcedSchema.parse(JSON.parse((lines[0] ?? '').replace('posted ', '')));
});

test.each([
  [['--instances', 'many'], '--instances wants a number'],
  [['--region', 'mars-north-1'], 'does not know this region'],
  [['--what'], "Unknown option '--what'"],
])('refuses %j', async (flags, words) => {
  const { child, errors } = start(...flags);
  const [code] = (await once(child, 'exit')) as [number];
  expect(code).toBe(1);
  await until(() => errors.join('').includes(words));
});
