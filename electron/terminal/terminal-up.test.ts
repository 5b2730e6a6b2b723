// The terminal's way up: acknowledged input, sizes, and a window that breaks the rules.
import { describe, expect, it } from 'vitest';
import { INPUT_ACK_BYTES, MAX_TERMINAL_MESSAGE_BYTES } from '../../shared/terminal-wire.ts';
import { FakePort, fakeShell, setUp, SIZE, turn, opening } from './fixtures/terminal-sides.ts';

describe('Terminal up', () => {
  it('acknowledges input when the shell took it, holds it while opening, drops it after the end', async () => {
    const { terminal, port } = setUp();
    const { shell, typed, releases } = fakeShell();
    terminal.attach(port);
    terminal.opening();
    const piece = new Uint8Array(INPUT_ACK_BYTES + 2).fill(7);
    port.say({ kind: 'input', bytes: piece });
    expect(port.posted).toEqual([]);
    terminal.opened(shell, opening(0), SIZE);
    expect(Buffer.concat(typed).equals(piece)).toBe(true);
    expect(port.kinds()).toEqual(['opened']);
    releases[0]?.();
    await turn();
    expect(port.posted.at(-1)).toEqual({ kind: 'input-ack', byteCount: INPUT_ACK_BYTES + 2 });
    terminal.ended({ kind: 'closed' }, false);
    port.say({ kind: 'input', bytes: new Uint8Array(INPUT_ACK_BYTES) });
    expect(port.posted.at(-1)).toEqual({ kind: 'input-ack', byteCount: INPUT_ACK_BYTES });
    expect(Buffer.concat(typed).equals(piece)).toBe(true);
  });

  it('says nothing back for a key, acknowledges keys together, and begins anew with each shell', async () => {
    const { terminal, port } = setUp();
    const { shell, releases } = fakeShell();
    terminal.attach(port);
    terminal.opened(shell, opening(0), SIZE);
    const acks = () => port.posted.flatMap((each) => (each.kind === 'input-ack' ? [each.byteCount] : []));
    const take = async (bytes: number) => {
      port.say({ kind: 'input', bytes: new Uint8Array(bytes) });
      releases.shift()?.();
      await turn();
    };
    await take(1);
    await take(1);
    expect(acks()).toEqual([]);
    await take(INPUT_ACK_BYTES);
    expect(acks()).toEqual([INPUT_ACK_BYTES + 2]);
    await take(1000);
    terminal.ended({ kind: 'closed' }, false);
    port.say({ kind: 'input', bytes: new Uint8Array(INPUT_ACK_BYTES) });
    expect(acks()).toEqual([INPUT_ACK_BYTES + 2, INPUT_ACK_BYTES]);
  });

  it('resizes the shell, also with a size told before it was open', () => {
    const { terminal, port } = setUp();
    const { shell, sizes } = fakeShell();
    terminal.attach(port);
    port.say({ kind: 'resize', size: { cols: 120, rows: 40 } });
    terminal.opened(shell, opening(0), SIZE);
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
    terminal.opened(shell, opening(0), SIZE);
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
    terminal.opened(shell, opening(0), SIZE);
    for (let i = 0; i < 3; i += 1) {
      port.say({ kind: 'input', bytes: new Uint8Array(MAX_TERMINAL_MESSAGE_BYTES) });
    }
    const second = new FakePort();
    terminal.attach(second);
    second.say({ kind: 'input', bytes: new Uint8Array(INPUT_ACK_BYTES) });
    expect(onViolation).not.toHaveBeenCalled();
    for (let i = 0; i < 4; i += 1) {
      releases[i]?.();
      await turn();
    }
    expect(Buffer.concat(typed).byteLength).toBe(3 * MAX_TERMINAL_MESSAGE_BYTES + INPUT_ACK_BYTES);
    expect(second.posted.filter((message) => message.kind === 'input-ack')).toEqual([
      { kind: 'input-ack', byteCount: INPUT_ACK_BYTES },
    ]);
  });
});
