// What SSM and EC2 calls stand on, made from the sandbox's parts: machines, sessions, and the way to the agents.
import type { Clock } from '../base/clock.ts';
import type { Ec2World } from './api/ec2-calls.ts';
import type { InstanceConnectWorld } from './instance-connect-side.ts';
import type { SsmWorld } from './api/ssm-world.ts';
import type { Inventory } from './company/inventory.ts';
import type { AgentJob } from './gateway/agent-jobs.ts';
import type { Gateway } from './gateway/gateway.ts';
import type { Session, SessionBook } from './gateway/sessions.ts';
import type { WindowsAccounts } from './windows-accounts.ts';
import type { WindowsWorld } from './windows-calls.ts';

export interface WorldParts {
  readonly inventory: Inventory;
  readonly sessions: SessionBook;
  readonly gateway: Gateway;
  readonly region: string;
  readonly clock: Clock;
  readonly endpointUrl: string;
  readonly externalAgents: ReadonlySet<string>;
  readonly kmsKeyId: () => string | null;
  readonly windows: WindowsAccounts;
  readonly instanceConnect: InstanceConnectWorld;
}

/** Version an agent of ours reports when its machine has none. */
const FALLBACK_AGENT_VERSION = '3.3.987.0';

export function sandboxWorld(parts: WorldParts): Ec2World & SsmWorld & WindowsWorld & InstanceConnectWorld {
  const { inventory, sessions, gateway, region, clock, endpointUrl, externalAgents, kmsKeyId, windows } =
    parts;
  const gatewayUrl = endpointUrl.replace(/^http/, 'ws');
  return {
    ...parts.instanceConnect,
    inventory,
    sessions,
    region,
    windows,
    kmsKeyId,
    now: () => clock.now(),
    isExternalAgent: (target) => externalAgents.has(target),
    startSession: (session) => {
      gateway.open(session, session.agent === 'external' ? null : jobOf(session, inventory));
    },
    terminateSession: (session) => {
      gateway.relayOf(session.id)?.end('');
    },
    streamUrlOf: (session) =>
      `${gatewayUrl}/v1/data-channel/${encodeURIComponent(session.id)}?role=publish_subscribe`,
  };
}

function jobOf(session: Session, inventory: Inventory): AgentJob {
  const instance = inventory.find(session.target);
  return {
    kind: 'job',
    sessionId: session.id,
    target: session.target,
    targetName: instance?.name ?? session.target,
    agentVersion: instance?.agent.version ?? FALLBACK_AGENT_VERSION,
    sessionType: session.document.sessionType,
    properties: session.document.properties,
    kmsKeyId: session.kmsKeyId,
  };
}
