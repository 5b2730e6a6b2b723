// `sallyport tunnel`: opens the local port, keeps it until a signal, and tells what happens.
import { AppError } from '../../shared/app-error.ts';
import { DEFAULT_REACH } from '../../shared/route-defaults.ts';
import { type TargetId, targetIdSchema, tunnelIdSchema } from '../../shared/ids.ts';
import {
  loopbackAddressSchema,
  type TunnelSnapshot,
  type TunnelSpec,
  type TunnelState,
} from '../../shared/tunnel.ts';
import type { AwsClients } from '../aws/clients.ts';
import { systemClock } from '../base/clock.ts';
import { onAbort } from '../base/abort.ts';
import type { Log } from '../base/log.ts';
import { openSsmLine } from '../connection/ssm-line.ts';
import { portEnd } from '../ssm/port-documents.ts';
import { chooseLoopbackAddress } from '../tunnel/loopback-address.ts';
import { peerGuardFor } from '../tunnel/peer-guard.ts';
import { portOwnersFor } from '../tunnel/port-owners.ts';
import { Tunnel } from '../tunnel/tunnel.ts';
import type { TunnelArguments } from './arguments.ts';
import { EXIT } from './exit-codes.ts';
import { locateTarget } from './locate-target.ts';
import { type Output, writeAll } from './output.ts';
import { tunnelReport, tunnelSentence } from './tunnel-words.ts';
import { UsageError } from './usage-error.ts';

/** Ends with the signal (exit code of the signal), or with an AppError for what cannot pass. */
export async function runTunnel(
  given: TunnelArguments,
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
  const tunnel = new Tunnel({
    spec,
    openLine: (request) =>
      openSsmLine(
        {
          clients,
          targetId,
          end: portEnd(spec.remoteHost, spec.remotePort),
          clock: systemClock,
          random: Math.random,
          log,
          settings: { payloadBytes: spec.payloadBytes },
        },
        request,
      ),
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
  const address = given.localAddress ?? chooseLoopbackAddress(targetId, new Map(), process.platform);
  const localAddress = loopbackAddressSchema.safeParse(address);
  if (!localAddress.success)
    throw new UsageError(`--address "${address}" is not a loopback address (127.x.y.z).`, 'tunnel');
  return {
    id: tunnelIdSchema.parse('command-line'),
    name: given.target.slice(0, 200),
    access: clients.access,
    targetId,
    remoteHost: given.remoteHost,
    remotePort: given.remotePort,
    localAddress: localAddress.data,
    localPort: given.localPort,
    kind: 'port',
    reach: DEFAULT_REACH,
    start: 'manually',
    // At once, so that what cannot work is said now and not to the first program that connects.
    session: 'at-once',
    stopWhenIdleMinutes: null,
    payloadBytes: 1_536,
  };
}

function makeTeller(given: TunnelArguments, output: Output): (snapshot: TunnelSnapshot) => void {
  let isListening = false;
  let told = '';
  const print = (text: string) => {
    // A reader that went away ends nothing: the tunnel is what matters.
    writeAll(output.data, `${text}\n`).catch(() => undefined);
  };
  return (snapshot) => {
    const { address } = snapshot;
    if (address === null) return;
    if (!isListening) {
      isListening = true;
      print(
        given.json
          ? JSON.stringify({ event: 'listening', host: address.host, port: address.port })
          : `${address.host}:${address.port}`,
      );
    }
    const text = given.json ? JSON.stringify(tunnelReport(snapshot)) : tunnelSentence(snapshot, Date.now());
    if (text === told) return;
    told = text;
    if (given.json) print(text);
    else output.say(text);
  };
}
