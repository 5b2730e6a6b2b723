// AWS as the calls of the window use it. Loaded when first needed: the SDK and the engine stay out of the cold start.
import type { AppError } from '../../shared/app-error.ts';
import type { AwsAccess, AwsProfile, Target } from '../../shared/aws.ts';
import { SANDBOX_PROFILE_ID } from '../../shared/profile-ids.ts';
import type { AwsProfileId, TargetId } from '../../shared/ids.ts';
import type { ConnectChoice, RouteOutlook } from '../../shared/route.ts';
import type { Settings } from '../../shared/settings.ts';
import type { TunnelSpec } from '../../shared/tunnel.ts';
import type { AwsOptions } from '../aws/aws.ts';
import { makeAws } from '../aws/aws.ts';
import type { AwsClients } from '../aws/clients.ts';
import { loadInventory } from '../aws/inventory.ts';
import { sandboxProfile } from '../aws/profiles.ts';
import { BUILT_IN_REGIONS, listRegions } from '../aws/regions.ts';
import type { SignIns } from '../aws/sign-ins.ts';
import { throwIfAborted } from '../base/abort.ts';
import type { Clock, Random } from '../base/clock.ts';
import type { Log } from '../base/log.ts';
import type { SshPath } from '../base/ssh-path.ts';
import type { Line, OpenLineRequest } from '../base/transport.ts';
import { type DesktopCloud, makeDesktopCloud } from './desktop-cloud.ts';
import { type KnownTargets, memoryKnownTargets } from './known-targets.ts';
import { EndpointDials } from './endpoint-dial.ts';
import { openShell } from './open-shell.ts';
import { openSshPath, type SshPathRequest } from './open-ssh-path.ts';
import type { ReachParts } from './reach-target.ts';
import { openRouteLine } from './route-line.ts';
import { chooseRoutes } from './route.ts';
import { settleShell } from './settle-shell.ts';
import type { OpenShell } from './shell-route.ts';
import { TargetFacts } from './target-facts.ts';
import { usersOf } from './target-user.ts';

/** Asked for the list of regions when the AWS profile names none: every commercial account has it. */
const REGION_TO_ASK = 'us-east-1';

export interface CloudOptions {
  readonly env: NodeJS.ProcessEnv;
  readonly askMfaCode: AwsOptions['askMfaCode'];
  readonly sandbox: AwsOptions['sandbox'];
  /** Called before anything is asked of the sandbox. */
  readonly startSandbox: (signal: AbortSignal) => Promise<{ readonly region: string }>;
  readonly knownTargets: KnownTargets;
  /** The user's setting, read when a shell is opened. */
  readonly newShells: () => Settings['newShells'];
  /** Saved connections may be jump hosts. */
  readonly findSaved: ReachParts['findSaved'];
  /** What a sign-in asks the user. */
  readonly ask: ReachParts['ask'];
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
  /** The bytes of a target's SSH, for who signs in elsewhere. */
  openSshPath(request: SshPathRequest): Promise<SshPath>;
  /** Which ways there are, without opening any. */
  routes(
    access: AwsAccess,
    targetId: TargetId,
    how: ConnectChoice,
    signal: AbortSignal,
  ): Promise<RouteOutlook>;
  forgetHostKey(targetId: TargetId): Promise<void>;
  /** The way to the remote port of a tunnel. */
  openLine(spec: TunnelSpec, request: OpenLineRequest): Promise<Line>;
  readonly desktops: DesktopCloud;
  readonly signIns: SignIns;
  close(): void;
}

export function makeCloud(options: CloudOptions): Cloud {
  const { clock, random, log } = options;
  const aws = makeAws({ env: options.env, askMfaCode: options.askMfaCode, sandbox: options.sandbox, clock });

  const facts = new TargetFacts({ clock });
  const sandboxTargets = memoryKnownTargets();
  const knownTargetsOf = ({ profileId }: AwsAccess): KnownTargets =>
    profileId === SANDBOX_PROFILE_ID ? sandboxTargets : options.knownTargets;

  const clientsOf = async (access: AwsAccess, signal: AbortSignal): Promise<AwsClients> => {
    if (access.profileId === SANDBOX_PROFILE_ID) await options.startSandbox(signal);
    const clients = await aws.clients(access);
    throwIfAborted(signal);
    return clients;
  };

  const reachParts: ReachParts = {
    ...{ clientsOf, knownTargetsOf, facts, clock, random, log },
    endpoints: new EndpointDials(),
    findSaved: options.findSaved,
    ask: options.ask,
    place: { env: options.env, platform: process.platform },
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
    signIns: aws.signIns,
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
      // So that whoever clicks a target need not wait for it. Why it failed is told then.
      void facts.endpoints(clients, signal);
      const onSeen = (targets: Target[]): void => {
        facts.note(access, targets);
        onTargets(targets);
      };
      return (await loadInventory({ clients, signal, onTargets: onSeen, clock })).partial;
    },
    async routes(access, targetId, how, signal) {
      const clients = await clientsOf(access, signal);
      const known = knownTargetsOf(access).find(targetId);
      const found = await facts.of(clients, targetId, how.route, signal);
      const { reasons } = chooseRoutes(found, known?.way ?? null, settleShell(how, options.newShells()));
      const [user = ''] = await usersOf(how, known, found.target, () =>
        facts.imageWords(clients, found.target, signal),
      );
      return { reasons: [...reasons], user };
    },
    async forgetHostKey(targetId) {
      await Promise.all([sandboxTargets, options.knownTargets].map((each) => each.forgetHostKeys(targetId)));
    },
    openShell: (request) => openShell(request, { ...reachParts, newShells: options.newShells }),
    async openSshPath(request) {
      const clients = await clientsOf(request.access, request.signal);
      return await openSshPath(request, clients, reachParts);
    },
    async openLine(spec, request) {
      const clients = await clientsOf(spec.access, request.signal);
      return await openRouteLine(spec, clients, reachParts, request);
    },
    desktops: makeDesktopCloud({ ...reachParts, log: log.part('desktop') }),
    close() {
      aws.close();
    },
  };
}
