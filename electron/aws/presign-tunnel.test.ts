// The URL of OpenTunnel, held against what AWS's own CLI sends (fact sheet 1.3, 1.4).
import { expect, it } from 'vitest';
import { presignTunnel, type TunnelSigning } from './presign-tunnel.ts';

const SIGNING: TunnelSigning = {
  dnsName: 'eice-1.0a1b2c3d.ec2-instance-connect-endpoint.eu-west-1.amazonaws.com',
  endpointId: 'eice-1',
  privateAddress: '10.0.0.5',
  port: 22,
  maxDurationSeconds: 3600,
  credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret', sessionToken: 'a+b/c=' },
  region: 'eu-west-1',
  now: new Date('2026-11-21T08:00:00Z'),
};

it('has every parameter of AWS’s CLI, the token inside the signature, and encodes as it was signed', async () => {
  const path = (await presignTunnel(SIGNING)).reveal();
  const url = new URL(path, 'https://endpoint');
  expect(url.pathname).toBe('/openTunnel');
  expect(Object.fromEntries(url.searchParams)).toMatchObject({
    instanceConnectEndpointId: 'eice-1',
    remotePort: '22',
    privateIpAddress: '10.0.0.5',
    maxTunnelDuration: '3600',
    'X-Amz-Algorithm': 'AWS4-HMAC-SHA256',
    'X-Amz-Credential': 'AKIDEXAMPLE/20261121/eu-west-1/ec2-instance-connect/aws4_request',
    'X-Amz-Date': '20261121T080000Z',
    'X-Amz-Expires': '60',
    'X-Amz-SignedHeaders': 'host',
    'X-Amz-Security-Token': 'a+b/c=',
  });
  expect(path).toContain('X-Amz-Security-Token=a%2Bb%2Fc%3D');
  const other = await presignTunnel({
    ...SIGNING,
    credentials: { ...SIGNING.credentials, sessionToken: 'x' },
  });
  expect(new URL(other.reveal(), 'https://e').searchParams.get('X-Amz-Signature')).not.toBe(
    url.searchParams.get('X-Amz-Signature'),
  );
});

it('IPv6 travels without brackets, and nothing of it is printed', async () => {
  const secret = await presignTunnel({ ...SIGNING, privateAddress: '2600:1f18::20' });
  expect(secret.reveal()).toContain('privateIpAddress=2600%3A1f18%3A%3A20');
  expect(`${String(secret)} ${JSON.stringify({ secret })}`).not.toContain('Signature');
});
