// SigV4 headers for the WebSocket upgrade to the message gateway (facts: ssm-session-protocol 2.2): GET, service
// `ssmmessages`, empty body, the URL's query inside the canonical request.
import { Sha256 } from '@aws-crypto/sha256-js';
import { SignatureV4 } from '@smithy/signature-v4';
import type { AwsCredentialIdentity } from '@smithy/types';

export interface UpgradeSigning {
  readonly credentials: AwsCredentialIdentity;
  readonly region: string;
  readonly now: Date;
}

/** Empty when the URL is presigned already: signing it again would make it invalid. */
export async function signUpgrade(url: URL, signing: UpgradeSigning): Promise<Record<string, string>> {
  if ([...url.searchParams.keys()].some((name) => name.toLowerCase().startsWith('x-amz-'))) return {};
  const signer = new SignatureV4({
    service: 'ssmmessages',
    region: signing.region,
    credentials: signing.credentials,
    sha256: Sha256,
    // The official plugin sends no x-amz-content-sha256 here.
    applyChecksum: false,
  });
  const signed = await signer.sign(
    {
      method: 'GET',
      protocol: url.protocol === 'ws:' ? 'http:' : 'https:',
      hostname: url.hostname,
      path: url.pathname,
      query: queryOf(url),
      headers: { host: url.host },
    },
    { signingDate: signing.now },
  );
  const { host: _host, ...headers } = signed.headers;
  return headers;
}

function queryOf(url: URL): Record<string, string | string[]> {
  const query: Record<string, string | string[]> = {};
  for (const name of new Set(url.searchParams.keys())) {
    const values = url.searchParams.getAll(name);
    query[name] = values.length === 1 ? (values[0] ?? '') : values;
  }
  return query;
}
