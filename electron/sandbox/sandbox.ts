// The sandbox put together: one loopback port with the API endpoint, the message gateway and the admin door, and the
// agents beside it. The agents reach all of it only through that port.
import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { AppError } from '../../shared/app-error.ts';
import { systemClock, type Clock } from '../base/clock.ts';
import { answerAdminRequest, type AdminParts } from './admin.ts';
import { AgentHost } from './agent/agent-host.ts';
import { REAL_AGENT_HABITS, type AgentHabits } from './agent/agent-habits.ts';
import { MachineRoom } from './agent/machine-room.ts';
import { PortMap } from './agent/port-map.ts';
import { answerApiRequest, type ControlPlaneParts } from './api/control-plane.ts';
import { CredentialStore } from './api/credentials.ts';
import { Guard } from './api/guard.ts';
import { KmsKey } from './api/kms-calls.ts';
import { REGIONS } from './api/regions.ts';
import { cliEnvironment } from './cli-environment.ts';
import { Inventory } from './company/inventory.ts';
import { SandboxFaults } from './faults.ts';
import { answerCreateDataChannel } from './gateway/create-data-channel.ts';
import { Gateway, type GatewayOptions } from './gateway/gateway.ts';
import { SessionBook } from './gateway/sessions.ts';
import { InstanceConnectSide, type InstanceConnectFacts } from './instance-connect-side.ts';
import { listenOnLoopback, portOf } from './loopback-server.ts';
import { JumpDoor } from './ssh/jump-door.ts';
import type { SshServerChoice } from './ssh/open-ssh-here.ts';
import { IdentityCenter } from './sign-in/identity-center.ts';
import { answerSignInRequest, signInPathOf } from './sign-in/sign-in-requests.ts';
import { statsOf, type SandboxStats } from './stats.ts';
import { WindowsSide } from './windows-side.ts';
import { sandboxWorld } from './world.ts';

export interface SandboxOptions {
  /** Machines in all; the eight of the company come first, a generated fleet follows. Default 8, at most 20,008. */
  readonly instances?: number;
  /** 0 or absent: any free port. */
  readonly port?: number;
  /** Default eu-west-1. */
  readonly region?: string;
  readonly habits?: Partial<AgentHabits>;
  /** Sessions are encrypted with KMS, as the account's preferences ask. */
  readonly kms?: boolean;
  readonly gateway?: Partial<GatewayOptions>;
  /** Default: OpenSSH where this computer can run it. */
  readonly sshServer?: SshServerChoice;
  readonly clock?: Clock;
  /** Told of defects of the sandbox itself; default: stderr. */
  readonly onDefect?: (error: unknown) => void;
}

export interface Sandbox extends InstanceConnectFacts {
  readonly endpointUrl: string;
  readonly region: string;
  /** For AWS's own clients and for the engine; secrets are new with every start. */
  readonly env: Record<string, string>;
  readonly adminUrl: string;
  readonly faults: SandboxFaults;
  /** Where ports of its machines lead; a port that is not named leads to the same port of this computer. */
  readonly ports: PortMap;
  /** Key pair, password and desktop of its Windows instance. */
  readonly windows: WindowsSide;
  /** Endpoints, their tunnels, and the SSH servers of its machines. */
  readonly instanceConnect: InstanceConnectSide;
  stats(options?: { readonly withEnded?: boolean }): SandboxStats;
  /** Ends all sessions and programs, closes the port, removes the temporary files. Safe to call twice. */
  close(): Promise<void>;
}

const DEFAULT_INSTANCES = 8;
const DEFAULT_GATEWAY: GatewayOptions = {
  idleMs: 20 * 60_000,
  socketLifeMs: 60 * 60_000,
  agentGoneMs: 30_000,
  requiresClientSignature: false,
};

