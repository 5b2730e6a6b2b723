// `sallyport rdp`: opens the desktop of a Windows target in an RDP client and stays until it is closed.
import { tmpdir } from 'node:os';
import { AppError } from '../../shared/app-error.ts';
import { targetIdSchema } from '../../shared/ids.ts';
import type { TunnelSnapshot } from '../../shared/tunnel.ts';
import type { AwsClients } from '../aws/clients.ts';
import { onAbort } from '../base/abort.ts';
import { systemClock } from '../base/clock.ts';
import type { Log } from '../base/log.ts';
import { Secret } from '../base/secret.ts';
import { openDesktopTunnel } from '../connection/desktop-tunnel.ts';
import { readKeyFile } from '../connection/key-file.ts';
import { openRouteLine } from '../connection/route-line.ts';
import { standInOf } from '../connection/stand-in.ts';
import { firstWindowsPassword, type KeySource } from '../connection/windows-credentials.ts';
import { openCertificatePins } from '../rdp/certificate-pins.ts';
import { RdpSession } from '../rdp/launch.ts';
import { phaseWords } from '../rdp/launch-phase.ts';
import { type CertificatePins, rememberPins } from '../rdp/rdp-certificate.ts';
import type { RdpCredentials } from '../rdp/rdp-client.ts';
import { chooseClient } from '../rdp/rdp-clients.ts';
import { chooseLoopbackAddress } from '../tunnel/loopback-address.ts';
import { peerGuardFor } from '../tunnel/peer-guard.ts';
import { portOwnersFor } from '../tunnel/port-owners.ts';
import { askSecret } from './ask-secret.ts';
import { EXIT } from './exit-codes.ts';
import { locateTarget } from './locate-target.ts';
import { loneReach } from './lone-reach.ts';
import type { Output } from './output.ts';
import { printable } from './printable.ts';
import type { RdpArguments } from './rdp-arguments.ts';
import { certificatesFile } from './user-data.ts';

const MAX_PASSWORD_BYTES = 1_024;

export async function runRdp(
  given: RdpArguments,
  clients: AwsClients,
  output: Output,
  log: Log,
  signal: AbortSignal,
): Promise<number> {
  const typed = given.passwordFromStdin ? await readPassword(process.stdin) : null;
  const target = await locateTarget(given.target, clients, signal);
  const targetId = targetIdSchema.parse(target.id);
  const name = target.name ?? target.id;
  const pins = await pinsFor(clients);
  const reach = await loneReach(clients, process.env, log);
  const tellRoute = routeTeller(output);
  if (given.acceptNewCertificate) await pins.forget(targetId);
  const [clock, random] = [systemClock, Math.random];
  const credentials = async (inner: AbortSignal): Promise<RdpCredentials> => {
    if (typed !== null) return { userName: given.userName, password: typed };
    const request = { clients, instanceId: targetId, keys: keySource(given), clock };
    return { ...(await firstWindowsPassword(request, inner)), userName: given.userName };
  };
  const session = new RdpSession({
    instanceId: targetId,
    instanceName: name,
    options: given.options,
    openTunnel: (inner) =>
      openDesktopTunnel(
        {
          clients,
          targetId,
          name,
          localAddress: chooseLoopbackAddress(targetId, new Map(), process.platform),
          openLine: (spec, line) => openRouteLine(spec, clients, reach, line),
          onSnapshot: tellRoute,
          guard: peerGuardFor(process.platform, process.getuid?.()),
          owners: portOwnersFor(process.platform),
          clock,
          random,
          log,
        },
        inner,
      ),
    credentials,
    chooseClient: (inner) =>
      chooseClient(
        { id: given.client, command: given.command },
        { platform: process.platform, env: process.env, tempDir: tmpdir(), clock },
        inner,
      ),
    // Whoever typed the command has said all of it.
    mayLaunch: () => Promise.resolve(),
    pins: async () => pins,
    clock,
    random,
  });
  const stopListening = onAbort(signal, () => void session.cancel());
  output.say(phaseWords(session.phase));
  session.onPhase((phase) => {
    if (phase.kind === 'ended' && phase.ending.kind === 'failed') return;
    output.say(printable(phaseWords(phase)));
    if (phase.kind === 'waiting-for-client') for (const note of phase.notes) output.say(note);
  });
  const ending = await session.ended;
  stopListening();
  if (ending.kind === 'failed') throw AppError.fromData(ending.error);
  return ending.kind === 'cancelled' ? EXIT.interrupted : EXIT.ok;
}

/** By which route the desktop is reached, and why not by another one: once for each. */
function routeTeller(output: Output): (snapshot: TunnelSnapshot) => void {
  let told: string | null = null;
  return ({ routeNote }) => {
    if (routeNote === null || routeNote === told) return;
    told = routeNote;
    output.say(printable(`Reached ${routeNote}.`));
  };
}

/** Machines of a stand-in for AWS are new with every start of it, under the same ids. */
async function pinsFor(clients: AwsClients): Promise<CertificatePins> {
  if (standInOf(clients) !== null) return rememberPins();
  return await openCertificatePins(certificatesFile(process.env, process.platform), systemClock);
}

function keySource(given: RdpArguments): KeySource {
  return {
    async privateKey(keyName) {
      const file = given.keyFile ?? process.env['SALLYPORT_KEY_FILE'] ?? '';
      if (file === '') throw keyNeeded(keyName);
      return await readKeyFile(file);
    },
    passphrase: (problem, signal) =>
      askSecret(
        problem === null ? 'Passphrase of the private key' : `${problem.message} Passphrase`,
        (detail) =>
          new AppError('rdp/passphrase-needed', 'The private key is protected by a passphrase.', {
            detail: `There is no terminal to ask for it: ${detail}`,
          }),
        signal,
      ),
  };
}

function keyNeeded(keyName: string | null): AppError {
  const whose = keyName === null ? '' : ` “${keyName}”`;
  return new AppError('rdp/key-needed', `The private key of the key pair${whose} is needed.`);
}

/** The first line. */
async function readPassword(input: NodeJS.ReadableStream): Promise<Secret<string>> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of input) {
    const bytes = Buffer.from(chunk);
    length += bytes.length;
    chunks.push(bytes);
    if (bytes.includes(0x0a) || length > MAX_PASSWORD_BYTES) break;
  }
  const [line = ''] = Buffer.concat(chunks).toString('utf8').split(/\r?\n/);
  if (line === '' || length > MAX_PASSWORD_BYTES)
    throw new AppError('rdp/sign-in-refused', 'No usable password came on standard input.');
  return new Secret(line);
}
