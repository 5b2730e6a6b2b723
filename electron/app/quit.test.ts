// Quitting asks once, waits for the end but not for ever, and never loses an answer.
import { expect, it, vi } from 'vitest';
import { ManualClock } from '../base/manual-clock.ts';
import { makeQuit, quitQuestion } from './quit.ts';

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

const counts = (connections: number, tunnels = 0, desktops = 0) => ({
  connections,
  desktops,
  tunnels,
  edits: 0,
});

function setUp(live: number, answer: boolean, closeAll = () => Promise.resolve()) {
  const clock = new ManualClock();
  const confirm = vi.fn(() => Promise.resolve(answer));
  const exit = vi.fn();
  const close = vi.fn(closeAll);
  return {
    clock,
    confirm,
    exit,
    close,
    quit: makeQuit({ clock, live: () => counts(live), confirm, closeAll: close, exit }),
  };
}

it('closes without a question when nothing is live', async () => {
  const { quit, confirm, close, exit } = setUp(0, false);
  expect(quit.request()).toBe(false);
  await turn();
  expect(confirm).not.toHaveBeenCalled();
  expect(close).toHaveBeenCalledOnce();
  expect(exit).toHaveBeenCalledOnce();
  expect(quit.request()).toBe(true);
});

it('asks once with the count, however often it is asked to quit', async () => {
  const { quit, confirm, exit } = setUp(3, true);
  expect([quit.request(), quit.request(), quit.request()]).toEqual([false, false, false]);
  await turn();
  expect(confirm).toHaveBeenCalledExactlyOnceWith(counts(3));
  expect(exit).toHaveBeenCalledOnce();
});

it('stays when the user stays, and may ask again later', async () => {
  const { quit, confirm, exit } = setUp(1, false);
  quit.request();
  await turn();
  expect(quit.state).toBe('running');
  expect(exit).not.toHaveBeenCalled();
  quit.request();
  await turn();
  expect(confirm).toHaveBeenCalledTimes(2);
});

it('goes after the deadline when something does not close', async () => {
  const { quit, clock, exit } = setUp(0, true, () => new Promise(() => undefined));
  quit.request();
  await turn();
  expect(exit).not.toHaveBeenCalled();
  clock.advance(5000);
  await turn();
  expect(exit).toHaveBeenCalledOnce();
});

it('a signal does not wait for the answer', async () => {
  const { quit, exit, close } = setUp(2, false);
  quit.request();
  quit.now();
  quit.now();
  await turn();
  expect(close).toHaveBeenCalledOnce();
  expect(exit).toHaveBeenCalledOnce();
});

it('counts in words', () => {
  expect(quitQuestion(counts(1)).message).toBe('Quit Sallyport? 1 connection is still open.');
  expect(quitQuestion(counts(4)).message).toContain('4 connections are');
  expect(quitQuestion(counts(0, 1))).toEqual({
    message: 'Quit Sallyport? 1 tunnel is still open.',
    detail: 'Quitting stops the tunnels.',
  });
  expect(quitQuestion(counts(2, 3)).message).toBe(
    'Quit Sallyport? 2 connections and 3 tunnels are still open.',
  );
  expect(quitQuestion(counts(0, 0, 1))).toEqual({
    message: 'Quit Sallyport? 1 desktop is still open.',
    detail: 'Quitting disconnects the desktops, which stay signed in.',
  });
  expect(quitQuestion({ ...counts(0), edits: 1 })).toEqual({
    message: 'Quit Sallyport? 1 edited file is still open.',
    detail: 'Quitting removes the copies of files that were uploaded.',
  });
  expect(quitQuestion(counts(1, 2, 3)).message).toBe(
    'Quit Sallyport? 1 connection, 3 desktops and 2 tunnels are still open.',
  );
});