/** Rejects with AppError `sandbox/start-failed`. */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const region = options.region ?? 'eu-west-1';
  if (!REGIONS.includes(region))
    throw new AppError('sandbox/start-failed', 'The sandbox does not know this region.', { detail: region });
  const clock = options.clock ?? systemClock;
  const onDefect = options.onDefect ?? reportDefect;
  const credentials = new CredentialStore();
  const guard = new Guard();
  const center = new IdentityCenter(clock);
  const kmsKey = new KmsKey(region);
  const sessions = new SessionBook(clock);
  const jumpDoor = await JumpDoor.open();
  const inventory = new Inventory(region, options.instances ?? DEFAULT_INSTANCES, jumpDoor.address);
  const externalAgents = new Set<string>();
  const encryption = { isOn: options.kms ?? false };
  const calls = new Map<string, number>();
  const gateway = new Gateway({
    clock,
    credentials,
    guard,
    sessions,
    options: { ...DEFAULT_GATEWAY, ...options.gateway },
  });
  const room = new MachineRoom();
  const ports = new PortMap();
  const windows = new WindowsSide({ dir: room.dir, inventory });
  const onCall = (action: string): void => {
    calls.set(action, (calls.get(action) ?? 0) + 1);
  };
  const connect = new InstanceConnectSide({
    ...{ clock, credentials, guard, inventory, ports, region, jumpDoor, onCall },
    dir: room.dir,
    sshServer: options.sshServer ?? null,
  });
  const server = createServer();
  try {
    await listenOnLoopback(server, options.port ?? 0);
  } catch (error) {
    room.remove();
    await connect.close();
    throw new AppError('sandbox/start-failed', 'The sandbox could not open its port.', {
      detail: error instanceof Error ? error.message : null,
      cause: error,
    });
  }
  const endpointUrl = `http://127.0.0.1:${portOf(server)}`;
  const world = sandboxWorld({
    inventory,
    sessions,
    gateway,
    region,
    clock,
    endpointUrl,
    externalAgents,
    windows: windows.accounts,
    instanceConnect: connect.world,
    kmsKeyId: () => (encryption.isOn ? kmsKey.arn : null),
  });
  const controlPlane: ControlPlaneParts = {
    clock,
    credentials,
    guard,
    kmsKey,
    world,
    onCall,
  };
  const agents = new AgentHost({
    identity: { endpointUrl, region, key: credentials.agent, clock },
    habits: { ...REAL_AGENT_HABITS, ...options.habits },
    clock,
    room,
    ports,
    onDefect,
  });
  const environment = (): Record<string, string> => ({
    ...cliEnvironment(credentials.user, region, endpointUrl, room.dir),
    // `sallyport rdp` decrypts the password of the sandbox's Windows instance with it.
    SALLYPORT_KEY_FILE: windows.keyFile,
    SALLYPORT_SERIAL_CONSOLE: connectFacts.serialConsole,
    SALLYPORT_SERIAL_HOST_KEY: connectFacts.serialHostKey,
  });
  const faults = new SandboxFaults({
    credentials,
    center,
    guard,
    inventory,
    sessions,
    gateway,
    externalAgents,
    encryption,
    connect,
    environment,
  });
  const stats = (wanted?: { readonly withEnded?: boolean }): SandboxStats =>
    statsOf({ sessions, gateway, agents, calls, connect }, wanted);
  const adminPath = `/_sandbox/${randomBytes(24).toString('hex')}`;
  const admin: AdminParts = {
    faults,
    stats,
    agentKey: credentials.agent,
    windows,
    connectFaults: connect.faults,
    endSession: (sessionId) => gateway.relayOf(sessionId)?.end(''),
  };
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    const [pathname = '/'] = (request.url ?? '/').split('?');
    const signInPath = signInPathOf(pathname);
    const answered = pathname.startsWith(adminPath)
      ? answerAdminRequest(request, response, pathname.slice(adminPath.length).replace(/\//g, ''), admin)
      : signInPath !== null
        ? answerSignInRequest(signInPath, request, response, { center, credentials, clock, endpointUrl })
        : pathname.startsWith('/v1/data-channel/')
          ? answerCreateDataChannel(request, response, { gateway, credentials, clock })
          : answerApiRequest(request, response, controlPlane);
    answered.catch((error: unknown) => {
      // A client that hung up in the middle of its request is no defect.
      if (!request.destroyed || request.complete) onDefect(error);
      response.destroy();
    });
  });
  server.on('upgrade', (request, socket, head) => {
    if (!connect.upgrade(request, socket, head)) gateway.upgrade(request, socket, head);
  });
  await windows.open(ports);
  const connectFacts = await connect.open();
  await agents.open();
  let closing: Promise<void> | null = null;
  const close = async (): Promise<void> => {
    await agents.close();
    await windows.close();
    await connect.close();
    await gateway.close();
    server.closeAllConnections();
    await new Promise<void>((resolve) => {
      server.close(() => {
        resolve();
      });
    });
    room.remove();
  };
  return {
    endpointUrl,
    region,
    env: environment(),
    adminUrl: `${endpointUrl}${adminPath}`,
    faults,
    ports,
    windows,
    instanceConnect: connect,
    ...connectFacts,
    stats,
    close: () => (closing ??= close()),
  };
}

function reportDefect(error: unknown): void {
  process.stderr.write(
    `sandbox: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
  );
}
