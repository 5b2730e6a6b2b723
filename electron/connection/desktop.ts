// One live desktop: a launch (rdp/launch.ts) with its questions, its tunnel and, after its end, another launch under the
// same id. Below desktops.ts.
import { AppError } from '../../shared/app-error.ts';
import type { AwsAccess } from '../../shared/aws.ts';
import type { DesktopSnapshot, DesktopSpec } from '../../shared/desktop.ts';
import type { DesktopId, PromptId, SavedConnectionId, TargetId } from '../../shared/ids.ts';
import type { RdpClientId, RdpEnding, RdpPhase } from '../../shared/rdp.ts';
import type { TunnelSnapshot } from '../../shared/tunnel.ts';
import { unlessAborted } from '../base/abort.ts';
import type { Clock, Random } from '../base/clock.ts';
import type { Log } from '../base/log.ts';
import { RdpSession } from '../rdp/launch.ts';
import type { CertificatePins } from '../rdp/rdp-certificate.ts';
import type { RdpClientRequest, RdpCredentials } from '../rdp/rdp-client.ts';
import type { ChosenClient, ClientChoice } from '../rdp/rdp-clients.ts';
import type { RdpTunnel } from '../rdp/rdp-tunnel.ts';
import type { DesktopCloud } from './desktop-cloud.ts';
import { DesktopQuestions } from './desktop-questions.ts';
import { signIn, type SignInParts } from './desktop-sign-in.ts';

export interface DesktopRequest {
  readonly id: DesktopId;
  readonly access: AwsAccess;
  readonly targetId: TargetId;
  readonly title: string;
  readonly savedConnectionId: SavedConnectionId | null;
}

/** What is kept between launches, and how: see app/desktop-desk.ts. */
export interface DesktopMemory extends Pick<SignInParts, 'savedPassword' | 'keyFile' | 'rememberKeyFile'> {
  /** As stored by now. */
  spec(): DesktopSpec;
  /** The target's own loopback address. */
  localAddress(): string;
}

/** A client that is about to start. */
export interface DesktopLaunch extends Pick<DesktopRequest, 'access' | 'targetId'> {
  readonly client: RdpClientId;
  /** Where the client is `custom`. */
  readonly command: string | null;
  readonly request: RdpClientRequest;
}

export interface DesktopParts {
  readonly cloud: () => Promise<DesktopCloud>;
  readonly memory: DesktopMemory;
  readonly chooseClient: (choice: ClientChoice, signal: AbortSignal) => Promise<ChosenClient>;
  /** Rejects where a person had to agree, and did not. */
  readonly mayLaunch: (launch: DesktopLaunch, signal: AbortSignal) => Promise<void>;
  /** `standIn`: as DesktopCloud.standIn. */
  readonly pins: (standIn: string | null) => Promise<CertificatePins>;
  readonly newQuestionId: () => PromptId;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly onChange: () => void;
}

export interface LaunchWish {
  /** `take-new`: forget the pinned certificate first. */
  readonly certificate: 'as-known' | 'take-new';
  /** `ask`: for user and password, whatever is saved. */
  readonly signIn: 'as-before' | 'ask';
}

const NO_ROUTE = { route: null, routeNote: null } as const;
const AS_STORED: LaunchWish = { certificate: 'as-known', signIn: 'as-before' };

export class Desktop {
  readonly questions: DesktopQuestions;
  readonly #request: DesktopRequest;
  readonly #parts: DesktopParts;
  #title: string;
  #spec: DesktopSpec;
  #session: RdpSession;
  #way: RdpTunnel | null = null;
  /** Tunnels that were still opening when they were given up. */
  #late: Promise<unknown> = Promise.resolve();
  #tunnel: TunnelSnapshot | null = null;
  #route: Pick<DesktopSnapshot, 'route' | 'routeNote'> = NO_ROUTE;
  /** What the last sign-in used: typed accounts are not asked for again while the desktop is listed. */
  #credentials: { readonly value: RdpCredentials; readonly from: 'memory' | 'typed' } | null = null;

  constructor(request: DesktopRequest, parts: DesktopParts) {
    this.#request = request;
    this.#parts = parts;
    this.#title = request.title;
    const { newQuestionId: newId, clock, onChange } = parts;
    this.questions = new DesktopQuestions({ newId, clock, onChange });
    this.#spec = parts.memory.spec();
    this.#session = this.#begin(AS_STORED, null);
  }

  get isLive(): boolean {
    return this.#session.phase.kind !== 'ended';
  }

  snapshot(): DesktopSnapshot {
    const { id, access, targetId, savedConnectionId } = this.#request;
    return {
      ...{ id, access, targetId, savedConnectionId },
      title: this.#title,
      spec: this.#spec,
      ...this.#route,
      phase: this.#session.phase,
      question: this.questions.current,
      tunnel: this.isLive ? this.#tunnel : null,
    };
  }

  rename(title: string): void {
    this.#title = title;
    this.#parts.onChange();
  }

  /** Never rejects. */
  async close(): Promise<void> {
    await this.#session.cancel();
    await this.#late;
  }

