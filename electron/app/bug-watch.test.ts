// What nobody caught is logged and told, once at a time.
import { EventEmitter } from 'node:events';
import { expect, it, vi } from 'vitest';
import { createLog } from '../base/log.ts';
import type { LogEntry } from '../base/log.ts';
import { ManualClock } from '../base/manual-clock.ts';
import { watchForBugs } from './bug-watch.ts';

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

it('logs all, shows one dialog at a time, redacted, and quits when asked to', async () => {
  const entries: LogEntry[] = [];
  const source = new EventEmitter();
  const answers: ((choice: 'go-on' | 'quit') => void)[] = [];
  const tell = vi.fn((_text: string) => new Promise<'go-on' | 'quit'>((resolve) => answers.push(resolve)));
  const quit = vi.fn();
  const log = createLog('app', (entry) => entries.push(entry), new ManualClock());
  watchForBugs({ log, tell, quit }, source);
  source.emit('uncaughtException', new Error('first password=hunter2'));
  source.emit('unhandledRejection', 'second');
  expect(entries).toHaveLength(2);
  expect(JSON.stringify(entries)).not.toContain('hunter2');
  expect(tell.mock.calls).toEqual([['Error: first password=[secret]']]);
  answers[0]?.('go-on');
  await turn();
  expect(quit).not.toHaveBeenCalled();
  source.emit('uncaughtException', new Error('third'));
  answers[1]?.('quit');
  await turn();
  expect(quit).toHaveBeenCalledOnce();
});
