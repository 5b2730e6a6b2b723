// SSM StartSession, ResumeSession, TerminateSession (fact sheet 2).
import { z } from 'zod';
import { resolveDocument } from '../company/documents.ts';
import { isAgentOnline } from '../company/instance.ts';
import { isLive, type Session } from '../gateway/sessions.ts';
import { ApiError } from './api-error.ts';
import type { ApiCall, Authorize } from './call.ts';
import { ACCOUNT_ID } from './credentials.ts';
import { parseInput } from './json-input.ts';
import type { SsmWorld } from './ssm-world.ts';

const startSchema = z.object({
  Target: z.string().min(1).max(400),
  DocumentName: z
    .string()
    .regex(/^[a-zA-Z0-9_\-.:/]{3,128}$/, 'Member must satisfy regular expression pattern')
    .nullish(),
  Reason: z.string().max(256, 'Member must have length less than or equal to 256').nullish(),
  Parameters: z.record(z.string().max(255), z.array(z.string().max(65_535))).nullish(),
});
const sessionIdSchema = z.object({ SessionId: z.string().min(1).max(96) });

export function startSession(call: ApiCall, input: unknown, authorize: Authorize, world: SsmWorld): object {
  const request = parseInput(startSchema, input);
  const { Target: target } = request;
  authorize('ssm:StartSession', targetArn(call, target));
  const document = resolveDocument(request.DocumentName ?? null, request.Parameters ?? {});
  const instance = call.region === world.region ? world.inventory.find(target) : null;
  const isExternal = world.isExternalAgent(target);
  if (!isExternal && (instance === null || !isAgentOnline(instance)))
    throw new ApiError('TargetNotConnected', `${target} is not connected.`);
  const session = world.sessions.open({
    target,
    document,
    reason: request.Reason ?? '',
    owner: call.caller.arn,
    sessionName: call.caller.sessionName,
    // AWS never encrypts port sessions.
    kmsKeyId: document.sessionType === 'Port' ? null : world.kmsKeyId(),
    agent: isExternal ? 'external' : 'built-in',
  });
  const answer = grantOf(session, world);
  world.startSession(session);
  return answer;
}

export function resumeSession(call: ApiCall, input: unknown, authorize: Authorize, world: SsmWorld): object {
  const { SessionId } = parseInput(sessionIdSchema, input);
  authorize('ssm:ResumeSession', sessionArn(call, SessionId));
  const session = world.sessions.find(SessionId);
  if (session === null)
    throw new ApiError('DoesNotExistException', `Session with id ${SessionId} does not exist.`);
  // A session that is over is no error: the answer has no token, and that is what clients go by.
  if (!isLive(session) || session.refusesResume) return { SessionId, TokenValue: null, StreamUrl: null };
  return grantOf(session, world);
}

export function terminateSession(
  call: ApiCall,
  input: unknown,
  authorize: Authorize,
  world: SsmWorld,
): object {
  const { SessionId } = parseInput(sessionIdSchema, input);
  authorize('ssm:TerminateSession', sessionArn(call, SessionId));
  const session = world.sessions.find(SessionId);
  if (session !== null && isLive(session)) world.terminateSession(session);
  return { SessionId };
}

function grantOf(session: Session, world: SsmWorld): object {
  return {
    SessionId: session.id,
    StreamUrl: world.streamUrlOf(session),
    TokenValue: world.sessions.issueToken(session, 'client'),
  };
}

function targetArn(call: ApiCall, target: string): string {
  return target.startsWith('mi-')
    ? `arn:aws:ssm:${call.region}:${ACCOUNT_ID}:managed-instance/${target}`
    : `arn:aws:ec2:${call.region}:${ACCOUNT_ID}:instance/${target}`;
}

function sessionArn(call: ApiCall, sessionId: string): string {
  return `arn:aws:ssm:${call.region}:${ACCOUNT_ID}:session/${sessionId}`;
}
