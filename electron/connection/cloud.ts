// AWS as the calls of the window use it. Loaded when first needed: the SDK and the engine stay out of the cold start.
import type { AppError } from '../../shared/app-error.ts';
import type { AwsAccess, AwsProfile, Target } from '../../shared/aws.ts';
import { SANDBOX_PROFILE_ID } from '../../shared/profile-ids.ts';
import type { AwsProfileId } from '../../shared/ids.ts';
import type { TunnelSpec } from '../../shared/tunnel.ts';
import type { AwsOptions } from '../aws/aws.ts';
import { makeAws } from '../aws/aws.ts';
import type { AwsClients } from '../aws/clients.ts';
import { loadInventory } from '../aws/inventory.ts';
import { sandboxProfile } from '../aws/profiles.ts';
import { BUILT_IN_REGIONS, listRegions } from '../aws/regions.ts';
import { throwIfAborted } from '../base/abort.ts';
import type { Clock, Random } from '../base/clock.ts';
import type { Log } from '../base/log.ts';
import type { Line, OpenLineRequest } from '../base/transport.ts';
import { portEnd } from '../ssm/port-documents.ts';
import { type DesktopCloud, makeDesktopCloud } from './desktop-cloud.ts';
import type { OpenShell } from './shell-route.ts';
import { openSsmLine } from './ssm-line.ts';
import { openSsmShell } from './ssm-shell.ts';

/** Asked for the list of regions when the AWS profile names none: every commercial account has it. */
const REGION_TO_ASK = 'us-east-1';

export interface CloudOptions {
  readonly env: NodeJS.ProcessEnv;
  readonly askMfaCode: AwsOptions['askMfaCode'];
  readonly sandbox: AwsOptions['sandbox'];
  /** Called before anything is asked of the sandbox. */
  readonly startSandbox: (signal: AbortSignal) => Promise<{ readonly region: string }>;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
}

export interface Cloud {
  profiles(): Promise<{ readonly profiles: AwsProfile[]; readonly problems: readonly AppError[] }>;
  regions(profileId: AwsProfileId, signal: AbortSignal): Promise<string[]>;
  /** Answers with the error of a source that failed while the other one answered. */
  loadInventory(
    access: AwsAccess,
    signal: AbortSignal,
    onTargets: (targets: Target[]) => void,
  ): Promise<AppError | null>;
  readonly openShell: OpenShell;
  /** The way to the remote port of a tunnel. */
  openLine(spec: TunnelSpec, request: OpenLineRequest): Promise<Line>;
  readonly desktops: DesktopCloud;
  close(): void;
}

export function makeCloud(options: CloudOptions): Cloud {
  const { clock, random, log } = options;
  const aws = makeAws({ env: options.env, askMfaCode: options.askMfaCode, sandbox: options.sandbox, clock });

  const clientsOf = async (access: AwsAccess, signal: AbortSignal): Promise<AwsClients> => {
    if (access.profileId === SANDBOX_PROFILE_ID) await options.startSandbox(signal);
    const clients = await aws.clients(access);
    throwIfAborted(signal);
    return clients;
  };

  const regionToAsk = async (profileId: AwsProfileId): Promise<string> => {
    try {
      return await aws.defaultRegion(profileId);
    } catch {
      // No region anywhere is why the list is wanted.
      return REGION_TO_ASK;
    }
  };

  return {
    async profiles() {
      const { profiles, problems } = await aws.profiles();
      return { profiles: [...profiles, { ...sandboxProfile(REGION_TO_ASK), region: null }], problems };
    },
    async regions(profileId, signal) {
      if (profileId === SANDBOX_PROFILE_ID) return [(await options.startSandbox(signal)).region];
      try {
        const clients = await clientsOf({ profileId, region: await regionToAsk(profileId) }, signal);
        const { regions, problem } = await listRegions(clients, signal);
        if (problem !== null) log.info('regions could not be asked', { problem });
        return regions;
      } catch (error) {
        throwIfAborted(signal);
        log.info('regions could not be asked', { error });
        return [...BUILT_IN_REGIONS];
      }
    },
    async loadInventory(access, signal, onTargets) {
      const clients = await clientsOf(access, signal);
      return (await loadInventory({ clients, signal, onTargets, clock })).partial;
    },
    openShell: async (request) => {
      const clients = await clientsOf(request.access, request.signal);
      return await openSsmShell({ ...request, clients, clock, log: log.part('ssm') });
    },
    async openLine(spec, request) {
      const clients = await clientsOf(spec.access, request.signal);
      const { targetId, remoteHost, remotePort, payloadBytes } = spec;
      const end = portEnd(remoteHost, remotePort);
      const settings = { payloadBytes };
      return await openSsmLine(
        { clients, targetId, end, settings, clock, random, log: log.part('ssm') },
        request,
      );
    },
    desktops: makeDesktopCloud({ clientsOf, clock, random, log: log.part('desktop') }),
    close() {
      aws.close();
    },
  };
}
