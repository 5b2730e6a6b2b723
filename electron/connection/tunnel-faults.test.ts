// A tunnel through each fault that the sandbox has for Session Manager: the listener stays, connections wait instead of
// being refused where the fault can pass, and a shaped network changes no byte. More of it: ssm-tunnel.test.ts
// (credentials, agents that go away), silent-agent.test.ts, many-tunnels.test.ts (cuts), old-agent.test.ts.
import { once } from 'node:events';
import net from 'node:net';
import { expect, test } from 'vitest';
import { DEFAULT_REACH } from '../../shared/route-defaults.ts';
import type { TunnelState } from '../../shared/tunnel.ts';
import type { SandboxFaults } from '../sandbox/faults.ts';
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

interface Fault {
  readonly what: string;
  readonly begins: (faults: SandboxFaults) => void;
  readonly passes: (faults: SandboxFaults) => void;
  /** While it lasts, for who connects then. */
  readonly states: readonly TunnelState['kind'][];
  readonly connection: 'waits' | 'is-reset';
}

const cut = (faults: SandboxFaults): void => {
  faults.refuseResume();
  faults.dropSockets();
};
/** Each ends the session, or keeps the next one from beginning. */
const FAULTS: readonly Fault[] = [
  {
    what: 'a stopped instance',
    begins: (faults) => {
      faults.setInstanceState(WEB, 'stopped');
    },
    passes: (faults) => {
      faults.setInstanceState(WEB, 'running');
    },
    states: ['reconnecting'],
    connection: 'waits',
  },
  {
    what: 'too many calls',
    begins: (faults) => {
      faults.throttleAction('ssm:StartSession', 1_000);
      cut(faults);
    },
    passes: (faults) => {
      faults.throttleAction('ssm:StartSession', 0);
    },
    states: ['reconnecting'],
    connection: 'waits',
  },
  {
    what: 'an answer of AWS that takes its time',
    begins: (faults) => {
      faults.delayAction('ssm:StartSession', 3_000);
      cut(faults);
    },
    passes: (faults) => {
      faults.delayAction('ssm:StartSession', 0);
    },
    states: ['starting', 'reconnecting'],
    connection: 'waits',
  },
  {
    what: 'a message gateway that takes nobody',
    begins: (faults) => {
      faults.denyAction('ssmmessages:OpenDataChannel');
      cut(faults);
    },
    passes: (faults) => {
      faults.allowAction('ssmmessages:OpenDataChannel');
    },
    states: ['reconnecting'],
    connection: 'waits',
  },
  {
    what: 'a permission that was taken away',
    begins: (faults) => {
      faults.denyAction('ssm:StartSession');
      cut(faults);
    },
    passes: (faults) => {
      faults.allowAction('ssm:StartSession');
    },
    states: ['failed'],
    connection: 'is-reset',
  },
];

test.each(FAULTS)('$what: connections of then, and of afterwards', async (fault) => {
  const { tunnel, connect, says } = await openEcho();
  const before = connect();
  await says(before, 'before');
  const { address } = tunnel.snapshot();
  const lost = new Promise((resolve) => before.once('close', resolve));
  fault.begins(around.sandbox.faults);
  await lost;
  const during = connect();
  const reset = once(during, 'error');
  await expect.poll(() => fault.states.includes(tunnel.snapshot().state.kind)).toBe(true);
  expect(tunnel.snapshot().address).toEqual(address);
  if (fault.connection === 'is-reset') await reset;
  fault.passes(around.sandbox.faults);
  if (fault.connection === 'waits') {
    tunnel.retryNow();
    await says(during, 'during');
  }
  const after = connect();
  await says(after, 'after');
  expect(tunnel.snapshot()).toMatchObject({ address, state: { kind: 'open' } });
});

test.each([
  { what: 'lost messages', shape: { lossRatio: 0.01 } },
  { what: 'messages that come twice', shape: { duplicateRatio: 0.2 } },
  { what: 'messages that overtake each other', shape: { delayMs: 2, jitterMs: 3, reorderRatio: 0.1 } },
  { what: 'a far target', shape: { delayMs: 40 } },
])('$what change no byte of a tunnel, either way', async ({ shape }) => {
  const { connect } = await openEcho();
  around.sandbox.faults.shapeNetwork(null, shape);
  const socket = connect();
  const back = download(socket, SHAPED_BYTES);
  const sha256 = await upload(socket, SHAPED_BYTES);
  expect(await back).toEqual({ sha256, bytes: SHAPED_BYTES });
  socket.destroy();
});

test('an account that encrypts its shells: ports are not encrypted that way, and go on', async () => {
  around.sandbox.faults.setEncryption(true);
  const { connect, says } = await openEcho();
  await says(connect(), 'hello');
});
