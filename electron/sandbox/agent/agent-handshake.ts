// The handshake as the agent leads it (fact sheet 3): request, response, with KMS a challenge, complete.
import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { ClientMessage } from '../../ssm/client-message.ts';
import {
  ACTION_STATUS,
  ACTION_TYPE,
  encChallengeSchema,
  encodeJsonPayload,
  handshakeResponseSchema,
  kmsEncryptionResultSchema,
  parseJsonPayload,
  PAYLOAD_TYPE,
  type HandshakeComplete,
  type HandshakeRequest,
} from '../../ssm/payloads.ts';
import type { AgentJob } from '../gateway/agent-jobs.ts';
import { openDataKey, type AgentCipher } from './agent-cipher.ts';
import { AgentFailure } from './agent-failure.ts';
import type { AgentStream } from './agent-stream.ts';
import type { AgentIdentity } from './signed-call.ts';

const CHALLENGE_BYTES = 64;
const REQUEST_CHALLENGE_BYTES = 16;
const TIMED_OUT =
  'Encountered error while initiating handshake. Handshake timed out. Please ensure that you have the latest version of the session manager plugin.';
/** Clients up to this version print both streams to one: the real agent says so. */
const LAST_CLIENT_WITHOUT_STREAMS = [1, 2, 295, 0];

export interface HandshakeParts {
  readonly job: AgentJob;
  readonly identity: AgentIdentity;
  readonly stream: AgentStream;
  readonly timeoutMs: number;
  /** The next client message of this payload type; rejects with AgentFailure when the time is over. */
  readonly expect: (payloadType: number, timeoutMs: number, timedOut: string) => Promise<ClientMessage>;
}

export interface Handshaken {
  /** Null when the session is not encrypted. */
  readonly cipher: AgentCipher | null;
  readonly clientVersion: string;
}

/** Throws AgentFailure. */
export async function shakeHands(parts: HandshakeParts): Promise<Handshaken> {
  const { job, stream, timeoutMs, expect } = parts;
  const startedAt = process.hrtime.bigint();
  const challenge = job.kmsKeyId === null ? '' : randomBytes(REQUEST_CHALLENGE_BYTES).toString('base64');
  const answered = expect(PAYLOAD_TYPE.handshakeResponse, timeoutMs, TIMED_OUT);
  await Promise.all([stream.send(PAYLOAD_TYPE.handshakeRequest, requestOf(job, challenge)), answered]);
  const response = parseJsonPayload(handshakeResponseSchema, (await answered).payload);
  for (const action of response.ProcessedClientActions)
    if (action.ActionStatus !== ACTION_STATUS.success)
      throw new AgentFailure(
        `${action.ActionType} failed on client with status ${action.ActionStatus} error: ${action.Error}`,
      );
  const kms = response.ProcessedClientActions.find(
    ({ ActionType }) => ActionType === ACTION_TYPE.kmsEncryption,
  );
  let cipher: AgentCipher | null = null;
  if (job.kmsKeyId !== null) {
    const result = kmsEncryptionResultSchema.parse(kms?.ActionResult);
    cipher = await openDataKey(parts.identity, job.kmsKeyId, result.KMSCipherTextKey, {
      'aws:ssm:SessionId': job.sessionId,
      'aws:ssm:TargetId': job.target,
      ...(result.ChallengeAcknowledgement === true ? { 'aws:ssm:RandomChallenge': challenge } : {}),
    });
    await proveKey(parts, cipher);
  }
  const complete: HandshakeComplete = {
    HandshakeTimeToComplete: Number(process.hrtime.bigint() - startedAt),
    CustomerMessage: customerMessage(job, response.ClientVersion),
  };
  await stream.send(PAYLOAD_TYPE.handshakeComplete, encodeJsonPayload(complete));
  return { cipher, clientVersion: response.ClientVersion };
}

function requestOf(job: AgentJob, challenge: string): Buffer {
  const request: HandshakeRequest = {
    AgentVersion: job.agentVersion,
    RequestedClientActions: [
      {
        ActionType: ACTION_TYPE.sessionType,
        ActionParameters: { SessionType: job.sessionType, Properties: job.properties },
      },
    ],
  };
  if (job.kmsKeyId !== null)
    request.RequestedClientActions.push({
      ActionType: ACTION_TYPE.kmsEncryption,
      ActionParameters: { KMSKeyId: job.kmsKeyId, Challenge: challenge },
    });
  return encodeJsonPayload(request);
}

// Random bytes out with one half of the key, the same bytes back with the other.
async function proveKey(parts: HandshakeParts, cipher: AgentCipher): Promise<void> {
  const secret = randomBytes(CHALLENGE_BYTES);
  const body = encodeJsonPayload({ Challenge: cipher.encrypt(secret).toString('base64') });
  const answered = parts.expect(PAYLOAD_TYPE.encChallengeResponse, parts.timeoutMs, TIMED_OUT);
  await Promise.all([parts.stream.send(PAYLOAD_TYPE.encChallengeRequest, body), answered]);
  const { Challenge } = parseJsonPayload(encChallengeSchema, (await answered).payload);
  const returned = cipher.decrypt(Buffer.from(Challenge, 'base64'));
  if (returned.length !== secret.length || !timingSafeEqual(returned, secret))
    throw new AgentFailure(
      'Encountered error while initiating handshake. Encryption challenge does not match.',
    );
}

function customerMessage(job: AgentJob, clientVersion: string): string {
  if (job.kmsKeyId !== null) return 'This session is encrypted using AWS KMS.';
  const linux: unknown = job.properties?.['linux'];
  const separates =
    typeof linux === 'object' &&
    linux !== null &&
    'separateOutputStream' in linux &&
    linux.separateOutputStream === 'true';
  return separates && !isNewer(clientVersion)
    ? 'Please update session manager plugin version (minimum required version 1.2.312.0) for fully support of separate StdOut/StdErr output.'
    : '';
}

function isNewer(version: string): boolean {
  const parts = version.split('.').map(Number);
  for (const [index, than] of LAST_CLIENT_WITHOUT_STREAMS.entries()) {
    const part = parts[index] ?? 0;
    if (part !== than) return part > than;
  }
  return false;
}
