// A machine of the sandbox's company as the control plane knows it. Records never change: a new state is a new record.

export type InstanceState = 'pending' | 'running' | 'stopping' | 'stopped' | 'shutting-down' | 'terminated';

export const INSTANCE_STATE_CODES: Readonly<Record<InstanceState, number>> = {
  pending: 0,
  running: 16,
  'shutting-down': 32,
  terminated: 48,
  stopping: 64,
  stopped: 80,
};

export interface InstanceAgent {
  /** `none`: no agent, or not allowed to talk to Systems Manager. */
  readonly status: 'online' | 'offline' | 'none';
  readonly version: string;
  readonly platformType: 'Linux' | 'Windows';
  readonly platformName: string;
  readonly platformVersion: string;
  readonly computerName: string;
}

/** The SSH server of a machine. */
export interface InstanceSsh {
  /** The one account of its image that people sign in to. */
  readonly loginUser: string;
  /** The image comes with EC2 Instance Connect: keys pushed by AWS are honoured (fact sheet 4.4). */
  readonly hasInstanceConnect: boolean;
}

/** What EC2 knows; null for a managed node, which runs elsewhere. */
export interface Ec2Side {
  readonly instanceType: string;
  readonly architecture: 'x86_64' | 'arm64';
  readonly imageId: string;
  readonly platformDetails: string;
  readonly zone: string;
  readonly vpcId: string;
  readonly subnetId: string;
  readonly publicAddress: string | null;
  readonly keyName: string | null;
  readonly roleName: string | null;
  readonly securityGroup: { readonly id: string; readonly name: string };
  /** ISO 8601. */
  readonly launchedAt: string;
}

export interface Instance {
  /** `i-` + 17 hex, or `mi-` + 17 hex. */
  readonly id: string;
  readonly name: string;
  readonly state: InstanceState;
  readonly privateAddress: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly agent: InstanceAgent;
  /** Null: none, as on Windows. */
  readonly ssh: InstanceSsh | null;
  readonly ec2: Ec2Side | null;
}

/** What Session Manager can reach right now. */
export function isAgentOnline(instance: Instance): boolean {
  return instance.state === 'running' && instance.agent.status === 'online';
}
