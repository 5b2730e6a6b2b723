// What is known of targets and endpoints when a route is chosen: what the inventory saw a moment ago, else asked now,
// all at once and each with its own short time. Not knowing is an answer; nothing here rejects but a cancel.
import { AppError } from '../../shared/app-error.ts';
import type { AwsAccess, Target } from '../../shared/aws.ts';
import type { Endpoint } from '../../shared/endpoint.ts';
import type { TargetId } from '../../shared/ids.ts';
import type { RouteChoice } from '../../shared/route.ts';
import type { AwsClients } from '../aws/clients.ts';
import { describeInstance } from '../aws/ec2-api.ts';
import { describeEndpoints } from '../aws/endpoints.ts';
import { describeImageWords } from '../aws/image-words.ts';
import { describeNode } from '../aws/ssm-api.ts';
import { throwIfAborted } from '../base/abort.ts';
import type { Clock } from '../base/clock.ts';
import { withDeadline } from '../base/deadline.ts';
import { hasIpv4Route } from '../base/ipv4-route.ts';
import { chooseEndpoint, type EndpointChoice } from '../eic/endpoint-choice.ts';
import type { RouteFacts } from './route.ts';

/** Somebody waits for a prompt: what takes longer is not known, and the routes are tried in the usual order. */
const ASK_FOR_MS = 5_000;
/** Without the image's name the usual users are tried one after the other, which takes about as long. */
const ASK_IMAGE_FOR_MS = 2_000;
/** Addresses and endpoints change rarely, agents come and go: a route that has gone costs one failed try. */
const FRESH_MS = 5 * 60_000;
/** Long enough for a day's work to begin at once each time, short enough for SSH that was installed meanwhile. */
const NO_SSH_MS = 10 * 60_000;
/** An account of the largest kind; the oldest go first. */
const MAX_TARGETS = 50_000;

interface Seen<T> {
  readonly value: T;
  readonly at: number;
}

export interface TargetFactsOptions {
  readonly clock: Clock;
  /** Whether this computer gets out by IPv4. */
  readonly hasIpv4?: () => Promise<boolean>;
}

export class TargetFacts {
  readonly #clock: Clock;
  readonly #hasIpv4: () => Promise<boolean>;
  readonly #targets = new Map<string, Seen<Target>>();
  /** By region and id. */
  readonly #images = new Map<string, Seen<readonly string[]>>();
  readonly #endpoints = new Map<string, Seen<readonly Endpoint[] | AppError>>();
  readonly #noSsh = new Map<string, Seen<string>>();

  constructor(options: TargetFactsOptions) {
    this.#clock = options.clock;
    this.#hasIpv4 = options.hasIpv4 ?? hasIpv4Route;
  }

