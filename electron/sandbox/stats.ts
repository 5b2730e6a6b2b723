// What is going on in the sandbox, for tests that look for leaks and for people who look at it.
import type { SshServerChoice } from './ssh/open-ssh-here.ts';
import type { InstanceConnectSide } from './instance-connect-side.ts';
import type { TunnelStats } from './eice/endpoint-door.ts';
import type { AgentHost } from './agent/agent-host.ts';
import type { Gateway } from './gateway/gateway.ts';
import type { LaneCounts } from './gateway/lane.ts';
import { isLive, type SessionBook, type SessionStatus } from './gateway/sessions.ts';

export interface SandboxSessionStats {
  readonly sessionId: string;
  readonly target: string;
  readonly documentName: string;
  readonly status: SessionStatus;
  readonly agent: 'built-in' | 'external';
  readonly sockets: { readonly client: boolean; readonly agent: boolean };
  /** By sender; null when the session is over. */
  readonly relayed: { readonly client: LaneCounts; readonly agent: LaneCounts } | null;
}

export interface SandboxStats {
  readonly sessions: readonly SandboxSessionStats[];
  /** WebSockets of clients and agents, control channel included. */
  readonly openSocketCount: number;
  /** Sessions whose program our agent is running (one PTY or one command each). */
  readonly runningProgramCount: number;
  /** Open tunnels of EC2 Instance Connect Endpoints. */
  readonly tunnels: readonly TunnelStats[];
  readonly ssh: {
    /** Which server answers at port 22 of the Linux machines, and if it is not OpenSSH, why. */
    readonly server: SshServerChoice['kind'];
    readonly reason: string | null;
    readonly connectionCount: number;
    readonly serialSessionCount: number;
  };
  /** API calls since the start, by action. */
  readonly calls: Readonly<Record<string, number>>;
}

export interface StatsParts {
  readonly sessions: SessionBook;
  readonly gateway: Gateway;
  readonly agents: AgentHost;
  readonly calls: ReadonlyMap<string, number>;
  readonly connect: InstanceConnectSide;
}

/** Ended sessions are left out unless asked for. */
export function statsOf(parts: StatsParts, options: { readonly withEnded?: boolean } = {}): SandboxStats {
  const listed = parts.sessions.all().filter((session) => isLive(session) || options.withEnded === true);
  return {
    sessions: listed.map((session) => {
      const relay = parts.gateway.relayOf(session.id);
      return {
        sessionId: session.id,
        target: session.target,
        documentName: session.document.documentName,
        status: session.status,
        agent: session.agent,
        sockets: {
          client: (relay?.socketOf('client') ?? null) !== null,
          agent: (relay?.socketOf('agent') ?? null) !== null,
        },
        relayed:
          relay === null
            ? null
            : {
                client: { ...relay.laneFrom('client').counts },
                agent: { ...relay.laneFrom('agent').counts },
              },
      };
    }),
    openSocketCount: parts.gateway.openSocketCount,
    runningProgramCount: parts.agents.sessionCount,
    tunnels: parts.connect.door.tunnels,
    ssh: sshStatsOf(parts.connect),
    calls: Object.fromEntries(parts.calls),
  };
}

function sshStatsOf({ ssh, serial }: InstanceConnectSide): SandboxStats['ssh'] {
  const { choice, connectionCount } = ssh;
  return {
    server: choice.kind,
    reason: choice.kind === 'openssh' ? null : choice.reason,
    connectionCount,
    serialSessionCount: serial.sessionCount,
  };
}
