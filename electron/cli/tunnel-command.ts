// `sallyport tunnel`: opens the local port, keeps it until a signal, and tells what happens.
import { AppError } from '../../shared/app-error.ts';
import { DEFAULT_REACH } from '../../shared/route-defaults.ts';
import { type TargetId, targetIdSchema, tunnelIdSchema } from '../../shared/ids.ts';
import {
  isSwitchedOn,
  loopbackAddressSchema,
  type TunnelSnapshot,
  type TunnelSpec,
  type TunnelState,
} from '../../shared/tunnel.ts';
import type { AwsClients } from '../aws/clients.ts';
import { systemClock } from '../base/clock.ts';
import { onAbort } from '../base/abort.ts';
import type { Log } from '../base/log.ts';
import { openRouteLine } from '../connection/route-line.ts';
import { chooseLoopbackAddress } from '../tunnel/loopback-address.ts';
import { peerGuardFor } from '../tunnel/peer-guard.ts';
import { portOwnersFor } from '../tunnel/port-owners.ts';
import { makeTunnel } from '../tunnel/tunnels.ts';
import type { AccessArguments } from './arguments.ts';
import { loneReach } from './lone-reach.ts';
import type { TunnelArguments } from './tunnel-arguments.ts';
import { EXIT } from './exit-codes.ts';
import { locateTarget } from './locate-target.ts';
import { type Output, writeAll } from './output.ts';
import { tunnelReport, tunnelSentence } from './tunnel-words.ts';
import { UsageError } from './usage-error.ts';

/** Ends with the signal (exit code of the signal), or with an AppError for what cannot pass. */
export async function runTunnel(
  given: AccessArguments & TunnelArguments,
  clients: AwsClients,
  output: Output,
  log: Log,
  signal: AbortSignal,
): Promise<number> {
  const target = await locateTarget(given.target, clients, signal);
  const targetId = targetIdSchema.parse(target.id);
  const spec = specOf(given, targetId, clients);
  let settle: () => void = () => undefined;
  const over = new Promise<void>((resolve) => (settle = resolve));
  const teller = makeTeller(given, output);
  const reach = await loneReach(clients, process.env, log);
  const tunnel = makeTunnel({
    spec,
    // As the window's tunnels: Session Manager where the agent is online, else SSH with -L by an endpoint.
    openLine: (request) => openRouteLine(spec, clients, reach, request),
    guard: peerGuardFor(process.platform, process.getuid?.()),
    owners: portOwnersFor(process.platform),
    clock: systemClock,
    random: Math.random,
    log,
    onChange: () => {
      const snapshot = tunnel.snapshot();
      teller(snapshot);
      // A port in use as well: whoever asked for it in a command is told, and looks what it is.
      if (isEnd(snapshot.state)) settle();
    },
    onCredentialsNeeded: () => undefined, // the state says it; the credentials are looked for again by themselves
  });
  const stopListening = onAbort(signal, settle);
  try {
    await tunnel.start();
    await over;
    const { state } = tunnel.snapshot();
    if (isEnd(state)) throw AppError.fromData(state.error);
    return EXIT.ok;
  } finally {
    stopListening();
    await tunnel.stop();
  }
}

function isEnd(state: TunnelState): state is Extract<TunnelState, { kind: 'failed' | 'waiting-for-port' }> {
  return state.kind === 'failed' || state.kind === 'waiting-for-port';
}

function specOf(given: TunnelArguments, targetId: TargetId, clients: AwsClients): TunnelSpec {
  const { way } = given;
  const chosen = way.kind === 'to-target' ? way.localAddress : null;
  const address = chosen ?? chooseLoopbackAddress(targetId, new Map(), process.platform);
  const localAddress = loopbackAddressSchema.safeParse(address);
  if (!localAddress.success)
    throw new UsageError(`--address "${address}" is not a loopback address (127.x.y.z).`, 'tunnel');
  return {
    id: tunnelIdSchema.parse('command-line'),
    name: given.target.slice(0, 200),
    access: clients.access,
    targetId,
    remoteHost: way.kind === 'to-target' ? way.remoteHost : null,
    remotePort: way.kind === 'to-target' ? way.remotePort : way.port,
    localAddress: localAddress.data,
    localPort: way.kind === 'to-target' ? way.localPort : null,
    direction: way.kind === 'to-here' ? way : { kind: 'to-target' },
    reach: DEFAULT_REACH,
    start: 'manually',
    // At once, so that what cannot work is said now and not to the first program that connects.
    session: 'at-once',
    stopWhenIdleMinutes: null,
    payloadBytes: 1_536,
  };
}

function makeTeller(given: TunnelArguments, output: Output): (snapshot: TunnelSnapshot) => void {
  let listening = '';
  let told = '';
  const print = (text: string) => {
    // A reader that went away ends nothing: the tunnel is what matters.
    writeAll(output.data, `${text}\n`).catch(() => undefined);
  };
  return (snapshot) => {
    const { address, farAddress } = snapshot;
    if (!isSwitchedOn(snapshot)) return;
    const host = address?.host ?? farAddress?.host ?? '';
    // Of the target: known when it has agreed; where it chose, it may be another one after a lost connection.
    const port = address?.port ?? (snapshot.state.kind === 'open' ? (farAddress?.port ?? null) : null);
    if (port !== null && listening !== `${host}:${port}`) {
      listening = `${host}:${port}`;
      const on = address === null ? { on: 'target' } : {};
      print(given.json ? JSON.stringify({ event: 'listening', host, port, ...on }) : listening);
    }
    const text = given.json ? JSON.stringify(tunnelReport(snapshot)) : tunnelSentence(snapshot, Date.now());
    if (text === told) return;
    told = text;
    if (given.json) print(text);
    else output.say(text);
  };
}
