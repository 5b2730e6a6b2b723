// Basic port sessions at the agent: one TCP connection, raw bytes (fact sheet 7.3, 7.4). Dials when the session starts;
// a refused dial crashes the real agent's worker without a word. The end of the destination is not told to the client,
// except without a forwarding type (SSH), where it ends the session.
import type net from 'node:net';
import type { ClientMessage } from '../../ssm/client-message.ts';
import { FLAG, parseFlag, PAYLOAD_TYPE } from '../../ssm/payloads.ts';
import { AgentCrash } from './agent-crash.ts';
import { dialDestination } from './port-destination.ts';
import type { Address } from './port-map.ts';
import { PortPipe } from './port-pipe.ts';
import type { SessionChannel } from './session-channel.ts';

export async function runBasicPort(
  addresses: readonly Address[],
  isForwarding: boolean,
  channel: SessionChannel,
): Promise<void> {
  const { signal, accept } = channel;
  const pipe = new PortPipe(channel);
  let socket: net.Socket | null = null;
  let crash: unknown = null;
  let end: () => void = () => undefined;
  const ended = new Promise<void>((resolve) => (end = resolve));

  const dial = async (): Promise<net.Socket> => {
    let dialled: net.Socket;
    try {
      dialled = await dialDestination(addresses);
    } catch (error) {
      crash = error;
      end();
      throw new AgentCrash();
    }
    socket = dialled;
    let toClientUntilNow = Promise.resolve();
    dialled.on('data', (bytes: Buffer) => {
      dialled.pause();
      toClientUntilNow = pipe.write(bytes);
      void toClientUntilNow.then(() => dialled.resume());
    });
    dialled.on('error', () => undefined);
    const onOver = (): void => {
      dialled.destroySoon();
      if (socket !== dialled) return;
      socket = null;
      if (!isForwarding) end();
    };
    // A paused socket tells its end all the same, while what came last still waits for room in the pipe.
    const overAfterLastWrite = (): void => {
      void toClientUntilNow.then(onOver);
    };
    dialled.once('end', overAfterLastWrite);
    dialled.once('close', overAfterLastWrite);
    return dialled;
  };

  const onMessage = async (message: ClientMessage): Promise<void> => {
    if (message.payloadType === PAYLOAD_TYPE.flag) {
      const flag = parseFlag(message.payload);
      if (flag === FLAG.terminateSession) end();
      if (flag === FLAG.disconnectToPort) {
        const old = socket;
        socket = null;
        old?.destroy();
      }
      return;
    }
    if (message.payloadType !== PAYLOAD_TYPE.output) return;
    // Dead workers acknowledge nothing.
    const to = socket ?? (await dial().catch(() => new Promise<net.Socket>(() => undefined)));
    if (to.write(message.payload)) return;
    await new Promise<void>((resolve) => {
      to.once('drain', resolve);
      to.once('close', resolve);
    });
  };

  signal.addEventListener('abort', end, { once: true });
  if (signal.aborted) end();
  const loop = pipe.run();
  try {
    await dial();
    accept(onMessage);
    await ended;
    if (crash !== null) throw new AgentCrash();
  } finally {
    signal.removeEventListener('abort', end);
    const last = socket as net.Socket | null;
    last?.destroySoon();
    pipe.close(signal.aborted || crash !== null);
    await loop;
  }
}
