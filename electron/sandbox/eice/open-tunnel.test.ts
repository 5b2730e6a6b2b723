// OpenTunnel as the service has it, asked by AWS's own signer and a bare WebSocket.
import { EC2InstanceConnectClient, SendSSHPublicKeyCommand } from '@aws-sdk/client-ec2-instance-connect';
import ssh2 from 'ssh2';
import { expect, test } from 'vitest';
import { COMPANY } from '../company/company.ts';
import { clientConfig } from '../fixtures/client-config.ts';
import { openPlainTunnel, streamOf, type TunnelAnswer, type TunnelWish } from '../fixtures/plain-tunnel.ts';
import { sandboxHarness } from '../fixtures/sandbox-harness.ts';
import type { Sandbox } from '../sandbox.ts';

const harness = sandboxHarness();
const BUILD_RUNNER = '10.40.1.52';

function stagingEndpoint(sandbox: Sandbox) {
  const [endpoint] = sandbox.instanceConnect.endpoints.all();
  if (endpoint === undefined) throw new Error('no endpoint');
  return endpoint;
}

function ask(
  sandbox: Sandbox,
  query: Record<string, string> = {},
  more: Partial<TunnelWish> = {},
): Promise<TunnelAnswer> {
  const endpoint = stagingEndpoint(sandbox);
  return openPlainTunnel({
    at: sandbox.endpointUrl.replace('http', 'ws'),
    dnsName: endpoint.dnsName,
    env: sandbox.env,
    query: {
      instanceConnectEndpointId: endpoint.id,
      remotePort: '22',
      privateIpAddress: BUILD_RUNNER,
      ...query,
    },
    ...more,
  });
}

test('a pushed key signs in through a tunnel, and runs a command', async () => {
  const sandbox = await harness.start();
  const pair = ssh2.utils.generateKeyPairSync('ed25519');
  const eic = new EC2InstanceConnectClient(clientConfig(sandbox));
  const answer = await eic.send(
    new SendSSHPublicKeyCommand({
      InstanceId: COMPANY.buildRunner,
      InstanceOSUser: 'ubuntu',
      SSHPublicKey: pair.public,
    }),
  );
  expect(answer.Success).toBe(true);
  const client = new ssh2.Client();
  const output = await new Promise<string>((resolve, reject) => {
    client.on('error', reject);
    client.on('ready', () => {
      client.exec('echo from-$USER', (error, channel) => {
        if (error) {
          reject(error);
          return;
        }
        let text = '';
        channel.on('data', (bytes: Buffer) => (text += bytes.toString()));
        channel.on('close', () => {
          resolve(text);
        });
      });
    });
    void ask(sandbox).then((tunnel) => {
      client.connect({ sock: streamOf(tunnel), username: 'ubuntu', privateKey: pair.private });
    }, reject);
  });
  client.end();
  expect(output).toBe('from-ubuntu\n');
});
