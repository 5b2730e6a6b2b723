// What a desktop needs of AWS: the way to it, its first password, and whether this AWS is a stand-in. Part of cloud,
// and loaded with it.
import type { AwsAccess } from '../../shared/aws.ts';
import type { TargetId } from '../../shared/ids.ts';
import type { TunnelSnapshot } from '../../shared/tunnel.ts';
import type { RdpCredentials } from '../rdp/rdp-client.ts';
import type { RdpTunnel } from '../rdp/rdp-tunnel.ts';
import { peerGuardFor } from '../tunnel/peer-guard.ts';
import { portOwnersFor } from '../tunnel/port-owners.ts';
import { openDesktopTunnel } from './desktop-tunnel.ts';
import type { ReachParts } from './reach-target.ts';
import { openRouteLine } from './route-line.ts';
import { standInOf } from './stand-in.ts';
import { firstWindowsPassword, type KeySource } from './windows-credentials.ts';

export interface DesktopWay {
  readonly access: AwsAccess;
  readonly targetId: TargetId;
  readonly name: string;
  readonly localAddress: string;
  readonly onSnapshot: (snapshot: TunnelSnapshot) => void;
}

export interface DesktopCloud {
  /** Rejects with AppError; nothing is left then. */
  openTunnel(way: DesktopWay, signal: AbortSignal): Promise<RdpTunnel>;
  /** Rejects as firstWindowsPassword does. */
  firstPassword(
    request: { readonly access: AwsAccess; readonly targetId: TargetId; readonly keys: KeySource },
    signal: AbortSignal,
  ): Promise<RdpCredentials>;
  /** Where the stand-in for AWS is, whose machines are new with each start of it; null for AWS itself. */
  standIn(access: AwsAccess, signal: AbortSignal): Promise<string | null>;
}

export function makeDesktopCloud(reach: ReachParts): DesktopCloud {
  const { clientsOf, clock, random, log } = reach;
  return {
    async openTunnel({ access, ...way }, signal) {
      const clients = await clientsOf(access, signal);
      return await openDesktopTunnel(
        {
          ...way,
          clients,
          openLine: (spec, line) => openRouteLine(spec, clients, reach, line),
          guard: peerGuardFor(process.platform, process.getuid?.()),
          owners: portOwnersFor(process.platform),
          ...{ clock, random, log },
        },
        signal,
      );
    },
    async firstPassword({ access, targetId, keys }, signal) {
      const clients = await clientsOf(access, signal);
      return await firstWindowsPassword({ clients, instanceId: targetId, keys, clock }, signal);
    },
    async standIn(access, signal) {
      return standInOf(await clientsOf(access, signal));
    },
  };
}
