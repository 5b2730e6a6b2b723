// The programs at both ends of a tunnel, in a process of their own: the server that it leads to, and the local program
// that connects. All connections of a transfer are open before its time begins; it ends when the last byte has come.
import net from 'node:net';
import { answerParent } from './child-process.ts';

export type EndsQuestion =
  | { readonly kind: 'server' }
  | {
      readonly kind: 'upload' | 'download';
      readonly port: number;
      readonly connections: number;
      readonly bytesEach: number;
    }
  | { readonly kind: 'echo'; readonly port: number; readonly count: number; readonly gapMs: number };
/** `server`: [port]; transfers: [seconds]; `echo`: milliseconds each. */
export type EndsAnswer = readonly number[];

const CHUNK = Buffer.alloc(64 * 1024, 'sallyport ');

/** First line: `U<bytes>` (answered with one byte at their end), `D<bytes>` (sent after one byte) or `E` (echo). */
const server = net.createServer({ noDelay: true }, (socket) => {
  socket.on('error', () => undefined);
  socket.once('data', (first: Buffer) => {
    const lineEnd = first.indexOf('\n');
    const amount = Number(first.toString('latin1', 1, lineEnd));
    const rest = first.subarray(lineEnd + 1);
    switch (first[0]) {
      case 0x55: {
        let left = amount - rest.length;
        socket.on('data', (bytes: Buffer) => {
          left -= bytes.length;
          if (left === 0) socket.write('.');
        });
        break;
      }
      case 0x44:
        socket.once('data', () => void send(socket, amount));
        break;
      default:
        socket.on('data', (bytes: Buffer) => socket.write(bytes));
    }
    socket.write('.');
  });
});

async function send(socket: net.Socket, amount: number): Promise<void> {
  for (let left = amount; left > 0; left -= CHUNK.length) {
    if (!socket.write(CHUNK.subarray(0, Math.min(left, CHUNK.length))))
      await new Promise((resolve) => socket.once('drain', resolve));
  }
}

function receive(socket: net.Socket, amount: number): Promise<void> {
  return new Promise((resolve, reject) => {
    let left = amount;
    const onData = (bytes: Buffer): void => {
      left -= bytes.length;
      if (left > 0) return;
      socket.off('data', onData);
      socket.off('close', onClose);
      resolve();
    };
    const onClose = (): void => {
      reject(new Error(`a connection was closed, ${left} bytes before its end`));
    };
    socket.on('data', onData);
    socket.on('close', onClose);
  });
}

async function connect(port: number, line: string): Promise<net.Socket> {
  const socket = net.connect({ host: '127.0.0.1', port, noDelay: true });
  socket.on('error', () => undefined);
  socket.write(`${line}\n`);
  await receive(socket, 1);
  return socket;
}

async function transfer(
  kind: 'upload' | 'download',
  port: number,
  connections: number,
  bytesEach: number,
): Promise<number> {
  const line = `${kind === 'upload' ? 'U' : 'D'}${bytesEach}`;
  const sockets = await Promise.all(Array.from({ length: connections }, () => connect(port, line)));
  const startedAt = performance.now();
  await Promise.all(
    sockets.map(async (socket) => {
      const done = receive(socket, kind === 'upload' ? 1 : bytesEach);
      if (kind === 'upload') await send(socket, bytesEach);
      else socket.write('.');
      await done;
    }),
  );
  const seconds = (performance.now() - startedAt) / 1000;
  for (const socket of sockets) socket.destroy();
  return seconds;
}

async function echo(port: number, count: number, gapMs: number): Promise<readonly number[]> {
  const socket = await connect(port, 'E');
  const times: number[] = [];
  for (let n = 0; n < count; n += 1) {
    const startedAt = performance.now();
    socket.write('x');
    await receive(socket, 1);
    times.push(performance.now() - startedAt);
    await new Promise((resolve) => setTimeout(resolve, gapMs));
  }
  socket.destroy();
  return times;
}

answerParent<EndsQuestion, EndsAnswer>(async (question) => {
  switch (question.kind) {
    case 'server': {
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      return [(server.address() as net.AddressInfo).port];
    }
    case 'upload':
    case 'download':
      return [await transfer(question.kind, question.port, question.connections, question.bytesEach)];
    case 'echo':
      return await echo(question.port, question.count, question.gapMs);
  }
});
