// Decides on the host key of a target with all that is known: its pins, what it printed while it started, the route it
// was reached by, and in the end the user. Whoever asked pins what was believed, once the key has been proved by a sign-in.
import { AppError } from '../../shared/app-error.ts';
import type { Target } from '../../shared/aws.ts';
import type { HostKey } from '../../shared/connection.ts';
import type { TargetId } from '../../shared/ids.ts';
import type { Route } from '../../shared/route.ts';
import { getConsoleOutput } from '../aws/console-output.ts';
import type { AwsClients } from '../aws/clients.ts';
import type { Clock } from '../base/clock.ts';
import { withDeadline } from '../base/deadline.ts';
import type { Log } from '../base/log.ts';
import type { OfferedKey } from '../base/ssh-path.ts';
import { parseConsoleHostKeys } from '../ssh/console-host-keys.ts';
import { decideHostKey, type HostKeyDecision, hostKeyChangedError } from '../ssh/host-key-decision.ts';
import { type KnownTargets, refreshKnown } from './known-targets.ts';
import type { Question } from './prompts.ts';

export interface HostKeyFacts {
  readonly clients: AwsClients;
  readonly targetId: TargetId;
  readonly target: Target | null;
  /** For the question: "web-1". */
  readonly name: string;
  readonly route: Route;
  readonly known: KnownTargets;
  /** Answers `yes`; rejects when the user refuses or nobody answers. */
  readonly ask: (question: Question, signal: AbortSignal) => Promise<string>;
  /** Once, when it is believed. */
  readonly onAccepted: (key: HostKey) => void;
  readonly clock: Clock;
  readonly log: Log;
}

/** Somebody waits for a prompt; without it the user is asked, or the route vouches. */
const CONSOLE_MS = 4_000;
/** On these AWS leads to the machine itself: its agent, or its network interface. Nobody else can stand there. */
const ROUTES_OF_AWS: readonly Route[] = ['ssm', 'eice'];

/** The AppError says why it is not accepted. Rejects with what `ask` rejects with, but for a plain no. */
export async function checkHostKey(
  facts: HostKeyFacts,
  offered: OfferedKey,
  signal: AbortSignal,
): Promise<'accept' | AppError> {
  const { targetId, target, known, log } = facts;
  const key = { type: offered.type, fingerprint: offered.fingerprintSha256 };
  // A key that `sallyport` has pinned since must not be met for the first time again, and replaced.
  await refreshKnown(known, log);
  const pins = (known.find(targetId)?.hostKeys ?? []).map((pin) => ({ ...pin, instanceId: null }));
  const isPinned = pins.some(({ fingerprint }) => fingerprint === key.fingerprint);
  const decision = decideHostKey({
    offered: key,
    pins,
    machine: { instanceId: null, launchedAt: target?.launchedAt ?? null },
    consoleFingerprints: isPinned ? null : await consoleFingerprints(facts, signal),
  });
  const accept = (trust: HostKey['trust']): 'accept' => {
    facts.onAccepted({ ...key, trust });
    return 'accept';
  };
  switch (decision.kind) {
    case 'same':
      return accept('known');
    case 'first':
      if (decision.console === 'confirms') return accept('console');
      if (decision.console === 'silent' && ROUTES_OF_AWS.includes(facts.route)) return accept('route');
      break;
    case 'replaced':
      if (decision.console === 'confirms') return accept('console');
      break;
    case 'mismatch':
      return hostKeyChangedError(key, decision.pinned);
  }
  const refusal = await refusalOf(facts, decision, key, signal);
  return refusal ?? accept('accepted');
}

/** Null: the user trusts it. */
async function refusalOf(
  { ask, name }: HostKeyFacts,
  decision: HostKeyDecision,
  key: { readonly type: string; readonly fingerprint: string },
  signal: AbortSignal,
): Promise<AppError | null> {
  const detail = [`${key.type}\n${key.fingerprint}`, ...adviceOn(decision)].join('\n\n');
  try {
    await ask({ kind: 'host-key', question: questionOn(decision, name), detail }, signal);
    return null;
  } catch (error) {
    const isNo = error instanceof AppError && error.code === 'cancelled' && !signal.aborted;
    if (!isNo) throw error;
    return new AppError('ssh/host-key-refused', 'The host key was not accepted.', {
      detail: `${key.type} ${key.fingerprint}`,
      retryable: true,
    });
  }
}

function questionOn(decision: HostKeyDecision, name: string): string {
  if (decision.kind === 'replaced')
    return `${name} shows a new host key. It was started anew since the old one was seen. Is this its key?`;
  return `${name} is met for the first time. Is this its host key?`;
}

function adviceOn(decision: HostKeyDecision): readonly string[] {
  if (decision.kind === 'same') return [];
  const old =
    decision.kind === 'first' ? [] : [`Before: ${decision.pinned.type} ${decision.pinned.fingerprint}`];
  switch (decision.console) {
    case 'contradicts':
      return [...old, 'Its console output names other keys. Trust this one only if you know why.'];
    case 'silent':
      return [
        ...old,
        'Its console output does not say. Compare it on the instance: ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub',
      ];
    case 'confirms':
      return old;
  }
}

async function consoleFingerprints(
  { clients, targetId, clock, log }: HostKeyFacts,
  signal: AbortSignal,
): Promise<readonly string[] | null> {
  if (!targetId.startsWith('i-')) return null;
  try {
    const text = await withDeadline(
      (inner) => getConsoleOutput(clients, targetId, inner),
      CONSOLE_MS,
      signal,
      () => new AppError('connection/timeout', 'The console output did not come in time.'),
      clock,
    );
    return parseConsoleHostKeys(text)?.fingerprints ?? null;
  } catch (error) {
    if (!(error instanceof AppError) || signal.aborted) throw error;
    // No permission for it is common: then the key is judged without.
    log.info('The console output could not be read.', { error });
    return null;
  }
}
