// Asks a target to listen for connections that lead here (-R), and makes sure that it listens where it was asked to.
import { AppError } from '../../shared/app-error.ts';
import { TARGET_LOOPBACK, type ToHere } from '../../shared/tunnel.ts';
import { onAbort } from '../base/abort.ts';
import { withDeadline } from '../base/deadline.ts';
import type { Clock } from '../base/clock.ts';
import type { Log } from '../base/log.ts';
import type { IncomingRequest } from '../base/transport.ts';
import type { RemoteListener } from '../ssh/remote-listener.ts';
import type { SshClient } from '../ssh/ssh-client.ts';
import { parseTcpTable } from '../tunnel/proc-net.ts';

export interface ListenParts {
  readonly clock: Clock;
  readonly log: Log;
}

const LOOK_MS = 5_000;
/** A table of 20,000 sockets; what is longer is not looked through. */
const MAX_TABLE_BYTES = 4 * 1024 * 1024;
const LOOPBACK = /^(127\.|0{24}01000000$)/;
/** As people write them: who asks for one of these means the target itself. */
const OWN_ADDRESS = /^(127\.|::1$|localhost$)/;

/**
 * The port it had before where nobody chose one; else another one that is free. Rejects with `ssh/port-taken`,
 * `ssh/forward-refused`, `ssh/loopback-only`.
 */
export async function listenAtTarget(
  ssh: SshClient,
  { listenAddress, listenPort }: ToHere,
  { portBefore, onConnection }: IncomingRequest,
  parts: ListenParts,
  signal: AbortSignal,
): Promise<RemoteListener> {
  const address = listenAddress ?? TARGET_LOOPBACK;
  const listen = (port: number) => ssh.listen({ address, port, onConnection }, signal);
  let listener: RemoteListener;
  try {
    listener = await listen(listenPort ?? portBefore ?? 0);
  } catch (error) {
    const isFree = listenPort === null && portBefore !== null;
    if (!isFree || !(error instanceof AppError) || error.code !== 'ssh/port-taken') throw error;
    listener = await listen(0);
  }
  const isForOthers = listenAddress !== null && !OWN_ADDRESS.test(listenAddress);
  if (isForOthers && (await isLoopbackOnly(ssh, listener.port, parts, signal))) {
    await listener.close();
    throw new AppError('ssh/loopback-only', 'The target listens for itself only, not for other machines.', {
      detail: `Asked for ${address}:${listener.port}. GatewayPorts is off in its sshd_config.`,
    });
  }
  return listener;
}

/** sshd says yes to any address and takes loopback where GatewayPorts is off: only the target's own table tells. */
async function isLoopbackOnly(
  ssh: SshClient,
  port: number,
  { clock, log }: ListenParts,
  signal: AbortSignal,
): Promise<boolean> {
  try {
    const read = (inner: AbortSignal) => readSocketTable(ssh, inner);
    const late = () => new AppError('ssh/timeout', 'The sockets of the target were not listed in time.');
    const table = await withDeadline(read, LOOK_MS, signal, late, clock);
    const there = parseTcpTable(table).filter(
      ({ state, localPort }) => state === 'listening' && localPort === port,
    );
    return there.length > 0 && there.every(({ localAddress }) => LOOPBACK.test(localAddress));
  } catch (error) {
    // Not every system has such a table, and not every user may run commands: then its word is taken.
    log.info('where the target listens could not be looked up', { error });
    return false;
  }
}

async function readSocketTable(ssh: SshClient, signal: AbortSignal): Promise<string> {
  const command = await ssh.exec('cat /proc/net/tcp /proc/net/tcp6 2>/dev/null', signal);
  // A command that hangs would keep its channel after the deadline.
  const stopListening = onAbort(signal, () => {
    command.close();
  });
  try {
    command.stderr.resume();
    command.stream.end();
    let text = '';
    for await (const chunk of command.stream) {
      text += (chunk as Buffer).toString('latin1');
      if (text.length > MAX_TABLE_BYTES) return '';
    }
    return text;
  } finally {
    stopListening();
    command.close();
  }
}
