// The API endpoint: one URL for EC2, EC2 Instance Connect, SSM, STS and KMS. Body -> signature -> service -> handler -> AWS-shaped answer.
import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Clock } from '../../base/clock.ts';
import {
  ApiError,
  JSON_CONTENT_TYPE,
  signatureError,
  unknownActionError,
  writeError,
  XML_CONTENT_TYPE,
  type Protocol,
  type WireAnswer,
} from './api-error.ts';
import type { ApiCall, Authorize, QueryForm } from './call.ts';
import type { CredentialStore } from './credentials.ts';
import { callEc2, type Ec2World } from './ec2-calls.ts';
import { callEic, type EicWorld } from './eic-calls.ts';
import type { Guard } from './guard.ts';
import { readBody, sendAnswer } from './http-exchange.ts';
import { readJsonBody } from './json-input.ts';
import { callKms, type KmsKey } from './kms-calls.ts';
import { REGIONS } from './regions.ts';
import { callSsm } from './ssm-calls.ts';
import type { SsmWorld } from './ssm-world.ts';
import { callSts } from './sts-calls.ts';
import { getPasswordData, type WindowsWorld } from '../windows-calls.ts';
import {
  claimedService,
  SignatureFailure,
  signedRequestOf,
  verifySignature,
  type SignedRequest,
  type VerifiedCaller,
} from './verify-signature.ts';

export interface ControlPlaneParts {
  readonly clock: Clock;
  readonly credentials: CredentialStore;
  readonly guard: Guard;
  readonly kmsKey: KmsKey;
  readonly world: Ec2World & SsmWorld & WindowsWorld & EicWorld;
  /** Counts calls by action, for the statistics. */
  readonly onCall: (action: string) => void;
}

/** What a request asks for, read before anything is believed. */
interface Asked {
  readonly protocol: Protocol;
  readonly service: string;
  readonly action: string;
  readonly form: QueryForm;
}

const TARGET_SERVICES: Readonly<Record<string, string>> = {
  AmazonSSM: 'ssm',
  AWSEC2InstanceConnectService: 'ec2-instance-connect',
  TrentService: 'kms',
};

/** Answers one API request; never rejects because of what came in. */
export async function answerApiRequest(
  request: IncomingMessage,
  response: ServerResponse,
  parts: ControlPlaneParts,
): Promise<void> {
  const requestId = randomUUID();
  const body = await readBody(request);
  if (body === null) {
    const error = new ApiError('RequestEntityTooLarge', 'The request body is too large.', 413);
    sendAnswer(
      response,
      { ...writeError('json', error, requestId), headers: { connection: 'close' } },
      requestId,
    );
    return;
  }
  const signed = signedRequestOf(request, body);
  const asked = readAsked(signed);
  const answer = await answerOf(signed, asked, requestId, parts);
  sendAnswer(response, answer, requestId);
}

async function answerOf(
  signed: SignedRequest,
  asked: Asked,
  requestId: string,
  parts: ControlPlaneParts,
): Promise<WireAnswer> {
  const { protocol } = asked;
  try {
    const verified = verifySignature(signed, parts.credentials, parts.clock);
    checkScope(verified, asked);
    const iamAction = `${asked.service}:${asked.action}`;
    parts.onCall(iamAction);
    const delayMs = parts.guard.delayOf(iamAction);
    if (delayMs > 0) await new Promise<void>((resolve) => parts.clock.after(delayMs, resolve));
    parts.guard.checkThrottle(protocol, iamAction);
    const call: ApiCall = {
      service: asked.service,
      action: asked.action,
      region: verified.scope.region,
      caller: verified.key.principal,
      requestId,
    };
    const authorize = parts.guard.authorizerOf(protocol, call.caller);
    const body = await dispatch(call, asked, signed, authorize, parts);
    return { status: 200, contentType: protocol === 'json' ? JSON_CONTENT_TYPE : XML_CONTENT_TYPE, body };
  } catch (error) {
    if (error instanceof SignatureFailure)
      return writeError(protocol, signatureError(protocol, error), requestId);
    if (error instanceof ApiError) return writeError(protocol, error, requestId);
    throw error;
  }
}

function dispatch(
  call: ApiCall,
  asked: Asked,
  signed: SignedRequest,
  authorize: Authorize,
  parts: ControlPlaneParts,
): string | Promise<string> {
  switch (call.service) {
    case 'ec2':
      if (call.action === 'GetPasswordData') return getPasswordData(call, asked.form, authorize, parts.world);
      return callEc2(call, asked.form, authorize, parts.world);
    case 'sts':
      return callSts(call);
    case 'ssm':
      return JSON.stringify(callSsm(call, readJsonBody(signed.body), authorize, parts.world));
    case 'ec2-instance-connect':
      return JSON.stringify(callEic(call, readJsonBody(signed.body), authorize, parts.world));
    case 'kms':
      return JSON.stringify(callKms(call, readJsonBody(signed.body), authorize, parts.kmsKey));
    default:
      throw unknownActionError(asked.protocol, call.action);
  }
}

function checkScope(verified: VerifiedCaller, asked: Asked): void {
  const { region, service } = verified.scope;
  const { protocol } = asked;
  if (service !== asked.service)
    throw signatureError(
      protocol,
      new SignatureFailure(
        'mismatch',
        `Credential should be scoped to correct service: '${asked.service}'. `,
      ),
    );
  if (!REGIONS.includes(region))
    throw signatureError(
      protocol,
      new SignatureFailure('mismatch', 'Credential should be scoped to a valid region. '),
    );
}

function readAsked(signed: SignedRequest): Asked {
  const target = signed.headers['x-amz-target'];
  const none: QueryForm = new Map();
  if (target !== undefined) {
    const dot = target.lastIndexOf('.');
    const prefix = target.slice(0, dot);
    const service = Object.hasOwn(TARGET_SERVICES, prefix) ? TARGET_SERVICES[prefix] : undefined;
    return {
      protocol: 'json',
      service: service ?? claimedService(signed) ?? 'unknown',
      action: target.slice(dot + 1).slice(0, 128),
      form: none,
    };
  }
  const form = readForm(signed);
  const action = (form.get('Action') ?? '').slice(0, 128);
  // Both query services share one URL: the scope says which, and without one the version does.
  const service = claimedService(signed) ?? (form.get('Version') === '2011-06-15' ? 'sts' : 'ec2');
  return { protocol: service === 'ec2' ? 'ec2' : 'query', service, action, form };
}

function readForm(signed: SignedRequest): QueryForm {
  const at = signed.rawUrl.indexOf('?');
  const query = at === -1 ? '' : signed.rawUrl.slice(at + 1);
  return new Map([
    ...new URLSearchParams(query),
    ...new URLSearchParams(Buffer.from(signed.body).toString('utf8')),
  ]);
}
