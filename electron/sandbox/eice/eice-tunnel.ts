// One tunnel of an endpoint: a WebSocket of the client and a TCP connection to a machine, bytes between (fact sheet 1.8
// to 1.13). The client has its 101 before the machine is dialled. There is no half-close: either end ends all of it.
import type net from 'node:net';
import type { RawData, WebSocket } from 'ws';
import type { Clock } from '../../base/clock.ts';
import type { TunnelFaults } from './tunnel-faults.ts';
import { TunnelLane } from './tunnel-lane.ts';

/** Bytes that wait for a slow client before the machine is left to wait. */
const HIGH_BYTES = 1024 * 1024;
const LOW_BYTES = 256 * 1024;
/** In the field the reason is always this one (fact sheet 1.10); the code is not known, only that it is not 1000. */
const REFUSED = { code: 1011, reason: 'Unable to connect to target' };

export interface EiceTunnelParts {
  readonly socket: WebSocket;
  /** Rejects when the machine cannot be reached. */
  readonly dial: () => Promise<net.Socket>;
  readonly maxDurationMs: number;
  readonly clock: Clock;
  readonly faults: TunnelFaults;
}

export class EiceTunnel {
  bytesUp = 0;
  bytesDown = 0;
  readonly #parts: EiceTunnelParts;
  readonly #timers = new Set<() => void>();
  #machine: net.Socket | null = null;
  #isOver = false;

  constructor(parts: EiceTunnelParts) {
    this.#parts = parts;
  }

  /** Never rejects. */
  async open(): Promise<void> {
    const { socket, maxDurationMs, faults } = this.#parts;
    // Nothing is read before there is somebody to give it to.
    socket.pause();
    socket.on('error', () => undefined);
    socket.once('close', () => {
      this.#end(null);
    });
    this.#after(maxDurationMs, () => {
      this.cut();
    });
    try {
      if (faults.takeRefusal()) throw new Error('refused by a fault');
      const machine = await this.#parts.dial();
      if (this.#isOver) machine.destroy();
      else this.#join(machine);
    } catch {
      // Security groups, a stopped machine, nobody at the port: the client is told no more than this.
      this.#end(REFUSED);
    }
  }

  /** Without a close frame, as when the hour is over. */
  cut(): void {
    this.#parts.socket.terminate();
    this.#machine?.destroy();
  }

  close(code: number, reason: string): void {
    this.#end({ code, reason });
  }

  #join(machine: net.Socket): void {
    const { socket, faults } = this.#parts;
    this.#machine = machine;
    const after = (ms: number, run: () => void): void => {
      this.#after(ms, run);
    };
    const up = new TunnelLane(socket, faults, after);
    const down = new TunnelLane(machine, faults, after);
    machine.on('error', () => undefined);
    machine.on('data', (bytes: Buffer) => {
      down.push(() => {
        this.#down(bytes, machine);
      });
    });
    machine.once('end', () => {
      down.push(() => {
        this.#end({ code: 1000, reason: '' });
      });
    });
    machine.once('close', (hadError) => {
      if (hadError) this.#end({ code: 1011, reason: 'Connection to target lost' });
    });
    socket.on('message', (data: RawData, isBinary: boolean) => {
      if (!isBinary) {
        this.#end({ code: 1003, reason: 'Text is not supported' });
        return;
      }
      const bytes = data as Buffer;
      up.push(() => {
        this.#up(bytes, machine);
      });
    });
    socket.resume();
    machine.resume();
  }

  #up(bytes: Buffer, machine: net.Socket): void {
    const { socket } = this.#parts;
    // A frame without bytes is allowed and means nothing.
    if (bytes.length === 0) return;
    this.bytesUp += bytes.length;
    if (machine.write(bytes) || socket.isPaused) return;
    socket.pause();
    machine.once('drain', () => {
      socket.resume();
    });
  }

  #down(bytes: Buffer, machine: net.Socket): void {
    const { socket } = this.#parts;
    this.bytesDown += bytes.length;
    socket.send(bytes, { binary: true }, () => {
      if (machine.isPaused() && socket.bufferedAmount <= LOW_BYTES) machine.resume();
    });
    if (socket.bufferedAmount > HIGH_BYTES) machine.pause();
  }

  #after(ms: number, run: () => void): void {
    const cancel = this.#parts.clock.after(ms, () => {
      this.#timers.delete(cancel);
      run();
    });
    this.#timers.add(cancel);
  }

  #end(close: { readonly code: number; readonly reason: string } | null): void {
    if (this.#isOver) return;
    this.#isOver = true;
    for (const cancel of this.#timers) cancel();
    this.#timers.clear();
    // What the client has sent before its end is still the machine's.
    this.#machine?.destroySoon();
    const { socket } = this.#parts;
    // A paused socket would never see the other side's answer to our close.
    if (socket.isPaused) socket.resume();
    if (close !== null) socket.close(close.code, close.reason);
  }
}
