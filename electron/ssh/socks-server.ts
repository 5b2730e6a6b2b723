// The SOCKS side of a tunnel (-D): reads what a local program asks for, dials it from the target, and answers. The
// tunnel joins what is left: two streams.
import type { Duplex } from 'node:stream';
import { AppError } from '../../shared/app-error.ts';
import type { Clock } from '../base/clock.ts';
import { withDeadline } from '../base/deadline.ts';
import type { Transport } from '../base/transport.ts';
import { socksAnswer, SocksParser, type SocksOutcome, type SocksStep } from './socks-request.ts';
import { timeoutError } from './ssh-error.ts';

export interface SocksRequest {
  /** The program's socket; read and answered here until the dial is done. */
  readonly socket: Duplex;
  readonly dial: (host: string, port: number, signal: AbortSignal) => Promise<Transport>;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

export interface SocksConnection {
  readonly transport: Transport;
  readonly host: string;
  readonly port: number;
}

/** Programs say it at once. */
const REQUEST_MS = 10_000;

/**
 * Answers the program and gives the transport that its socket is to be joined with. When the dial fails the program is
 * told so and its socket is ended; rejects with that AppError, `tunnel/not-socks` when it does not speak SOCKS,
 * `ssh/timeout` when it says nothing, `cancelled` by the signal.
 */
export async function openSocksConnection(request: SocksRequest): Promise<SocksConnection> {
  const { socket, dial, clock, signal } = request;
  try {
    const wanted = await withDeadline(
      (inner) => readRequest(socket, inner),
      REQUEST_MS,
      signal,
      () => timeoutError('What the program wants to reach'),
      clock,
    );
    const { version, host, port, rest } = wanted;
    try {
      const transport = await dial(host, port, signal);
      if (rest.length > 0) socket.unshift(rest);
      socket.write(socksAnswer(version, 'open'));
      return { transport, host, port };
    } catch (error) {
      socket.end(socksAnswer(version, outcomeOf(error)));
      throw error;
    }
  } catch (error) {
    socket.end();
    throw error;
  }
}

function readRequest(socket: Duplex, signal: AbortSignal): Promise<Extract<SocksStep, { kind: 'request' }>> {
  const parser = new SocksParser();
  return new Promise((resolve, reject) => {
    // Read by hand: a stream that flowed once would have to be resumed by whoever joins it.
    const stop = (): void => {
      socket.off('readable', onReadable);
      socket.off('end', onGone);
      socket.off('close', onGone);
      signal.removeEventListener('abort', stop);
    };
    const onGone = (): void => {
      stop();
      reject(new AppError('cancelled', 'The program closed its connection.'));
    };
    const onReadable = (): void => {
      for (let chunk = readChunk(socket); chunk !== null; chunk = readChunk(socket)) {
        for (let step = parser.push(chunk); step.kind !== 'more'; step = parser.push(NOTHING)) {
          if (step.kind === 'answer') {
            socket.write(step.bytes);
            continue;
          }
          stop();
          if (step.kind === 'request') {
            resolve(step);
          } else {
            if (step.answer !== null) socket.write(step.answer);
            reject(
              new AppError('tunnel/not-socks', 'A program asked for something that is no SOCKS.', {
                detail: step.why,
              }),
            );
          }
          return;
        }
      }
    };
    socket.on('readable', onReadable);
    socket.on('end', onGone);
    socket.on('close', onGone);
    signal.addEventListener('abort', stop, { once: true });
  });
}

const NOTHING = Buffer.alloc(0);

function readChunk(socket: Duplex): Buffer | null {
  return socket.read() as Buffer | null;
}

function outcomeOf(error: unknown): SocksOutcome {
  if (!(error instanceof AppError)) return 'failed';
  if (error.code === 'tunnel/remote-refused') return 'refused';
  if (error.code === 'ssh/forward-refused') return 'not-allowed';
  return error.code === 'ssh/timeout' ? 'unreachable' : 'failed';
}
