// The agent's own calls to AWS: a signed POST, and the signed headers of a WebSocket upgrade.
import { request } from 'node:http';
import type { Clock } from '../../base/clock.ts';
import type { AccessKey } from '../api/credentials.ts';
import { ALGORITHM, canonicalRequest, sha256Hex, signatureOf, toAmzDate } from '../api/signature.ts';

/** The sandbox answers in milliseconds unless a fault delays it. */
const CALL_DEADLINE_MS = 30_000;
const MAX_ANSWER_BYTES = 64 * 1024;

export interface AgentIdentity {
  /** `http://127.0.0.1:<port>` */
  readonly endpointUrl: string;
  readonly region: string;
  readonly key: AccessKey;
  readonly clock: Clock;
}

export interface CallAnswer {
  readonly status: number;
  readonly body: string;
}

/** All headers of a signed request but Host and Content-Length, which Node adds. */
export function signedHeaders(
  identity: AgentIdentity,
  method: string,
  url: URL,
  service: string,
  extra: Readonly<Record<string, string>> = {},
  body = '',
): Record<string, string> {
  const amzDate = toAmzDate(identity.clock.now());
  const headers: Record<string, string> = {
    ...extra,
    'x-amz-date': amzDate,
    'x-amz-security-token': identity.key.sessionToken,
  };
  const named: Record<string, string> = { ...headers, host: url.host };
  const names = Object.keys(named).sort();
  const scope = { date: amzDate.slice(0, 8), region: identity.region, service };
  const canonical = canonicalRequest({
    method,
    rawPath: url.pathname,
    rawQuery: url.search.slice(1),
    headers: named,
    signedHeaders: names,
    bodyHash: sha256Hex(body),
  });
  const signature = signatureOf(canonical, scope, amzDate, identity.key.secretAccessKey);
  const credential = `${identity.key.accessKeyId}/${scope.date}/${scope.region}/${service}/aws4_request`;
  headers['authorization'] =
    `${ALGORITHM} Credential=${credential}, SignedHeaders=${names.join(';')}, Signature=${signature}`;
  return headers;
}

/** Rejects when the endpoint cannot be reached or says too much. */
export function signedPost(
  identity: AgentIdentity,
  path: string,
  service: string,
  headers: Readonly<Record<string, string>>,
  body: string,
): Promise<CallAnswer> {
  const url = new URL(path, identity.endpointUrl);
  return new Promise((resolve, reject) => {
    const outgoing = request(
      url,
      {
        method: 'POST',
        headers: signedHeaders(identity, 'POST', url, service, headers, body),
        timeout: CALL_DEADLINE_MS,
      },
      (response) => {
        const chunks: Buffer[] = [];
        let length = 0;
        response.on('data', (chunk: Buffer) => {
          length += chunk.length;
          if (length > MAX_ANSWER_BYTES) outgoing.destroy(new Error('the answer is too long'));
          else chunks.push(chunk);
        });
        response.on('error', reject);
        response.on('end', () => {
          resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString('utf8') });
        });
      },
    );
    outgoing.on('timeout', () => outgoing.destroy(new Error('no answer in time')));
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}
