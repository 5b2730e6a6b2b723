import { afterEach, describe, expect, it } from 'vitest';
import { CREDIT_ACK_BYTES } from '../../shared/terminal-wire.ts';
import type { TerminalDown, TerminalUp } from '../../shared/terminal-wire.ts';
import { startPort } from './terminal-port.ts';

const channels: MessageChannel[] = [];

afterEach(() => {
  for (const { port1, port2 } of channels.splice(0)) {
    port1.close();
    port2.close();
  }
});

function pair() {
  const channel = new MessageChannel();
  channels.push(channel);
  const up: TerminalUp[] = [];
  channel.port2.onmessage = (event: MessageEvent<TerminalUp>) => up.push(event.data);
  const send = (message: TerminalDown): void => {
    channel.port2.postMessage(message);
  };
  return { port: channel.port1, up, send };
}

/** What was posted comes with a turn of the event loop of its own: a busy machine has few in a fixed time. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 10; turn += 1) await new Promise((resolve) => setTimeout(resolve, 2));
}

describe('startPort', () => {
  it('acknowledges bytes only once the terminal has consumed them', async () => {
    const { port, up, send } = pair();
    const done: (() => void)[] = [];
    startPort(port, {
      onBytes: (_bytes, consumed) => done.push(consumed),
      onOpened: () => {},
      onEnded: () => {},
    });
    send({ kind: 'bytes', bytes: new Uint8Array(CREDIT_ACK_BYTES) });
    await settle();
    expect(up).toEqual([]);
    for (const each of done) each();
    await settle();
    expect(up).toEqual([{ kind: 'ack', byteCount: CREDIT_ACK_BYTES }]);
  });

  it('hands on opened, bytes and ended in the order they came', async () => {
    const { port, send } = pair();
    const order: string[] = [];
    startPort(port, {
      onBytes: (bytes) => order.push(new TextDecoder().decode(bytes)),
      onOpened: ({ connectMs, way }) => order.push(`opened ${connectMs} ${way.route ?? ''}`),
      onEnded: (ending, reopens) => order.push(`ended ${ending.kind} ${reopens}`),
    });
    send({ kind: 'opened', connectMs: 12, way: { route: 'eice', shell: 'ssh', routeReasons: [] } });
    send({ kind: 'bytes', bytes: new TextEncoder().encode('last words') });
    send({ kind: 'ended', ending: { kind: 'exited', reason: null }, reopens: true });
    await settle();
    expect(order).toEqual(['opened 12 eice', 'last words', 'ended exited true']);
  });

  it('sends input and sizes, and nothing after it was closed', async () => {
    const { port, up } = pair();
    const terminal = startPort(port, { onBytes: () => {}, onOpened: () => {}, onEnded: () => {} });
    terminal.send(new TextEncoder().encode('ls\r'));
    terminal.resize({ cols: 120, rows: 40 });
    await settle();
    terminal.close();
    terminal.send(new TextEncoder().encode('x'));
    await settle();
    expect(up.map(({ kind }) => kind)).toEqual(['input', 'resize']);
  });
});