  /** The inventory has seen these. */
  note(access: AwsAccess, targets: readonly Target[]): void {
    const at = this.#clock.now();
    for (const target of targets) {
      const key = keyOf(access, target.id);
      this.#targets.delete(key);
      this.#targets.set(key, { value: target, at });
    }
    for (const key of this.#targets.keys()) {
      if (this.#targets.size <= MAX_TARGETS) break;
      this.#targets.delete(key);
    }
  }

  /** SSH did not let us in, and another shell did: what worked comes first for a while. `why` is part of a sentence. */
  noteNoSsh(access: AwsAccess, targetId: TargetId, why: string): void {
    this.#noSsh.set(keyOf(access, targetId), { value: why, at: this.#clock.now() });
  }

  /** Something turned out to be otherwise: ask again next time. */
  forget(access: AwsAccess, targetId: TargetId): void {
    this.#targets.delete(keyOf(access, targetId));
    this.#noSsh.delete(keyOf(access, targetId));
    this.#endpoints.delete(keyOf(access, ''));
  }

  /** Rejects with `cancelled` only. */
  async of(
    clients: AwsClients,
    targetId: TargetId,
    route: RouteChoice,
    signal: AbortSignal,
  ): Promise<RouteFacts> {
    const [target, endpoints] = await Promise.all([
      this.#target(clients, targetId, signal),
      this.endpoints(clients, signal),
    ]);
    throwIfAborted(signal);
    const endpointId = route.kind === 'eice' ? route.endpointId : null;
    const endpoint =
      target === null || endpoints instanceof AppError
        ? null
        : await this.#choose(clients, target, endpoints, endpointId);
    const seen = this.#noSsh.get(keyOf(clients.access, targetId));
    const now = this.#clock.now();
    const noSsh = seen !== undefined && now - seen.at < NO_SSH_MS ? { why: seen.value, at: seen.at } : null;
    return { targetId, target, endpoint, noSsh, now };
  }

  /** Those of the region, or why they could not be asked. */
  async endpoints(clients: AwsClients, signal: AbortSignal): Promise<readonly Endpoint[] | AppError> {
    const key = keyOf(clients.access, '');
    const known = this.#fresh(this.#endpoints.get(key));
    if (known !== null) return known;
    const answer = await ask((inner) => describeEndpoints(clients, inner), signal, this.#clock);
    if (!signal.aborted) this.#endpoints.set(key, { value: answer, at: this.#clock.now() });
    return answer;
  }

  /** What the image of a target says of itself; nothing where that cannot be asked. Rejects with `cancelled` only. */
  async imageWords(
    clients: AwsClients,
    target: Target | null,
    signal: AbortSignal,
  ): Promise<readonly string[]> {
    const imageId = target?.imageId ?? null;
    if (imageId === null) return [];
    const key = `${clients.access.region}\n${imageId}`;
    const known = this.#fresh(this.#images.get(key));
    if (known !== null) return known;
    const run = (inner: AbortSignal) => describeImageWords(clients, imageId, inner);
    const answer = await ask(run, signal, this.#clock, ASK_IMAGE_FOR_MS);
    throwIfAborted(signal);
    const value = answer instanceof AppError ? [] : answer;
    this.#images.set(key, { value, at: this.#clock.now() });
    return value;
  }

  async #choose(
    clients: AwsClients,
    target: Target,
    endpoints: readonly Endpoint[],
    endpointId: string | null,
  ): Promise<EndpointChoice | AppError> {
    const [fips, hasIpv4] = await Promise.all([clients.ec2.config.useFipsEndpoint(), this.#hasIpv4()]);
    return chooseEndpoint({ target, endpoints, endpointId, useFips: fips === true, hasIpv4 });
  }

  async #target(clients: AwsClients, targetId: TargetId, signal: AbortSignal): Promise<Target | null> {
    const known = this.#fresh(this.#targets.get(keyOf(clients.access, targetId)));
    // One that was stopped may have been started a minute ago, because somebody wants to use it.
    if (known !== null && (known.state === 'running' || known.kind === 'managed-node')) return known;
    const [instance, node] = await Promise.all([
      targetId.startsWith('i-')
        ? ask((inner) => describeInstance(clients, targetId, inner), signal, this.#clock)
        : null,
      /^m?i-/.test(targetId)
        ? ask((inner) => describeNode(clients, targetId, inner), signal, this.#clock)
        : null,
    ]);
    const target = merged(instance, node);
    if (target !== null) this.note(clients.access, [target]);
    return target;
  }

  #fresh<T>(seen: Seen<T> | undefined): T | null {
    return seen !== undefined && this.#clock.now() - seen.at < FRESH_MS ? seen.value : null;
  }
}

/** EC2's facts with what Systems Manager says of the agent. */
function merged(instance: Target | AppError | null, node: Target | AppError | null): Target | null {
  if (instance === null || instance instanceof AppError) return node instanceof AppError ? null : node;
  if (node instanceof AppError) return instance;
  if (node === null) return { ...instance, ssm: { status: 'unmanaged' } };
  return { ...instance, ssm: node.ssm, operatingSystem: node.operatingSystem ?? instance.operatingSystem };
}

async function ask<T>(
  run: (signal: AbortSignal) => Promise<T>,
  signal: AbortSignal,
  clock: Clock,
  forMs = ASK_FOR_MS,
): Promise<T | AppError> {
  const tooLate = (): AppError => new AppError('aws/unreachable', 'AWS did not answer in time.');
  try {
    return await withDeadline(run, forMs, signal, tooLate, clock);
  } catch (error) {
    // What could not be asked is a fact about the routes, and is shown as the reason of one.
    if (error instanceof AppError) return error;
    throw error;
  }
}

function keyOf(access: AwsAccess, targetId: string): string {
  return `${access.profileId}\n${access.region}\n${targetId}`;
}
