// A tunnel through what the sandbox can do to the network on its way: no byte changes. What ends sessions: ssm-tunnel.test.ts,
// silent-agent.test.ts, many-tunnels.test.ts.
import { once } from 'node:events';
import net from 'node:net';
import { expect, test } from 'vitest';
import { DEFAULT_REACH } from '../../shared/route-defaults.ts';
import { download, upload, WEB } from './fixtures/port-line.ts';
import { sandboxTunnels } from './fixtures/sandbox-tunnels.ts';

const SHAPED_BYTES = 512 * 1024;
const around = sandboxTunnels();

async function openEcho() {
  const remotePort = await around.echo();
  const tunnel = await around.open(WEB, { remotePort, reach: { ...DEFAULT_REACH, route: { kind: 'ssm' } } });
  const connect = (): net.Socket => {
    const { address } = tunnel.snapshot();
    if (address === null) throw new Error('the listener is closed');
    return net.connect({ ...address, noDelay: true }).on('error', () => undefined); // some are reset on purpose
  };
  const says = async (socket: net.Socket, words: string): Promise<void> => {
    socket.write(words);
    expect(String(await once(socket, 'data'))).toBe(words);
  };
  return { tunnel, connect, says };
}

test.each([
  { what: 'lost messages', shape: { lossRatio: 0.01 } },
  { what: 'messages that come twice', shape: { duplicateRatio: 0.2 } },
  { what: 'messages that overtake each other', shape: { delayMs: 2, jitterMs: 3, reorderRatio: 0.1 } },
  { what: 'a far target', shape: { delayMs: 40 } },
])('$what change no byte of a tunnel, either way', { timeout: 20_000 }, async ({ shape }) => {
  const { connect } = await openEcho();
  around.sandbox.faults.shapeNetwork(null, shape);
  const socket = connect();
  const back = download(socket, SHAPED_BYTES);
  const sha256 = await upload(socket, SHAPED_BYTES);
  expect(await back).toEqual({ sha256, bytes: SHAPED_BYTES });
  socket.destroy();
});

test('where an account encrypts its shells, ports are not encrypted that way, and go on', async () => {
  around.sandbox.faults.setEncryption(true);
  const { connect, says } = await openEcho();
  await says(connect(), 'hello');
});
