// What a client of OpenTunnel asks for, checked as the service does before it answers 101 (fact sheet 1.2 to 1.6,
// 1.13 to 1.16). Only the code of a wrong port is known from the field; the others are ours, in the same shape.
import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import type { Clock } from '../../base/clock.ts';
import { ApiError, deniedError, signatureError } from '../api/api-error.ts';
import { ACCOUNT_ID, type CredentialStore } from '../api/credentials.ts';
import type { Guard } from '../api/guard.ts';
import {
  SignatureFailure,
  signedRequestOf,
  verifySignature,
  type VerifiedCaller,
} from '../api/verify-signature.ts';
import { isUsable, namesOf, type Endpoint, type Endpoints } from '../company/endpoints.ts';
import type { DurationPolicy } from './tunnel-faults.ts';

export interface TunnelRequest {
  readonly endpoint: Endpoint;
  readonly privateAddress: string;
  readonly port: number;
  readonly maxDurationMs: number;
}

export interface TunnelRequestParts {
  readonly clock: Clock;
  readonly credentials: CredentialStore;
  readonly guard: Guard;
  readonly endpoints: Endpoints;
  readonly region: string;
  readonly onCall: (action: string) => void;
}

export const OPEN_TUNNEL = 'ec2-instance-connect:OpenTunnel';
const SERVICE = 'ec2-instance-connect';
/** The only ports since June 2023. */
const PORTS: readonly number[] = [22, 3389];
const MAX_DURATION_S = 3600;

/** Throws ApiError: its code and message go into the body, its status into the answer. */
export function readTunnelRequest(
  request: IncomingMessage,
  parts: TunnelRequestParts,
  policy: DurationPolicy | null,
): TunnelRequest {
  const caller = verify(request, parts);
  if (caller.scope.service !== SERVICE || caller.scope.region !== parts.region)
    throw new ApiError(
      'InvalidSignature',
      `Credential should be scoped to service '${SERVICE}' and region '${parts.region}'.`,
      403,
    );
  parts.onCall(OPEN_TUNNEL);
  const query = new URL(request.url ?? '/', 'http://endpoint').searchParams;
  const endpoint = parts.endpoints.find(query.get('instanceConnectEndpointId') ?? '');
  if (endpoint === null)
    throw new ApiError('ResourceNotFound', 'The specified instanceConnectEndpointId does not exist.', 404);
  const host = (request.headers.host ?? '').toLowerCase();
  if (!namesOf(endpoint).includes(host))
    throw invalid('The specified InstanceConnectEndpointId does not belong to this endpoint.');
  parts.guard.checkThrottle('json', OPEN_TUNNEL);
  const resource = `arn:aws:ec2:${parts.region}:${ACCOUNT_ID}:instance-connect-endpoint/${endpoint.id}`;
  parts.guard.authorizerOf('json', caller.key.principal)(OPEN_TUNNEL, resource);
  checkPolicy(query.get('maxTunnelDuration'), policy, caller.key.principal.arn, resource);
  const port = Number(query.get('remotePort'));
  if (!PORTS.includes(port))
    throw invalid(
      'The specified RemotePort is not valid. Specify either 22 or 3389 as the RemotePort and retry your request.',
    );
  const privateAddress = query.get('privateIpAddress') ?? '';
  if (isIP(privateAddress) === 0) throw invalid('The specified PrivateIpAddress is not valid.');
  const maxDurationMs = durationOf(query.get('maxTunnelDuration')) * 1000;
  if (!isUsable(endpoint))
    throw new ApiError(
      'InvalidState',
      `The EC2 Instance Connect Endpoint ${endpoint.id} is in state ${endpoint.state}.`,
    );
  return { endpoint, privateAddress, port, maxDurationMs };
}

function verify(request: IncomingMessage, { credentials, clock }: TunnelRequestParts): VerifiedCaller {
  try {
    return verifySignature(signedRequestOf(request, new Uint8Array()), credentials, clock);
  } catch (error) {
    if (!(error instanceof SignatureFailure)) throw error;
    const { code, message } = signatureError('json', error);
    throw new ApiError(code.replace(/Exception$/, ''), message, 403);
  }
}

/** A condition on what was not sent denies as well (fact sheet 1.13). */
function checkPolicy(text: string | null, policy: DurationPolicy | null, who: string, what: string): void {
  if (policy === null || (text !== null && Number(text) <= policy.maxSeconds)) return;
  const { code, message, status } = deniedError('json', who, OPEN_TUNNEL, what);
  const named = ` with a condition: NumericLessThanEquals ec2-instance-connect:maxTunnelDuration ${policy.maxSeconds}`;
  throw new ApiError(code, policy.isNamed ? `${message}${named}` : message, status);
}

function durationOf(text: string | null): number {
  if (text === null) return MAX_DURATION_S;
  const seconds = Number(text);
  if (!/^\d{1,4}$/.test(text) || seconds < 1 || seconds > MAX_DURATION_S)
    throw invalid(
      `The specified MaxTunnelDuration is not valid. Specify a value between 1 and ${MAX_DURATION_S}.`,
    );
  return seconds;
}

function invalid(message: string): ApiError {
  return new ApiError('InvalidParameter', message);
}
