// Closing the window: what it means where, and that it is asked once.
import { expect, it, vi } from 'vitest';
import { silentLog } from '../base/log.ts';
import { type CloseFacts, closeHandler, closeMeans, closeQuestion } from './close-window.ts';

const FACTS: CloseFacts = { platform: 'linux', onClose: 'ask', tray: 'present', liveTunnels: 0 };

it.each([
  ['asks where there is a tray', {}, 'ask'],
  ['quits where nothing would stay and nothing would show it', { tray: 'unknown' }, 'quit'],
  ['asks without a tray when a tunnel is on', { tray: 'off', liveTunnels: 1 }, 'ask'],
  ['does as it was told: stay', { onClose: 'keep-running' }, 'hide'],
  [
    'keeps the window where nothing else would bring it back',
    { onClose: 'keep-running', tray: 'off' },
    'minimize',
  ],
  ['does as it was told: quit', { onClose: 'quit', liveTunnels: 3 }, 'quit'],
  ['hides on macOS', { platform: 'darwin', onClose: 'ask' }, 'hide'],
] as const)('%s', (_name, facts, means) => {
  expect(closeMeans({ ...FACTS, ...facts })).toBe(means);
});

it('says what becomes of the window where no tray was found', () => {
  expect(closeQuestion({ ...FACTS, tray: 'unknown', liveTunnels: 2 }).detail).toMatch(/2 tunnels.+No tray/);
  expect(closeQuestion(FACTS).detail).not.toContain('No tray');
});

it('asks one question at a time, and remembers the answer', async () => {
  let answer: (value: 'keep-running' | 'quit' | 'stay') => void = () => undefined;
  const parts = {
    facts: () => FACTS,
    ask: vi.fn(() => new Promise<'keep-running' | 'quit' | 'stay'>((resolve) => (answer = resolve))),
    remember: vi.fn(() => Promise.resolve()),
    window: { hide: vi.fn(), minimize: vi.fn() },
    quit: { request: vi.fn(() => false), now: vi.fn() },
    log: silentLog,
  };
  const close = closeHandler(parts);
  close();
  close();
  expect(parts.ask).toHaveBeenCalledOnce();
  answer('stay');
  await vi.waitFor(() => {
    close();
    expect(parts.ask).toHaveBeenCalledTimes(2);
  });
  expect(parts.remember).not.toHaveBeenCalled();
  answer('quit');
  await vi.waitFor(() => {
    expect(parts.quit.now).toHaveBeenCalledOnce();
  });
  expect(parts.remember).toHaveBeenCalledExactlyOnceWith('quit');
  expect(parts.window.hide).not.toHaveBeenCalled();
});

it('goes by the answer before it is on disk', async () => {
  let stored: () => void = () => undefined;
  const parts = {
    facts: () => FACTS,
    ask: vi.fn(() => Promise.resolve('keep-running' as const)),
    remember: vi.fn(() => new Promise<void>((resolve) => (stored = resolve))),
    window: { hide: vi.fn(), minimize: vi.fn() },
    quit: { request: vi.fn(() => false), now: vi.fn() },
    log: silentLog,
  };
  const close = closeHandler(parts);
  close();
  await vi.waitFor(() => {
    expect(parts.window.hide).toHaveBeenCalledOnce();
  });
  close();
  expect(parts.window.hide).toHaveBeenCalledTimes(2);
  expect(parts.ask).toHaveBeenCalledOnce();
  stored();
});

it('does not hide the window when the tray has gone while the question was open', async () => {
  let tray: CloseFacts['tray'] = 'present';
  const parts = {
    facts: () => ({ ...FACTS, tray }),
    ask: vi.fn(() => {
      tray = 'unknown';
      return Promise.resolve('keep-running' as const);
    }),
    remember: vi.fn(() => Promise.resolve()),
    window: { hide: vi.fn(), minimize: vi.fn() },
    quit: { request: vi.fn(() => false), now: vi.fn() },
    log: silentLog,
  };
  closeHandler(parts)();
  await vi.waitFor(() => {
    expect(parts.window.minimize).toHaveBeenCalledOnce();
  });
  expect(parts.window.hide).not.toHaveBeenCalled();
});
