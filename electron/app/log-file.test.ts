// The log on a real disk: bounded, one line an entry, silent where the disk fails.
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createLog } from '../base/log.ts';
import { ManualClock } from '../base/manual-clock.ts';
import { formatEntry, LOG_FILE_NAME, openLogFile } from './log-file.ts';

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(path.join(os.tmpdir(), 'sallyport-log-'));
});
afterEach(() => rm(dir, { recursive: true, force: true }));

it('writes lines in order and keeps the newest for reports', async () => {
  const logFile = openLogFile({ dir: path.join(dir, 'logs'), echo: false });
  const log = createLog('app', logFile.sink, new ManualClock(0));
  for (let i = 0; i < 100; i += 1) log.info(`line ${String(i)}`, { token: 'abc' });
  await logFile.flush();
  const lines = (await readFile(path.join(dir, 'logs', LOG_FILE_NAME), 'utf8')).trimEnd().split('\n');
  expect(lines).toHaveLength(100);
  expect(lines[99]).toBe('1970-01-01T00:00:00.000Z info app: line 99 token=[secret]');
  expect(logFile.recent()).toEqual(lines.slice(-60));
});

it('never grows beyond two files', async () => {
  const logFile = openLogFile({ dir, echo: false, maxFileBytes: 10_000 });
  const log = createLog('app', logFile.sink, new ManualClock(0));
  for (let i = 0; i < 60; i += 1) {
    log.info('x'.repeat(900).replaceAll('xxxxxxxxxx', 'word word '));
    await logFile.flush();
  }
  expect((await stat(path.join(dir, LOG_FILE_NAME))).size).toBeLessThan(12_000);
  expect((await stat(path.join(dir, `${LOG_FILE_NAME}.1`))).size).toBeLessThan(12_000);
});

it('counts what a burst lost instead of keeping all of it', async () => {
  const logFile = openLogFile({ dir, echo: false });
  const log = createLog('app', logFile.sink, new ManualClock(0));
  for (let i = 0; i < 5000; i += 1) log.info('burst');
  await logFile.flush();
  const text = await readFile(path.join(dir, LOG_FILE_NAME), 'utf8');
  expect(text.split('\n').length).toBeLessThan(2100);
  expect(text).toContain('... 3000 lines lost');
});

it('goes on without a disk, and says so once', async () => {
  const file = path.join(dir, 'not-a-folder');
  await writeFile(file, '');
  const stderr = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  const logFile = openLogFile({ dir: file, echo: false });
  const log = createLog('app', logFile.sink, new ManualClock(0));
  log.info('one');
  await logFile.flush();
  log.info('two');
  await logFile.flush();
  const told = stderr.mock.calls.length;
  stderr.mockRestore();
  expect(told).toBe(1);
  expect(logFile.recent()).toHaveLength(2);
});

it('an entry is one line that drives no terminal', () => {
  const entry = {
    at: 0,
    level: 'warn',
    area: 'a',
    message: 'x\ny\u001b[31m',
    facts: { f: '1\r\n2' },
  } as const;
  expect(formatEntry(entry)).toBe('1970-01-01T00:00:00.000Z warn a: x | y | [31m f=1 | 2\n');
});
