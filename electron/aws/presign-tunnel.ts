// The URL that opens a tunnel through an EC2 Instance Connect Endpoint. There is no SDK call for it: it is a presigned
// GET (SigV4 in the query), made anew for every connection (fact sheet 1.2 to 1.6). It holds a signature and perhaps a
// session token: never logged.
import { Sha256 } from '@aws-crypto/sha256-js';
import { SignatureV4 } from '@smithy/signature-v4';
import type { AwsCredentialIdentity } from '@smithy/types';
import { Secret } from '../base/secret.ts';

/** For the handshake only; what is open outlives it. As AWS's CLI has it. */
const EXPIRES_SECONDS = 60;

export interface TunnelSigning {
  /** The endpoint's name as it is dialled: it is part of what is signed, without a port. */
  readonly dnsName: string;
  readonly endpointId: string;
  /** IPv6 without brackets. */
  readonly privateAddress: string;
  /** 22 or 3389. */
  readonly port: number;
  /** 1 to 3600. A policy may demand that it is sent, so it always is. */
  readonly maxDurationSeconds: number;
  readonly credentials: AwsCredentialIdentity;
  readonly region: string;
  readonly now: Date;
}

/** Path and query: `/openTunnel?…`. */
export async function presignTunnel(signing: TunnelSigning): Promise<Secret<string>> {
  const signer = new SignatureV4({
    service: 'ec2-instance-connect',
    region: signing.region,
    credentials: signing.credentials,
    sha256: Sha256,
    applyChecksum: false,
  });
  const { query = {} } = await signer.presign(
    {
      method: 'GET',
      protocol: 'https:',
      hostname: signing.dnsName,
      path: '/openTunnel',
      query: {
        instanceConnectEndpointId: signing.endpointId,
        remotePort: String(signing.port),
        privateIpAddress: signing.privateAddress,
        maxTunnelDuration: String(signing.maxDurationSeconds),
      },
      headers: { host: signing.dnsName },
    },
    { signingDate: signing.now, expiresIn: EXPIRES_SECONDS },
  );
  const pairs = Object.entries(query).flatMap(([name, value]) =>
    (Array.isArray(value) ? value : [value ?? '']).map((one) => `${escape(name)}=${escape(one)}`),
  );
  return new Secret(`/openTunnel?${pairs.join('&')}`);
}

/** RFC 3986, as the signature was made over it: stricter than encodeURIComponent. */
function escape(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
