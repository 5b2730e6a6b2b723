// The jump host: by its public address where this computer has room for one, and from there to what only it can reach.
import { EC2Client, DescribeInstancesCommand } from '@aws-sdk/client-ec2';
import net from 'node:net';
import type ssh2 from 'ssh2';
import { expect, test } from 'vitest';
import { COMPANY } from '../company/company.ts';
import { clientConfig } from '../fixtures/client-config.ts';
import { newKey, type SshKey } from '../fixtures/plain-ssh.ts';
import { sandboxHarness } from '../fixtures/sandbox-harness.ts';
import { sshVisit } from '../fixtures/ssh-visit.ts';
import type { Sandbox } from '../sandbox.ts';

const harness = sandboxHarness();
const { portOf, openSsh, login } = sshVisit();

function pushAll(sandbox: Sandbox, key: SshKey): void {
  for (const target of [COMPANY.jump, COMPANY.ledgerDb])
    sandbox.instanceConnect.world.pushKey(target, 'ec2-user', key.publicLine);
}

async function jumpClient(sandbox: Sandbox, key: SshKey): Promise<ssh2.Client> {
  return login('ec2-user', await portOf(sandbox, COMPANY.jump), key);
}

/** What a port behind the jump host says first, or how the jump host refused. */
function firstWords(client: ssh2.Client, host: string, port: number): Promise<string> {
  return new Promise((resolve) => {
    client.forwardOut('127.0.0.1', 1, host, port, (error, channel) => {
      if (error) {
        resolve(`refused: ${error.message}`);
        return;
      }
      channel.once('data', (bytes: Buffer) => {
        resolve(bytes.toString());
        channel.close();
      });
    });
  });
}

test('leads to machines of its own network, and to nothing else', async () => {
  const sandbox = await harness.start();
  const key = newKey();
  pushAll(sandbox, key);
  const client = await jumpClient(sandbox, key);
  expect(await firstWords(client, '10.20.3.12', 22)).toMatch(/^SSH-2\.0-/);
  expect(await firstWords(client, 'ip-10-20-3-12.eu-west-1.compute.internal', 22)).toMatch(/^SSH-2\.0-/);
  for (const [host, port] of [
    // Another VPC, a stopped machine, nobody, this computer's own network, a wrong region's name.
    ['10.40.1.52', 22],
    ['10.20.1.88', 22],
    ['10.20.3.99', 22],
    ['192.0.2.1', 80],
    ['ip-10-20-3-12.us-east-1.compute.internal', 22],
    ['10.20.2.31', 22],
  ] as const)
    expect(await firstWords(client, host, port)).toMatch(/^refused/);
});

test('a port of a machine behind it is the one that the port map has', async () => {
  const sandbox = await harness.start();
  const key = newKey();
  pushAll(sandbox, key);
  const database = net.createServer((socket) => socket.end('ledger'));
  await new Promise<void>((resolve) => database.listen(0, '127.0.0.1', resolve));
  try {
    const { port } = database.address() as net.AddressInfo;
    sandbox.ports.set(COMPANY.ledgerDb, null, 5432, { host: '127.0.0.1', port });
    expect(await firstWords(await jumpClient(sandbox, key), '10.20.3.12', 5432)).toBe('ledger');
  } finally {
    database.close();
  }
});

test('its public address is where it says, and OpenSSH jumps over it', async () => {
  const sandbox = await harness.start();
  const key = newKey();
  pushAll(sandbox, key);
  const ec2 = new EC2Client(clientConfig(sandbox));
  const answer = await ec2.send(new DescribeInstancesCommand({ InstanceIds: [COMPANY.jump] }));
  const host = answer.Reservations?.[0]?.Instances?.[0]?.PublicIpAddress;
  // Elsewhere than as root on Linux a port 22 is not to be had.
  if (host === undefined) {
    expect(process.platform === 'linux' && process.getuid?.() === 0).toBe(false);
    return;
  }
  expect(host).toMatch(/^127\./);
  const home = openSsh(key);
  const proxy = ['ssh', ...home.options, '-W', '%h:%p', `ec2-user@${host}`].join(' ');
  const ran = await home.run('ssh', [
    ...home.options,
    ...['-o', `ProxyCommand=${proxy}`, 'ec2-user@10.20.3.12', 'cat README'],
  ]);
  expect(ran).toMatchObject({ code: 0, stdout: expect.stringContaining('This is ledger-db') as string });
});