  /** The computer woke up, the network is back, somebody signed in. */
  retryNow(): void {
    if (this.isLive) this.#way?.retryNow();
  }

  async reconnect(wish: LaunchWish): Promise<void> {
    const { phase } = this.#session;
    const ending = phase.kind === 'ended' ? phase.ending : null;
    await this.#session.cancel();
    this.#session = this.#begin(wish, ending);
    this.#parts.onChange();
  }

  /** Where clients connect; null while there is no tunnel. */
  get address(): { readonly host: string; readonly port: number } | null {
    return this.isLive ? this.#way : null;
  }

  /** What the client signs in with; null before that is known. */
  get credentials(): RdpCredentials | null {
    return this.#credentials?.value ?? null;
  }

  #begin(wish: LaunchWish, last: RdpEnding | null): RdpSession {
    const { parts, request } = { parts: this.#parts, request: this.#request };
    const { clock, random, log, onChange } = parts;
    const spec = parts.memory.spec();
    this.#spec = spec;
    this.#way = null;
    this.#tunnel = null;
    this.#route = NO_ROUTE;
    const session = new RdpSession({
      instanceId: request.targetId,
      instanceName: this.#title,
      options: spec.options,
      chooseClient: (signal) => parts.chooseClient({ id: spec.client, command: spec.command }, signal),
      mayLaunch: (client, its, signal) =>
        parts.mayLaunch({ ...request, client: client.id, command: spec.command, request: its }, signal),
      openTunnel: (signal) => this.#openTunnel(signal),
      pins: () => this.#pins(wish),
      credentials: (signal) => this.#signIn(wish, last, signal),
      clock,
      random,
    });
    session.onPhase((phase) => {
      log.info('a desktop', { target: request.targetId, ...phaseForLog(phase) });
      onChange();
    });
    return session;
  }

  async #openTunnel(signal: AbortSignal): Promise<RdpTunnel> {
    const { cloud, memory, onChange } = this.#parts;
    const { access, targetId } = this.#request;
    const onSnapshot = (snapshot: TunnelSnapshot): void => {
      this.#tunnel = snapshot;
      // Between two lines there is none.
      if (snapshot.route !== null) this.#route = { route: snapshot.route, routeNote: snapshot.routeNote };
      onChange();
    };
    const way = { access, targetId, name: this.#title, localAddress: memory.localAddress(), onSnapshot };
    const opening = cloud().then((ready) => ready.openTunnel(way, signal));
    // Cancelling takes effect at once; what AWS answers later is taken back, and waited for by `close` only.
    const late = opening.then(
      (tunnel) => (signal.aborted ? tunnel.close() : undefined),
      () => undefined,
    );
    this.#late = Promise.all([this.#late, late]);
    this.#way = await unlessAborted(opening, signal);
    return this.#way;
  }

  async #pins({ certificate }: LaunchWish): Promise<CertificatePins> {
    const { cloud, pins } = this.#parts;
    const { access, targetId } = this.#request;
    // The clients are there: the tunnel is open.
    const standIn = await (await cloud()).standIn(access, new AbortController().signal);
    const known = await pins(standIn);
    if (certificate === 'take-new') await known.forget(targetId);
    return known;
  }

  async #signIn(wish: LaunchWish, last: RdpEnding | null, signal: AbortSignal): Promise<RdpCredentials> {
    const { memory, cloud } = this.#parts;
    const { access, targetId } = this.#request;
    const before = this.#credentials;
    this.#credentials = null;
    const isAsked = wish.signIn === 'ask';
    if (!isAsked && before?.from === 'typed') return this.#use(before.value, 'typed');
    let from: 'memory' | 'typed' = 'memory';
    const value = await signIn(
      {
        ...memory,
        userName: (isAsked ? before?.value.userName : null) ?? this.#spec.userName,
        begin: isAsked ? { kind: 'ask', problem: problemOf(last) } : { kind: 'as-stored' },
        firstPassword: async (keys, inner) =>
          (await cloud()).firstPassword({ access, targetId, keys }, inner),
        ask: async (question, inner) => {
          const answer = await this.questions.ask(question, inner);
          if (answer.kind === 'account') from = 'typed';
          return answer;
        },
      },
      signal,
    );
    return this.#use(value, from);
  }

  #use(value: RdpCredentials, from: 'memory' | 'typed'): RdpCredentials {
    this.#credentials = { value, from };
    if (from === 'typed') this.#spec = { ...this.#spec, userName: value.userName };
    return value;
  }
}

/** Only what speaks about the sign-in is worth saying where user and password are asked for. */
function problemOf(ending: RdpEnding | null): AppError | null {
  if (ending?.kind !== 'failed' || ending.error.code !== 'rdp/sign-in-refused') return null;
  return AppError.fromData(ending.error);
}

function phaseForLog(phase: RdpPhase): Record<string, unknown> {
  if (phase.kind !== 'ended') return { phase: phase.kind };
  const { ending } = phase;
  return { phase: 'ended', ending: ending.kind === 'failed' ? ending.error.code : ending.kind };
}
