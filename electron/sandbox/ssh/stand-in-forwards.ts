// Forwarding at the stand-in SSH server: direct-tcpip (-L, -D, ProxyJump) to where the machine may go, and ports on this
// computer's loopback for -R.
import net from 'node:net';
import type { Connection, ServerChannel } from 'ssh2';
import type { Address } from '../agent/port-map.ts';

export interface ForwardRules {
  /** Where a host and port lie, seen from the machine; null: nowhere that it may go. */
  readonly destinationOf: (host: string, port: number) => Promise<Address | null>;
}

const DIAL_MS = 10_000;

export function serveForwards(
  connection: Connection,
  rules: ForwardRules,
  endings: Set<() => Promise<void>>,
): void {
  connection.on('tcpip', (accept, reject, { destIP, destPort }) => {
    dial(rules, destIP, destPort).then(
      (socket) => {
        join(accept(), socket);
      },
      () => {
        reject();
      },
    );
  });
  const listeners = new Map<string, net.Server>();
  const closeAll = (): Promise<void> => {
    for (const server of listeners.values()) server.close();
    listeners.clear();
    return Promise.resolve();
  };
  endings.add(closeAll);
  connection.once('close', () => {
    endings.delete(closeAll);
    void closeAll();
  });
  connection.on('request', (accept, reject, name, info) => {
    if (name === 'tcpip-forward' && 'bindPort' in info) {
      listen(connection, info.bindAddr, info.bindPort).then(
        ({ server, port }) => {
          listeners.set(keyOf(info.bindAddr, port), server);
          accept?.(port);
        },
        () => reject?.(),
      );
      return;
    }
    const key = 'bindPort' in info ? keyOf(info.bindAddr, info.bindPort) : '';
    const server = listeners.get(key);
    if (name !== 'cancel-tcpip-forward' || server === undefined) {
      reject?.();
      return;
    }
    listeners.delete(key);
    server.close();
    accept?.();
  });
}

async function dial(rules: ForwardRules, host: string, port: number): Promise<net.Socket> {
  const address = await rules.destinationOf(host, port);
  if (address === null) throw new Error('not allowed');
  return new Promise((resolve, reject) => {
    const socket = net.connect({ ...address, allowHalfOpen: true, noDelay: true });
    socket.setTimeout(DIAL_MS, () => socket.destroy(new Error('timeout')));
    socket.once('error', reject);
    socket.once('connect', () => {
      socket.setTimeout(0);
      resolve(socket);
    });
  });
}

// Loopback only, whatever was asked for, as with OpenSSH's GatewayPorts no.
function listen(
  connection: Connection,
  bindAddr: string,
  bindPort: number,
): Promise<{ server: net.Server; port: number }> {
  return new Promise((resolve, reject) => {
    const server = net.createServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
      socket.on('error', () => undefined);
      const { port } = server.address() as net.AddressInfo;
      connection.forwardOut(
        bindAddr,
        port,
        socket.remoteAddress ?? '127.0.0.1',
        socket.remotePort ?? 0,
        (error: Error | undefined, channel) => {
          if (error) socket.destroy();
          else join(channel, socket);
        },
      );
    });
    server.once('error', reject);
    server.listen(bindPort, '127.0.0.1', () => {
      resolve({ server, port: (server.address() as net.AddressInfo).port });
    });
  });
}

function join(channel: ServerChannel, socket: net.Socket): void {
  channel.on('error', () => undefined);
  socket.on('error', () => undefined);
  channel.pipe(socket);
  socket.pipe(channel);
  channel.once('close', () => socket.destroySoon());
  socket.once('close', () => {
    if (!channel.destroyed) channel.close();
  });
}

function keyOf(host: string, port: number): string {
  return `${host} ${port}`;
}
