// For tests of tunnels: servers behind the sandbox's instances, clients in front of the app, and ways to its tunnels.
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import http from 'node:http';
import net from 'node:net';
import { promisify } from 'node:util';
import { expect, type Page } from '@playwright/test';
import type { TunnelView } from '../shared/saved-tunnel.ts';
import type { LaunchedApp } from './launched-app.ts';
import { callMain } from './page-bridge.ts';

/** web-1 of the sandbox's company. */
export const WEB_ID = 'i-0a1b2c3d4e5f60718';

export interface Server {
  readonly port: number;
  close(): Promise<void>;
}

async function listen(server: net.Server, host = '127.0.0.1', port = 0): Promise<Server> {
  const sockets = new Set<net.Socket>();
  server.on('connection', (socket: net.Socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
  });
  server.listen(port, host);
  await once(server, 'listening');
  return {
    port: (server.address() as net.AddressInfo).port,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close').catch(() => undefined);
    },
  };
}

export function httpServer(body: string): Promise<Server> {
  return listen(http.createServer((_request, response) => response.end(body)));
}

export function echoServer(): Promise<Server> {
  return listen(net.createServer((socket) => socket.pipe(socket)));
}

/** Takes a local port away. */
export function holdPort(host: string, port: number): Promise<Server> {
  return listen(net.createServer(), host, port);
}

/** What a real client gets; it waits for a tunnel as people's programs do, for as long as a test may take. */
export async function curl(url: string): Promise<string> {
  const { stdout } = await promisify(execFile)('curl', ['-sS', '--noproxy', '*', '--max-time', '55', url]);
  return stdout;
}

/** An open connection whose answers are awaited one by one. */
export async function echoClient(address: { host: string; port: number }) {
  const socket = net.connect(address.port, address.host);
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  let received = '';
  socket.on('data', (data: Buffer) => (received += data.toString('latin1')));
  let sent = '';
  return {
    socket,
    /** Sends and waits until all that was ever sent has come back, in order. */
    async says(text: string, limitMs = 20_000): Promise<void> {
      sent += text;
      socket.write(text, 'latin1');
      await expect.poll(() => received.length, { timeout: limitMs }).toBe(sent.length);
      expect(received).toBe(sent);
    },
    send(text: string): void {
      sent += text;
      socket.write(text, 'latin1');
    },
    async isWhole(limitMs = 20_000): Promise<void> {
      await expect.poll(() => received.length, { timeout: limitMs }).toBe(sent.length);
      expect(received === sent, 'every byte, in order').toBe(true);
    },
  };
}

/** Whether somebody accepts there now. */
export async function answers(host: string, port: number): Promise<boolean> {
  const socket = net.connect(port, host);
  const result = await Promise.race([
    once(socket, 'connect').then(() => true),
    once(socket, 'error').then(() => false),
  ]).catch(() => false);
  socket.destroy();
  return result;
}

export interface TunnelChoices {
  readonly name: string;
  readonly remotePort: number;
  readonly region: string;
  readonly profileId?: string;
  readonly localPort?: number | null;
  readonly start?: 'manually' | 'at-launch';
  readonly then?: 'start' | 'leave';
}

export async function makeTunnel({ page }: LaunchedApp, choices: TunnelChoices): Promise<string> {
  const { tunnelId } = await callMain(page, 'tunnels.save', {
    tunnelId: null,
    draft: {
      name: choices.name,
      access: { profileId: choices.profileId ?? 'environment', region: choices.region },
      targetId: WEB_ID,
      targetName: 'web-1',
      remoteHost: null,
      remotePort: choices.remotePort,
      localPort: choices.localPort ?? null,
      start: choices.start ?? 'manually',
    },
    then: choices.then ?? 'start',
  });
  return tunnelId;
}

export async function tunnelView({ page }: LaunchedApp, name: string): Promise<TunnelView> {
  let found: TunnelView | undefined;
  await expect
    .poll(async () => {
      const { upserts } = await callMain(page, 'tunnels.snapshot', null);
      found = upserts.find(({ saved }) => saved.name === name);
      return found !== undefined;
    })
    .toBe(true);
  if (found === undefined) throw new Error(`no tunnel ${name}`);
  return found;
}

/** Once it is on. */
export async function addressOf(app: LaunchedApp, name: string): Promise<{ host: string; port: number }> {
  await expect.poll(async () => (await tunnelView(app, name)).live.address).not.toBeNull();
  const { address } = (await tunnelView(app, name)).live;
  if (address === null) throw new Error(`${name} is off`);
  return address;
}

export function tunnels(page: Page) {
  const table = page.getByRole('table', { name: 'Tunnels' });
  return {
    table,
    row: (name: string) => table.getByRole('row').filter({ hasText: name }),
    toggle: (name: string) => table.getByRole('switch', { name: `${name}, on` }),
  };
}
