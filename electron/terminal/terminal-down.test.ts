// The terminal's way down: order, credit, batching, replaced ports.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CREDIT_HIGH_BYTES, MAX_TERMINAL_MESSAGE_BYTES } from '../../shared/terminal-wire.ts';
import { FakePort, fakeShell, setUp, SIZE, turn, opening } from './fixtures/terminal-sides.ts';

describe('Terminal down', () => {
  it('delivers opened, every byte, ended, in this order, also when the port comes last', async () => {
    const { terminal, port, clock } = setUp();
    const { shell, stream } = fakeShell();
    terminal.opened(shell, opening(12), SIZE);
    stream.push('hello ');
    stream.push('world');
    stream.push(null);
    terminal.ended({ kind: 'exited', reason: null }, false);
    await turn();
    terminal.attach(port);
    await turn();
    clock.advance(5);
    await turn();
    expect(port.posted[0]).toEqual({ kind: 'opened', ...opening(12) });
    expect(port.bytes().toString()).toBe('hello world');
    expect(port.posted.at(-1)).toEqual({
      kind: 'ended',
      ending: { kind: 'exited', reason: null },
      reopens: false,
    });
  });

  it('sends the first byte of a burst at once and gathers the rest', async () => {
    const { terminal, port, clock } = setUp();
    const { shell, stream } = fakeShell();
    terminal.attach(port);
    terminal.opened(shell, opening(0), SIZE);
    clock.advance(100);
    stream.push('a');
    await turn();
    expect(port.kinds()).toEqual(['opened', 'bytes']);
    for (let i = 0; i < 5; i += 1) {
      stream.push('b');
      await turn();
    }
    expect(port.kinds()).toEqual(['opened', 'bytes']);
    clock.advance(2);
    expect(port.kinds()).toEqual(['opened', 'bytes', 'bytes']);
    expect(port.bytes().toString()).toBe('abbbbb');
  });

  it('stops at the high mark, leaves the rest in the shell, and goes on after acks', async () => {
    const { terminal, port, clock } = setUp();
    const { shell, stream } = fakeShell();
    terminal.attach(port);
    terminal.opened(shell, opening(0), SIZE);
    const pump = async (): Promise<number> => {
      let pushed = 0;
      while (pushed < 2 * CREDIT_HIGH_BYTES && stream.readableLength < stream.readableHighWaterMark) {
        stream.push(Buffer.alloc(8 * 1024, 'x'));
        pushed += 8 * 1024;
        await turn();
        clock.advance(2);
      }
      return pushed;
    };
    const first = await pump();
    expect(port.bytes().byteLength).toBeGreaterThanOrEqual(CREDIT_HIGH_BYTES);
    expect(port.bytes().byteLength).toBeLessThan(CREDIT_HIGH_BYTES + MAX_TERMINAL_MESSAGE_BYTES);
    expect(stream.readableLength).toBeGreaterThan(0);
    expect(await pump()).toBe(0);

    port.say({ kind: 'ack', byteCount: CREDIT_HIGH_BYTES - 1 });
    await turn();
    clock.advance(2);
    await turn();
    expect(port.bytes().byteLength).toBe(first);
  });

  it('loses nothing when the stream is destroyed while the credit is closed', async () => {
    const { terminal, port, clock } = setUp();
    const { shell, stream } = fakeShell();
    terminal.attach(port);
    terminal.opened(shell, opening(0), SIZE);
    stream.push(Buffer.alloc(CREDIT_HIGH_BYTES));
    await turn();
    stream.push('the last words');
    await turn();
    stream.destroy();
    terminal.ended({ kind: 'closed' }, false);
    await turn();
    expect(port.kinds()).not.toContain('ended');
    port.say({ kind: 'ack', byteCount: CREDIT_HIGH_BYTES });
    clock.advance(2);
    await turn();
    expect(port.bytes().subarray(-14).toString()).toBe('the last words');
    expect(port.kinds().at(-1)).toBe('ended');
  });

  it('keeps bytes for the next port when one goes away, and never writes to the old one', async () => {
    const { terminal, port, clock } = setUp();
    const { shell, stream } = fakeShell();
    terminal.attach(port);
    terminal.opened(shell, opening(0), SIZE);
    stream.push('one');
    await turn();
    port.goAway();
    stream.push('two');
    await turn();
    clock.advance(10);
    const second = new FakePort();
    terminal.attach(second);
    await turn();
    expect(port.bytes().toString()).toBe('one');
    expect(second.bytes().toString()).toBe('two');
    expect(port.closed).toBe(true);
  });

  it('tells a window that loads anew where the terminal stands', () => {
    const { terminal, port } = setUp();
    const { shell } = fakeShell();
    terminal.attach(port);
    terminal.opened(shell, opening(7), SIZE);
    const second = new FakePort();
    terminal.attach(second);
    expect(second.posted).toEqual([{ kind: 'opened', ...opening(7) }]);
    shell.stream.destroy();
    terminal.opening();
    const third = new FakePort();
    terminal.attach(third);
    expect(third.posted).toEqual([]);
  });

  it('copies exactly: no message shares memory with a pool', async () => {
    const { terminal, port } = setUp();
    const { shell, stream } = fakeShell();
    terminal.attach(port);
    terminal.opened(shell, opening(0), SIZE);
    stream.push(Buffer.from('pooled'));
    await turn();
    const message = port.posted.find((each) => each.kind === 'bytes');
    expect(message?.bytes.buffer.byteLength).toBe(6);
    expect(message?.bytes.constructor).toBe(Uint8Array);
  });

  it('delivers exactly what the shell printed, whatever the pieces, acks and pauses', async () => {
    const piece = fc.record({
      size: fc.integer({ min: 1, max: 200_000 }),
      wait: fc.integer({ min: 0, max: 5 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { maxLength: 12 }), fc.boolean(), async (pieces, reattach) => {
        const { terminal, clock } = setUp();
        const { shell, stream } = fakeShell();
        const ports = [new FakePort()];
        terminal.attach(ports[0] as FakePort);
        terminal.opened(shell, opening(0), SIZE);
        const printed: Buffer[] = [];
        let acked = 0;
        const settle = async (): Promise<void> => {
          await turn();
          clock.advance(2);
          const port = ports.at(-1) as FakePort;
          const due = port.bytes().byteLength - acked;
          if (due > 0) port.say({ kind: 'ack', byteCount: due });
          acked += due;
          await turn();
        };
        for (const [index, { size, wait }] of pieces.entries()) {
          const bytes = Buffer.alloc(size, index + 1);
          printed.push(bytes);
          stream.push(bytes);
          await turn();
          clock.advance(wait);
          if (wait > 2) await settle();
          if (reattach && index === 3) {
            ports.push(new FakePort());
            terminal.attach(ports.at(-1) as FakePort);
            acked = 0;
          }
        }
        stream.push(null);
        terminal.ended({ kind: 'closed' }, false);
        for (let i = 0; i < 20; i += 1) await settle();
        const received = Buffer.concat(ports.map((port) => port.bytes()));
        expect(received.equals(Buffer.concat(printed))).toBe(true);
        expect(ports.at(-1)?.kinds().at(-1)).toBe('ended');
        expect(clock.pending).toBe(0);
      }),
      { numRuns: 40 },
    );
  });
});
