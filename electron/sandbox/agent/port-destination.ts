// Where a port session of the agent leads: the machine itself or a host that it can reach, minus what is forbidden
// (fact sheet 7.2). Names are resolved once, when the session starts.
import { lookup } from 'node:dns/promises';
import net from 'node:net';
import { AgentFailure } from './agent-failure.ts';
import type { Address, PortMap } from './port-map.ts';

/** Instance metadata, VPC DNS, time sync, credential endpoints. */
const FORBIDDEN: readonly string[] = [
  '169.254.169.254',
  '169.254.169.253',
  '169.254.169.123',
  '169.254.169.250',
  '169.254.169.251',
  'fd00:ec2::254',
  'fd00:ec2::253',
  'fd00:ec2::123',
  'fd00:ec2::250',
  'fd00:ec2::251',
];
const DIAL_TIMEOUT_MS = 30_000;

/** Addresses to try in order. Throws AgentFailure with the real agent's words. */
export async function resolveDestination(
  target: string,
  host: string | null,
  portNumber: string,
  ports: PortMap,
): Promise<Address[]> {
  if (portNumber === '') throw new AgentFailure('Port number is empty in session properties.');
  const port = Number(portNumber);
  const mapped = await ports.resolve(target, host, port);
  // The dial finds out, as the real agent's does.
  if (mapped === 'nobody') return [];
  if (mapped !== null) return [mapped];
  // All machines of the sandbox are this computer.
  if (host === null) return [{ host: '127.0.0.1', port }];
  const addresses = net.isIP(host) === 0 ? await resolve(host) : [host];
  for (const address of addresses)
    if (FORBIDDEN.includes(address))
      throw new AgentFailure(`Forwarding to IP address ${address} is forbidden.`);
  return addresses.map((address) => ({ host: address, port }));
}

/** Tries one after the other; rejects with the last error. */
export async function dialDestination(addresses: readonly Address[]): Promise<net.Socket> {
  let failure: Error = new Error('connection refused');
  for (const { host, port } of addresses) {
    try {
      return await dial(host, port);
    } catch (error) {
      failure = error instanceof Error ? error : new Error(String(error));
    }
  }
  throw failure;
}

async function resolve(host: string): Promise<string[]> {
  try {
    return (await lookup(host, { all: true })).map(({ address }) => address);
  } catch {
    throw new AgentFailure(`Unable to resolve host: lookup ${host}: no such host`);
  }
}

function dial(host: string, port: number): Promise<net.Socket> {
  return new Promise((resolve, reject) => {
    // The real agent closes both directions itself; a half-open socket must not close by itself before that.
    const socket = net.connect({ host, port, allowHalfOpen: true, noDelay: true });
    socket.setTimeout(DIAL_TIMEOUT_MS, () =>
      socket.destroy(new Error(`dial tcp ${host}:${port}: i/o timeout`)),
    );
    socket.once('error', reject);
    socket.once('connect', () => {
      socket.setTimeout(0);
      socket.off('error', reject);
      resolve(socket);
    });
  });
}
