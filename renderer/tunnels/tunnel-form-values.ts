// What the tunnel dialog holds while it is filled in: as typed, not yet checked.
import type { AwsAccess } from '../../shared/aws.ts';
import type { OpenWith, TunnelClient } from '../../shared/open-with.ts';
import type { ReachChoice } from '../../shared/route.ts';
import type { SavedTunnel } from '../../shared/saved-tunnel.ts';

export interface TunnelForm {
  readonly access: AwsAccess;
  /** As typed: a name from the list, or an id. */
  readonly target: string;
  readonly name: string;
  /** An instance's own port, a host behind it, wherever programs ask for, or back to this computer. */
  readonly leadsTo: 'target' | 'host' | 'socks' | 'here';
  readonly host: string;
  readonly remotePort: string;
  /** Empty: any free one. Null: follows the remote port until somebody types here. */
  readonly localPort: string | null;
  /** Of one that leads here: where the instance listens (empty: a free port), and for whom. */
  readonly listenPort: string;
  readonly listenFor: 'instance' | 'others';
  /** What is asked for in place of loopback, as it was saved; only for `others`. */
  readonly listenAddress: string;
  /** Empty: this computer. */
  readonly hereHost: string;
  readonly herePort: string;
  /** Chosen elsewhere; kept as it is. */
  readonly reach: ReachChoice;
  readonly start: SavedTunnel['start'];
  readonly session: SavedTunnel['session'];
  readonly idleMinutes: number | null;
  readonly payloadBytes: number;
  readonly client: TunnelClient | null;
  readonly user: string;
  readonly database: string;
  readonly scheme: OpenWith['scheme'];
  readonly command: string;
  readonly commandPlace: OpenWith['commandPlace'];
}

export type FormField =
  | 'target'
  | 'host'
  | 'remotePort'
  | 'localPort'
  | 'listenPort'
  | 'hereHost'
  | 'herePort'
  | 'user'
  | 'database';
export type FormProblems = Partial<Record<FormField, string>>;
