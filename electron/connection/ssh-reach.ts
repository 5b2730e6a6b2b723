// Signs in to the SSH of a target by one given route: dial, host key, one-time key, sign-in; with several users where
// nothing tells which it is. Used by shells, tunnels, jump hosts and the command line.
import { AppError } from '../../shared/app-error.ts';
import type { HostKey } from '../../shared/connection.ts';
import type { TargetId } from '../../shared/ids.ts';
import type { ReachChoice, Route } from '../../shared/route.ts';
import { sendSshPublicKey } from '../aws/eic-api.ts';
import type { AwsClients } from '../aws/clients.ts';
import { throwIfAborted } from '../base/abort.ts';
import { openSshClient } from '../ssh/open-ssh-client.ts';
import type { SshClient } from '../ssh/ssh-client.ts';
import { dialRoute, type DialParts } from './dial.ts';
import type { DialEvents, Dialled } from './dialled.ts';
import { checkHostKey } from './host-key-check.ts';
import { type KnownTargets, refreshKnown } from './known-targets.ts';
import type { Question } from './prompts.ts';
import type { RouteFacts } from './route.ts';
import { identitiesFor, type IdentityPlace, questionFor } from './ssh-identities.ts';
import { usersOf } from './target-user.ts';

export interface SshReachParts extends DialParts {
  readonly place: IdentityPlace;
  readonly ask: (question: Question, signal: AbortSignal) => Promise<string>;
}

export interface SshReachEvents extends DialEvents {
  readonly onUser: (user: string) => void;
  readonly onHostKey: (key: HostKey) => void;
}

export interface SshReachRequest extends SshReachEvents {
  readonly clients: AwsClients;
  readonly targetId: TargetId;
  /** What people call it, for questions. */
  readonly name: string;
  readonly route: Route;
  readonly reach: ReachChoice;
  readonly facts: RouteFacts;
  readonly known: KnownTargets;
  /** What its image says of itself. Rejects with `cancelled`. */
  readonly imageWords: (signal: AbortSignal) => Promise<readonly string[]>;
  readonly dialJump: (signal: AbortSignal) => Promise<Dialled>;
}

export interface ReachedSsh {
  readonly ssh: SshClient;
  readonly way: Omit<Dialled, 'transport'>;
  readonly user: string;
}

/** Wraps what AWS said when it was handed a one-time key: no route changes that. */
export class KeyPushFailure extends Error {
  readonly error: AppError;

  constructor(error: AppError) {
    super(error.message, { cause: error });
    this.error = error;
  }
}

/** Rejects with AppError, or with KeyPushFailure around one. Nothing is left open then. */
export async function reachSsh(
  request: SshReachRequest,
  parts: SshReachParts,
  signal: AbortSignal,
): Promise<ReachedSsh> {
  const { reach, known, targetId, facts } = request;
  await refreshKnown(known, parts.log);
  const users = await usersOf(reach, known.find(targetId), facts.target, () => request.imageWords(signal));
  for (const [index, user] of users.entries()) {
    throwIfAborted(signal);
    request.onUser(user);
    try {
      return await signIn(request, parts, user, signal);
    } catch (error) {
      const isLast = index === users.length - 1;
      const isRefusal = error instanceof AppError && REFUSALS.includes(error.code);
      if (isLast && isRefusal && users.length > 1) throw refusedAll(error, users);
      if (isLast || !isRefusal) throw error;
    }
  }
  throw new AppError('internal', 'Nobody was there to sign in as.');
}

const REFUSALS: readonly AppError['code'][] = ['ssh/pushed-key-refused', 'ssh/sign-in-refused'];

function refusedAll(error: AppError, users: readonly string[]): AppError {
  const words = `Tried as ${users.join(', ')}: nothing tells which user this image has.`;
  return new AppError(error.code, error.message, {
    detail: error.detail === null ? words : `${words} ${error.detail}`,
    retryable: error.retryable,
    cause: error,
  });
}

async function signIn(
  request: SshReachRequest,
  parts: SshReachParts,
  user: string,
  signal: AbortSignal,
): Promise<ReachedSsh> {
  const { clients, targetId, name, reach, facts, known, route } = request;
  const { clock, log } = parts;
  const identities = await identitiesFor(reach.identity, targetId, parts.place);
  const { transport, ...way } = await dialRoute(
    { ...request, choice: reach.route, port: reach.port },
    parts,
    signal,
  );
  let believed: HostKey | null = null;
  let pushFailure: AppError | null = null;
  try {
    const ssh = await openSshClient({
      transport,
      user,
      identities,
      pinnedTypes: (known.find(targetId)?.hostKeys ?? []).map(({ type }) => type),
      hostKey: (offered, inner) =>
        checkHostKey(
          {
            ...{ clients, targetId, name, route, known, clock, log, ask: parts.ask },
            target: facts.target,
            onAccepted: (key) => {
              believed = key;
              request.onHostKey(key);
            },
          },
          offered,
          inner,
        ),
      beforeAuth: async (publicKeyLine, inner) => {
        try {
          await sendSshPublicKey(clients, { instanceId: targetId, user, publicKeyLine }, inner);
        } catch (error) {
          if (error instanceof AppError) pushFailure = error;
          throw error;
        }
      },
      ask: (question, inner) => parts.ask(questionFor(question, name), inner),
      signal,
      onPhase: (kind) => {
        request.onPhase({ kind });
      },
      clock,
      log: log.part('ssh'),
    });
    await pinHostKey(known, targetId, believed, facts, parts);
    return { ssh, way, user };
  } catch (error) {
    if (error instanceof AppError && error === pushFailure) throw new KeyPushFailure(error);
    throw error;
  }
}

/** Proved by the sign-in: until then anybody could have shown it. */
export async function pinHostKey(
  known: KnownTargets,
  targetId: TargetId,
  key: HostKey | null,
  { target }: RouteFacts,
  { log }: SshReachParts,
): Promise<void> {
  if (key === null || key.trust === 'known') return;
  const { type, fingerprint } = key;
  try {
    await known.pinHostKey(targetId, { type, fingerprint, launchedAt: target?.launchedAt ?? null });
  } catch (error) {
    // The disk is full or must not be written: the next time it is judged as if it were the first.
    log.warn('A host key could not be stored.', { target: targetId, error });
  }
}
