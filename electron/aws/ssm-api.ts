// Session Manager's calls: start, resume and end sessions, and what is known of a node. Every call has a deadline.
import {
  DescribeInstanceInformationCommand,
  ResumeSessionCommand,
  StartSessionCommand,
  TerminateSessionCommand,
} from '@aws-sdk/client-ssm';
import { z } from 'zod';
import { AppError } from '../../shared/app-error.ts';
import type { Target } from '../../shared/aws.ts';
import { Secret } from '../base/secret.ts';
import { awsCall } from './aws-call.ts';
import type { AwsClients } from './clients.ts';
import { targetOfNode } from './ssm-target.ts';

/** The answer of StartSession; fits the SSM engine's SessionGrant. */
export interface SessionGrant {
  readonly sessionId: string;
  readonly tokenValue: Secret<string>;
  readonly streamUrl: string;
}

/** The answer of ResumeSession. Null: it named no address, so the one from the start goes on. */
export interface ResumedGrant extends Omit<SessionGrant, 'streamUrl'> {
  readonly streamUrl: string | null;
}

export interface StartSessionRequest {
  /** Instance, managed node or another Session Manager target. */
  readonly targetId: string;
  /** Null: the account's preferences document (a plain shell). */
  readonly documentName: string | null;
  readonly parameters: Readonly<Record<string, readonly string[]>>;
  /** Shown in AWS's session history; at most 256 characters. */
  readonly reason: string | null;
}

// Session ids hold user names; limits are far above AWS's own (96, 300 and about 250 characters).
const grantSchema = z.object({
  SessionId: z.string().min(1).max(400),
  TokenValue: z.string().min(1).max(4096),
  StreamUrl: z.string().min(1).max(8192),
});

const REASON_LIMIT = 256;

export async function startSession(
  clients: AwsClients,
  request: StartSessionRequest,
  signal: AbortSignal,
): Promise<SessionGrant> {
  const { targetId } = request;
  const answer = await awsCall({ ...context(clients, 'StartSession', signal), targetId }, (abortSignal) =>
    clients.ssm.send(
      new StartSessionCommand({
        Target: targetId,
        ...(request.documentName === null ? {} : { DocumentName: request.documentName }),
        ...(request.reason === null ? {} : { Reason: request.reason.slice(0, REASON_LIMIT) }),
        ...(Object.keys(request.parameters).length === 0 ? {} : { Parameters: copyOf(request.parameters) }),
      }),
      { abortSignal },
    ),
  );
  return readGrant(answer, 'StartSession');
}

/** Null when AWS says that the session is gone: DoesNotExistException, or an answer without a token (facts 2.5). */
export async function resumeSession(
  clients: AwsClients,
  sessionId: string,
  signal: AbortSignal,
): Promise<ResumedGrant | null> {
  try {
    const answer = await awsCall(context(clients, 'ResumeSession', signal), (abortSignal) =>
      clients.ssm.send(new ResumeSessionCommand({ SessionId: sessionId }), { abortSignal }),
    );
    if (answer.TokenValue === undefined || answer.TokenValue === '') return null;
    if (answer.StreamUrl === undefined || answer.StreamUrl === '')
      return { sessionId, tokenValue: new Secret(answer.TokenValue), streamUrl: null };
    return readGrant({ ...answer, SessionId: answer.SessionId ?? sessionId }, 'ResumeSession');
  } catch (error) {
    if (error instanceof AppError && error.code === 'ssm/session-gone') return null;
    throw error;
  }
}

/** A session that is already gone counts as ended. */
export async function terminateSession(
  clients: AwsClients,
  sessionId: string,
  signal: AbortSignal,
): Promise<void> {
  try {
    await awsCall(context(clients, 'TerminateSession', signal), (abortSignal) =>
      clients.ssm.send(new TerminateSessionCommand({ SessionId: sessionId }), { abortSignal }),
    );
  } catch (error) {
    if (!(error instanceof AppError && error.code === 'ssm/session-gone')) throw error;
  }
}

/** What Systems Manager knows of one instance or managed node; null when it does not know it. */
export async function describeNode(
  clients: AwsClients,
  targetId: string,
  signal: AbortSignal,
): Promise<Target | null> {
  const answer = await awsCall(
    { ...context(clients, 'DescribeInstanceInformation', signal), targetId },
    (abortSignal) =>
      clients.ssm.send(
        new DescribeInstanceInformationCommand({ Filters: [{ Key: 'InstanceIds', Values: [targetId] }] }),
        { abortSignal },
      ),
  );
  const node = answer.InstanceInformationList?.find((one) => one.InstanceId === targetId);
  return node === undefined ? null : targetOfNode(node);
}

function context(clients: AwsClients, operation: string, signal: AbortSignal) {
  return {
    action: `ssm:${operation}`,
    profileName: clients.profileName,
    region: clients.access.region,
    signal,
  };
}

function readGrant(answer: unknown, operation: string): SessionGrant {
  const parsed = grantSchema.safeParse(answer);
  if (!parsed.success) {
    // Names of the missing fields only: the others are secrets.
    const missing = parsed.error.issues.map((issue) => issue.path.join('.')).join(', ');
    throw new AppError('aws/service-error', `The answer to ssm:${operation} is not complete.`, {
      detail: `Not usable: ${missing}`,
    });
  }
  return {
    sessionId: parsed.data.SessionId,
    tokenValue: new Secret(parsed.data.TokenValue),
    streamUrl: parsed.data.StreamUrl,
  };
}

function copyOf(parameters: StartSessionRequest['parameters']): Record<string, string[]> {
  return Object.fromEntries(Object.entries(parameters).map(([name, values]) => [name, [...values]]));
}
