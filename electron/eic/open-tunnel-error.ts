// What an EC2 Instance Connect Endpoint answers when it opens no tunnel, and how tunnels end, in words. AWS publishes
// no list of codes: they are read by what they are made of, and AWS's own message is always shown (fact sheet 1.10,
// 1.14 to 1.16).
import { z } from 'zod';
import { AppError, type AppErrorCode } from '../../shared/app-error.ts';
import type { WebSocketEnding } from '../base/web-socket.ts';
import { WebSocketOpenError } from '../base/web-socket-open-error.ts';

const bodySchema = z.object({ ErrorCode: z.string().max(200), Message: z.string().max(4000).optional() });
type RefusalBody = z.infer<typeof bodySchema>;

/** In this order: the first that fits. */
const CODES: readonly (readonly [RegExp, AppErrorCode, string, 'retryable' | 'final'])[] = [
  [
    /Expired/i,
    'aws/credentials-expired',
    'AWS says that the credentials or the signature have expired.',
    'retryable',
  ],
  [
    /TimeTooSkewed|NotYetValid/i,
    'aws/clock-skew',
    'The clock of this computer differs too much from that of AWS.',
    'retryable',
  ],
  [
    /Signature|InvalidClientToken|UnrecognizedClient|AuthFailure/i,
    'aws/credentials-invalid',
    'AWS did not accept the signature.',
    'final',
  ],
  [
    /Access|Unauth|Forbidden|Denied/i,
    'aws/access-denied',
    'These credentials are not allowed to use ec2-instance-connect:OpenTunnel.',
    'final',
  ],
  [
    /Throttl|TooManyRequests/i,
    'aws/throttled',
    'AWS asks for a pause before the next connection through the endpoint.',
    'retryable',
  ],
  [
    /Limit|TooMany|Quota/i,
    'eice/limit',
    'The endpoint has all the connections that it carries at once.',
    'retryable',
  ],
  [/NotFound/i, 'eice/no-endpoint', 'AWS does not know this endpoint any more.', 'final'],
];

export interface TunnelRefusalFacts {
  /** Connections that this app has open through the same endpoint. */
  readonly ownConnections: number;
  /** As it was asked for. */
  readonly maxDurationMs: number;
}

/** The upgrade was not answered with a tunnel. `cancelled` for a cancel; other AppErrors come back as they are. */
export function openTunnelError(error: unknown, facts: TunnelRefusalFacts): AppError {
  if (error instanceof AppError) return error;
  if (!(error instanceof WebSocketOpenError))
    return new AppError('eice/unreachable', 'The endpoint could not be reached.', {
      detail: error instanceof Error ? error.message : null,
      retryable: true,
      cause: error,
    });
  switch (error.kind) {
    case 'cancelled':
      return new AppError('cancelled', 'It was cancelled.', { cause: error });
    case 'timeout':
    case 'unreachable':
      return new AppError('eice/unreachable', 'The endpoint could not be reached.', {
        detail: error.detail,
        retryable: true,
        cause: error,
      });
    case 'refused':
      return refusal(error, facts);
  }
}

function refusal(error: WebSocketOpenError, facts: TunnelRefusalFacts): AppError {
  const answer = readBody(error.body);
  const options = { detail: error.detail, cause: error };
  // A proxy in between, or a service that is down: nothing that AWS's service for tunnels has said.
  if (answer === null)
    return new AppError('eice/refused', `The endpoint answered with HTTP ${String(error.status ?? '?')}.`, {
      ...options,
      retryable: (error.status ?? 0) >= 500,
    });
  const message = answer.Message ?? '';
  if (/RemotePort/i.test(message))
    return new AppError('eice/port-not-allowed', 'The endpoint does not lead to this port.', options);
  const known = CODES.find(([pattern]) => pattern.test(answer.ErrorCode));
  if (known === undefined)
    return new AppError('eice/refused', `The endpoint refused: ${answer.ErrorCode}.`, {
      ...options,
      retryable: (error.status ?? 0) >= 500,
    });
  const [, code, sentence, retry] = known;
  const hint = hintFor(code, facts, answer);
  return new AppError(code, sentence, {
    detail: [error.detail, hint].filter((part) => part !== null).join('\n'),
    retryable: retry === 'retryable',
    cause: error,
  });
}

