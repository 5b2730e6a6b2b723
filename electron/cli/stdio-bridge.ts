// Joins stdin and stdout to a transport: bytes exactly, both halves ended on their own, nothing read faster than written.
import { once } from 'node:events';
import type { Readable, Writable } from 'node:stream';
import type { Transport } from '../base/transport.ts';
import { makeKeyExchangeGate } from './key-exchange-gate.ts';
import { writeAll } from './output.ts';

export interface BridgeOptions {
  readonly input: Readable;
  readonly output: Writable;
  readonly transport: Transport;
  /** Runs once, before the first byte of the sign-in goes up. Must not reject. */
  readonly beforeSignIn: () => Promise<void>;
}

/**
 * Settles when the far side has ended and its last byte was written, whatever the input does. Rejects with what the
 * transport failed with, or with what writing failed with (EPIPE when the reader of our output has gone).
 */
export async function bridgeStdio({ input, output, transport, beforeSignIn }: BridgeOptions): Promise<void> {
  const far: { failure: Error | null } = { failure: null };
  transport.on('error', (error) => {
    far.failure = error;
  });
  const up = sendUp(input, transport, beforeSignIn);
  // What comes up is of no use once the far side is gone.
  up.catch(() => undefined);
  for await (const chunk of transport.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>)
    await writeAll(output, chunk);
  if (!transport.destroyed && far.failure === null) {
    // The far side has ended its half; ours is not awaited. One that failed says so with its last word.
    transport.end();
    await Promise.race([once(transport, 'close').catch(() => undefined), settled()]);
  }
  input.destroy();
  if (far.failure !== null) throw far.failure;
}

async function sendUp(
  input: Readable,
  transport: Transport,
  beforeSignIn: () => Promise<void>,
): Promise<void> {
  const gate = makeKeyExchangeGate();
  let isOpen = false;
  for await (const chunk of input as AsyncIterable<Buffer>) {
    if (isOpen) {
      await write(transport, chunk);
      continue;
    }
    const { before, after } = gate(chunk);
    if (before.length > 0) await write(transport, before);
    if (after === null) continue;
    isOpen = true;
    await beforeSignIn();
    if (after.length > 0) await write(transport, after);
  }
  transport.end();
}

async function write(transport: Transport, chunk: Buffer): Promise<void> {
  if (transport.destroyed || transport.writableEnded || transport.write(chunk)) return;
  await new Promise<void>((resolve) => {
    const settle = (): void => {
      transport.off('drain', settle);
      transport.off('close', settle);
      resolve();
    };
    transport.on('drain', settle);
    transport.on('close', settle);
  });
}

/** An error that belongs to the end comes in the same turn. */
function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
