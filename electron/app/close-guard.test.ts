// A window that is closed while the app is still being built ends the app; later it does what closing means.
import { EventEmitter } from 'node:events';
import { expect, it, vi } from 'vitest';
import { guardClose } from './close-guard.ts';
import type { QuitState } from './quit.ts';

function setUp() {
  const window = new EventEmitter();
  const quit = { state: 'running' as QuitState, now: vi.fn() };
  const guard = guardClose(window, quit);
  const close = () => {
    const event = { preventDefault: vi.fn() };
    window.emit('close', event);
    return event.preventDefault.mock.calls.length === 0 ? 'closes' : 'stays';
  };
  return { quit, guard, close };
}

it('quits in good order when the window is closed before the app is there', () => {
  const { quit, close } = setUp();
  expect(close()).toBe('stays');
  expect(quit.now).toHaveBeenCalledOnce();
});

it('then does what closing means, and lets the window go at the end', () => {
  const { quit, guard, close } = setUp();
  const closing = vi.fn();
  guard.ready(closing);
  expect(close()).toBe('stays');
  quit.state = 'closing';
  expect(close()).toBe('stays');
  expect([closing.mock.calls.length, quit.now.mock.calls.length]).toEqual([1, 0]);
  quit.state = 'closed';
  expect(close()).toBe('closes');
});