function hintFor(
  code: AppErrorCode,
  { ownConnections, maxDurationMs }: TunnelRefusalFacts,
  answer: RefusalBody,
): string | null {
  if (code === 'eice/limit') return limitWords(ownConnections);
  if (code !== 'aws/access-denied') return null;
  const seconds = String(maxDurationMs / 1000);
  // Told apart only where AWS tells (fact sheet 10.18): most of its refusals name no condition.
  return namesDuration(answer)
    ? `The policy limits the time of a connection: its condition ec2-instance-connect:maxTunnelDuration does not allow ${seconds} s.`
    : `A policy may allow it with conditions only: ec2-instance-connect:maxTunnelDuration (${seconds} s are asked for), ec2-instance-connect:remotePort, ec2-instance-connect:privateIpAddress, aws:SourceIp (a VPN), or tags of the endpoint.`;
}

/** Fact sheet 1.16. */
const ENDPOINT_CARRIES = 20;

function limitWords(own: number): string {
  const whose =
    own === 0
      ? 'none of them is Sallyport’s'
      : own >= ENDPOINT_CARRIES
        ? 'all of them are Sallyport’s'
        : `${String(own)} of them ${own === 1 ? 'is' : 'are'} Sallyport’s`;
  return `An endpoint carries ${String(ENDPOINT_CARRIES)} connections at once; ${whose}. In a tunnel to port 22 or 3389 each connection is one; a tunnel to any other port needs one for all.`;
}

/**
 * The largest time in seconds that a refusal itself says would have been allowed, below the one that was asked for; null
 * where it says nothing of the kind. Takes what `openTunnelError` made.
 */
export function allowedSeconds(error: unknown, askedSeconds: number): number | null {
  if (!(error instanceof AppError && error.code === 'aws/access-denied')) return null;
  const { cause } = error;
  const answer = cause instanceof WebSocketOpenError ? readBody(cause.body) : null;
  if (answer === null || !namesDuration(answer)) return null;
  // The number that follows the name: account ids and addresses stand before it.
  const named = /maxTunnelDuration\D{0,80}?\b(\d{1,4})\b/i.exec(answer.Message ?? '')?.[1];
  const seconds = named === undefined ? 0 : Number(named);
  return seconds >= 1 && seconds < askedSeconds ? seconds : null;
}

function namesDuration({ Message }: RefusalBody): boolean {
  return /maxTunnelDuration/i.test(Message ?? '');
}

function readBody(body: string | null): RefusalBody | null {
  try {
    const parsed = bodySchema.safeParse(JSON.parse(body ?? ''));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}

export interface TunnelTimes {
  readonly openedAt: number;
  readonly endedAt: number;
  readonly maxDurationMs: number;
}

/** The service's clock and ours count from different moments. */
const CUT_SLACK_MS = 3_000;

/** Null for a normal end. `by`: for words, the endpoint's id. */
export function tunnelEndError(ending: WebSocketEnding, times: TunnelTimes, by: string): AppError | null {
  // Whatever the code: this is the one sentence that AWS has for a target that it cannot reach.
  if (ending.kind === 'closed' && /unable to connect to target/i.test(ending.reason))
    return new AppError('eice/target-unreachable', 'The endpoint could not connect to the target.', {
      detail: `${by}: ${ending.reason}`,
      retryable: true,
    });
  if (ending.kind === 'closed' && ending.code === 1000) return null;
  if (times.endedAt - times.openedAt >= times.maxDurationMs - CUT_SLACK_MS)
    return new AppError('eice/time-limit', 'The endpoint ended the connection after its time.', {
      detail: `${by}: after ${durationWords(times.maxDurationMs)}`,
      retryable: true,
    });
  return new AppError('eice/lost', 'The connection through the endpoint was lost.', {
    detail: `${by}: ${endWords(ending)}`,
    retryable: true,
  });
}

function endWords(ending: WebSocketEnding): string {
  switch (ending.kind) {
    case 'closed':
      return ending.reason === '' ? `closed with code ${String(ending.code)}` : ending.reason;
    case 'lost':
      return ending.why ?? 'it was cut';
    case 'unresponsive':
      return `nothing was heard for ${String(Math.round(ending.silentMs / 1000))} s`;
  }
}

function durationWords(ms: number): string {
  const minutes = Math.round(ms / 60_000);
  return minutes >= 1 ? `${String(minutes)} minutes` : `${String(Math.round(ms / 1000))} seconds`;
}
