// The terminal's way up: acknowledged input, sizes, and a window that breaks the rules.
import { describe, expect, it } from 'vitest';
import { MAX_TERMINAL_MESSAGE_BYTES } from '../../shared/terminal-wire.ts';
import { FakePort, fakeShell, setUp, SIZE, turn } from './fixtures/terminal-sides.ts';

describe('Terminal up', () => {
  it('acknowledges input when the shell took it, holds it while opening, drops it after the end', async () => {
    const { terminal, port } = setUp();
    const { shell, typed, releases } = fakeShell();
    terminal.attach(port);
    terminal.opening();
    port.say({ kind: 'input', bytes: new Uint8Array([1, 2]) });
    expect(port.posted).toEqual([]);
    terminal.opened(shell, 0, SIZE);
    expect(Buffer.concat(typed)).toEqual(Buffer.from([1, 2]));
    expect(port.kinds()).toEqual(['opened']);
    releases[0]?.();
    await turn();
    expect(port.posted.at(-1)).toEqual({ kind: 'input-ack', byteCount: 2 });
    terminal.ended({ kind: 'closed' });
    port.say({ kind: 'input', bytes: new Uint8Array([3]) });
    expect(port.posted.at(-1)).toEqual({ kind: 'input-ack', byteCount: 1 });
    expect(Buffer.concat(typed)).toEqual(Buffer.from([1, 2]));
  });

  it('resizes the shell, also with a size told before it was open', () => {
    const { terminal, port } = setUp();
    const { shell, sizes } = fakeShell();
    terminal.attach(port);
    port.say({ kind: 'resize', size: { cols: 120, rows: 40 } });
    terminal.opened(shell, 0, SIZE);
    port.say({ kind: 'resize', size: { cols: 121, rows: 41 } });
    expect(sizes).toEqual([
      { cols: 120, rows: 40 },
      { cols: 121, rows: 41 },
    ]);
    expect(terminal.size).toEqual({ cols: 121, rows: 41 });
  });

  it.each([
    ['no object', 'hi'],
    ['an unknown kind', { kind: 'exec', command: 'rm' }],
    ['a size out of bounds', { kind: 'resize', size: { cols: 1e9, rows: 1 } }],
    ['bytes that are none', { kind: 'input', bytes: 'ls' }],
    ['an oversize message', { kind: 'input', bytes: new Uint8Array(MAX_TERMINAL_MESSAGE_BYTES + 1) }],
    ['a negative ack', { kind: 'ack', byteCount: -5 }],
  ])('cuts off a window that sends %s', (_what, message) => {
    const { terminal, port, onViolation } = setUp();
    terminal.attach(port);
    port.say(message);
    expect(onViolation).toHaveBeenCalledOnce();
    expect(port.closed).toBe(true);
  });

  it('cuts off a window that sends more than its credit', () => {
    const { terminal, port, onViolation } = setUp();
    const { shell } = fakeShell();
    terminal.attach(port);
    terminal.opened(shell, 0, SIZE);
    for (let i = 0; i < 4; i += 1) {
      port.say({ kind: 'input', bytes: new Uint8Array(MAX_TERMINAL_MESSAGE_BYTES) });
    }
    expect(onViolation).toHaveBeenCalledOnce();
    expect(port.closed).toBe(true);
  });

  it('another window counts from zero, and hears nothing of what the one before typed', async () => {
    const { terminal, port, onViolation } = setUp();
    const { shell, typed, releases } = fakeShell();
    terminal.attach(port);
    terminal.opened(shell, 0, SIZE);
    for (let i = 0; i < 3; i += 1) {
      port.say({ kind: 'input', bytes: new Uint8Array(MAX_TERMINAL_MESSAGE_BYTES) });
    }
    const second = new FakePort();
    terminal.attach(second);
    second.say({ kind: 'input', bytes: new Uint8Array([9]) });
    expect(onViolation).not.toHaveBeenCalled();
    for (let i = 0; i < 4; i += 1) {
      releases[i]?.();
      await turn();
    }
    expect(Buffer.concat(typed).byteLength).toBe(3 * MAX_TERMINAL_MESSAGE_BYTES + 1);
    expect(second.posted.filter((message) => message.kind === 'input-ack')).toEqual([
      { kind: 'input-ack', byteCount: 1 },
    ]);
  });
});
