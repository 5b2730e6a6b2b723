// When StartSession says TargetNotConnected it does not say why. This asks around (best effort, a few seconds) and
// answers with an error that does: stopped, agent silent since when, never managed, not in this region.
import { AppError } from '../../shared/app-error.ts';
import type { Target } from '../../shared/aws.ts';
import type { AwsClients } from '../aws/clients.ts';
import { describeInstance } from '../aws/ec2-api.ts';
import { describeNode } from '../aws/ssm-api.ts';
import { withDeadline } from '../base/deadline.ts';

/** Somebody looks at an error that is already there: the reason may take this long, not longer. */
const ASK_FOR_MS = 4_000;

/** `10 Oct 2026, 14:03`, in this computer's time zone: somebody compares it with a clock on the wall. */
const LOCAL_TIME = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short' });

/** What was found out; `unknown` where it could not be asked (permission, network, time). */
export interface TargetFacts {
  /** As EC2 describes it. */
  readonly instance: Target | 'missing' | 'unknown';
  /** As Systems Manager describes it. */
  readonly node: Target | 'missing' | 'unknown';
}

/** Any error but `target/not-connected` comes back unchanged. Never rejects. */
export async function explainRefusal(
  error: AppError,
  targetId: string,
  clients: AwsClients,
  signal: AbortSignal,
): Promise<AppError> {
  if (error.code !== 'target/not-connected' || !/^m?i-/.test(targetId)) return error;
  const ask = async <T>(run: (inner: AbortSignal) => Promise<T>): Promise<T | 'unknown'> => {
    try {
      return await withDeadline(run, ASK_FOR_MS, signal, () => new Error('too late'));
    } catch {
      // Not knowing is an answer here; the refusal itself is what gets reported.
      return 'unknown';
    }
  };
  const [instance, node] = await Promise.all([
    targetId.startsWith('mi-')
      ? ('unknown' as const)
      : ask((inner) => describeInstance(clients, targetId, inner)),
    ask((inner) => describeNode(clients, targetId, inner)),
  ]);
  return describeRefusal(error, targetId, clients.access.region, {
    instance: instance ?? 'missing',
    node: node ?? 'missing',
  });
}

/** Pure. The words come in the order in which one would check: does it exist, does it run, does its agent answer. */
export function describeRefusal(
  error: AppError,
  targetId: string,
  region: string,
  facts: TargetFacts,
): AppError {
  const say = (code: AppError['code'], message: string, why: string | null): AppError =>
    new AppError(code, message, {
      detail: [why, error.detail].filter((part) => part !== null).join('\n') || null,
      retryable: error.retryable,
      cause: error,
    });
  const { instance, node } = facts;
  if (instance === 'missing') {
    return say(
      'target/not-found',
      `${targetId} does not exist in ${region}.`,
      'Another region or AWS profile may be the right one.',
    );
  }
  if (instance !== 'unknown' && instance.state !== 'running') {
    return say('target/not-running', `${targetId} is not running: it is ${instance.state}.`, null);
  }
  if (node === 'missing') {
    const role =
      instance !== 'unknown' && instance.roleName === null
        ? 'It has no IAM instance profile; one with AmazonSSMManagedInstanceCore lets its agent register.'
        : 'Its agent is not installed, its role does not allow it, or it has no way to the ssm and ssmmessages endpoints.';
    return say('target/not-connected', `${targetId} is not managed by Systems Manager.`, role);
  }
  if (node === 'unknown') return error;
  if (node.ssm.status === 'offline') {
    const at = node.ssm.lastPingAt;
    const since = at === null ? '' : ` since ${LOCAL_TIME.format(at)}`;
    return say(
      'target/not-connected',
      `The SSM agent of ${targetId} is offline${since}.`,
      'The agent has stopped, or the machine lost its way to the ssmmessages endpoint.',
    );
  }
  return say(
    'target/not-connected',
    `The SSM agent of ${targetId} reports to Systems Manager but takes no sessions.`,
    'Its way to the ssmmessages endpoint is usually what is missing (VPC endpoint, security group or proxy).',
  );
}
