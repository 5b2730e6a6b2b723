// EC2 Instance Connect's calls and the EC2 calls beside them, asked by AWS's own SDK.
import { EC2InstanceConnectClient, SendSSHPublicKeyCommand } from '@aws-sdk/client-ec2-instance-connect';
import {
  DescribeInstanceConnectEndpointsCommand,
  DescribeSecurityGroupsCommand,
  EC2Client,
  GetConsoleOutputCommand,
  paginateDescribeInstanceConnectEndpoints,
  type Filter,
} from '@aws-sdk/client-ec2';
import { generateKeyPairSync } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { COMPANY } from '../company/company.ts';
import { ENDPOINTS } from '../company/endpoints.ts';
import { STAGING_VPC, SUBNETS } from '../company/network.ts';
import { clientConfig } from '../fixtures/client-config.ts';
import { newKey } from '../fixtures/plain-ssh.ts';
import { startSandbox, type Sandbox } from '../sandbox.ts';
import { acceptedKeyOf } from '../ssh/public-key.ts';

let sandbox: Sandbox;
let eic: EC2InstanceConnectClient;
let ec2: EC2Client;
beforeAll(async () => {
  sandbox = await startSandbox();
  eic = new EC2InstanceConnectClient(clientConfig(sandbox));
  ec2 = new EC2Client(clientConfig(sandbox));
});
beforeEach(() => {
  sandbox.faults.reset();
});
afterAll(() => sandbox.close());

const KEY = newKey().publicLine;
const push = (input: Partial<ConstructorParameters<typeof SendSSHPublicKeyCommand>[0]> = {}) =>
  eic.send(
    new SendSSHPublicKeyCommand({
      InstanceId: COMPANY.web,
      InstanceOSUser: 'ec2-user',
      SSHPublicKey: KEY,
      ...input,
    }),
  );

describe('SendSSHPublicKey', () => {
  test('takes a key, in its zone, and says so', async () => {
    const answer = await push({ AvailabilityZone: 'eu-west-1a' });
    expect(answer.Success).toBe(true);
    expect(answer.RequestId).toMatch(/^[0-9a-f-]{36}$/);
    // Success does not mean that the machine looks at it.
    sandbox.instanceConnect.faults.setInstanceConnect('web-1', false);
    expect((await push()).Success).toBe(true);
  });

  test.each<[string, Parameters<typeof push>[0] & object, string]>([
    ['a managed node', { InstanceId: COMPANY.warehouseGateway }, 'InvalidArgsException'],
    ['a short id', { InstanceId: 'i-0' }, 'InvalidArgsException'],
    ['a name of digits', { InstanceOSUser: '1234' }, 'InvalidArgsException'],
    ['a name too long', { InstanceOSUser: 'u'.repeat(33) }, 'InvalidArgsException'],
    ['no key', { SSHPublicKey: 'x'.repeat(100) }, 'InvalidArgsException'],
    [
      'a key that is cut',
      { SSHPublicKey: `${KEY.slice(0, -10)} and then a comment` },
      'InvalidArgsException',
    ],
    ['another zone', { AvailabilityZone: 'eu-west-1b' }, 'InvalidArgsException'],
    ['nobody', { InstanceId: 'i-0123456789abcdef0' }, 'EC2InstanceNotFoundException'],
    ['a stopped machine', { InstanceId: COMPANY.oldWorker }, 'EC2InstanceStateInvalidException'],
  ])('refuses %s', async (_, input, name) => {
    await expect(push(input)).rejects.toMatchObject({ name, $metadata: { httpStatusCode: 400 } });
  });

  test('refuses what is not allowed, too often, too early', async () => {
    sandbox.faults.denyAction('ec2-instance-connect:SendSSHPublicKey');
    await expect(push()).rejects.toThrow(`instance/${COMPANY.web}`);
    sandbox.faults.reset();
    sandbox.faults.throttleAction('ec2-instance-connect:SendSSHPublicKey', 1);
    await expect(push()).rejects.toMatchObject({ name: 'ThrottlingException' });
    sandbox.faults.setInstanceState('web-1', 'pending');
    await expect(push()).rejects.toMatchObject({ name: 'EC2InstanceUnavailableException' });
  });
});

describe('which keys it takes', () => {
  const base64Of = (fields: Buffer[]): string =>
    Buffer.concat(
      fields.map((field) =>
        Buffer.concat([Buffer.from(Uint32Array.of(field.length).buffer).swap32(), field]),
      ),
    ).toString('base64');
  const rsa = (bits: number): string => {
    const { n = '', e = '' } = generateKeyPairSync('rsa', { modulusLength: bits }).publicKey.export({
      format: 'jwk',
    });
    const positive = Buffer.concat([Buffer.from([0]), Buffer.from(n, 'base64url')]);
    return `ssh-rsa ${base64Of([Buffer.from('ssh-rsa'), Buffer.from(e, 'base64url'), positive])}`;
  };

  test('Ed25519 and RSA of 2048 bits, with or without a comment', () => {
    const bare = KEY.trim().split(' ').slice(0, 2).join(' ');
    expect(acceptedKeyOf(`${bare} somebody@somewhere with blanks\n`)).toBe(bare);
    const key = rsa(2048);
    expect(acceptedKeyOf(key)).toBe(key);
  });

  test('the SSH2 format', () => {
    const [type = '', base64 = ''] = KEY.trim().split(' ');
    const text = [
      '---- BEGIN SSH2 PUBLIC KEY ----',
      'Comment: "a long one \\',
      'over two lines"',
      base64.slice(0, 40),
      base64.slice(40),
      '---- END SSH2 PUBLIC KEY ----',
    ].join('\n');
    expect(acceptedKeyOf(text)).toBe(`${type} ${base64}`);
  });

  test('not RSA of other sizes, not ECDSA, not two lines', () => {
    expect(acceptedKeyOf(rsa(1024))).toBeNull();
    expect(acceptedKeyOf(rsa(3072))).toBeNull();
    const [ecdsa] = sandbox.instanceConnect.ssh.hostKeys.of(COMPANY.web);
    expect(acceptedKeyOf(ecdsa?.publicKey ?? '')).toBeNull();
    expect(acceptedKeyOf(`${KEY.trim()}\n${KEY.trim()}`)).toBeNull();
    expect(acceptedKeyOf(KEY.replace('ssh-ed25519', 'ssh-rsa'))).not.toContain('ssh-rsa');
  });
});

describe('DescribeInstanceConnectEndpoints', () => {
  const idsOf = async (...filters: Filter[]): Promise<unknown[]> => {
    const answer = await ec2.send(new DescribeInstanceConnectEndpointsCommand({ Filters: filters }));
    return (answer.InstanceConnectEndpoints ?? []).map(
      ({ InstanceConnectEndpointId }) => InstanceConnectEndpointId,
    );
  };

  test('all that a client needs', async () => {
    const answer = await ec2.send(
      new DescribeInstanceConnectEndpointsCommand({ InstanceConnectEndpointIds: [ENDPOINTS.staging] }),
    );
    const [endpoint] = answer.InstanceConnectEndpoints ?? [];
    expect(endpoint).toMatchObject({
      State: 'create-complete',
      VpcId: STAGING_VPC,
      SubnetId: SUBNETS.stagingA.subnetId,
      AvailabilityZone: 'eu-west-1a',
      PreserveClientIp: false,
      IpAddressType: 'ipv4',
      CreatedAt: new Date('2025-06-17T13:40:09Z'),
      Tags: [
        { Key: 'Name', Value: 'staging-access' },
        { Key: 'environment', Value: 'staging' },
      ],
    });
    const name = new RegExp(
      `^${ENDPOINTS.staging}\\.[0-9a-f]{8}\\.ec2-instance-connect-endpoint\\.eu-west-1\\.amazonaws\\.com$`,
    );
    expect(endpoint?.DnsName).toMatch(name);
    expect(endpoint?.PublicDnsNames?.Ipv4?.DnsName).toBe(endpoint?.DnsName);
    expect(endpoint?.PublicDnsNames?.Dualstack?.DnsName).toMatch(/\.api\.aws$/);
    expect(endpoint?.FipsDnsName).toContain('.fips.');
  });

  test('filters', async () => {
    expect(await idsOf()).toEqual([ENDPOINTS.staging, ENDPOINTS.production]);
    expect(await idsOf({ Name: 'vpc-id', Values: [STAGING_VPC] })).toEqual([ENDPOINTS.staging]);
    expect(await idsOf({ Name: 'state', Values: ['create-in-progress'] })).toEqual([ENDPOINTS.production]);
    expect(await idsOf({ Name: 'tag:environment', Values: ['prod*'] })).toEqual([ENDPOINTS.production]);
    expect(await idsOf({ Name: 'tag-key', Values: ['team'] })).toEqual([]);
    await expect(idsOf({ Name: 'colour', Values: ['red'] })).rejects.toMatchObject({
      name: 'InvalidParameterValue',
    });
  });

  test('pages', async () => {
    const seen: unknown[] = [];
    for await (const page of paginateDescribeInstanceConnectEndpoints({ client: ec2, pageSize: 1 }, {}))
      seen.push(page.InstanceConnectEndpoints?.length);
    expect(seen).toEqual([1, 1]);
    for (const MaxResults of [0, 51])
      await expect(ec2.send(new DescribeInstanceConnectEndpointsCommand({ MaxResults }))).rejects.toThrow(
        'between 1 and 50',
      );
  });

  test('what is not there, and what is not allowed', async () => {
    const missing = new DescribeInstanceConnectEndpointsCommand({ InstanceConnectEndpointIds: ['eice-0'] });
    await expect(ec2.send(missing)).rejects.toMatchObject({
      name: 'InvalidInstanceConnectEndpointId.NotFound',
    });
    sandbox.faults.denyAction('ec2:DescribeInstanceConnectEndpoints');
    await expect(idsOf()).rejects.toMatchObject({ name: 'UnauthorizedOperation' });
  });
});

test("the console tells a machine's host keys as cloud-init does", async () => {
  const { Output = '' } = await ec2.send(new GetConsoleOutputCommand({ InstanceId: COMPANY.web }));
  const text = Buffer.from(Output, 'base64').toString();
  const block = /-----BEGIN SSH HOST KEY FINGERPRINTS-----\r?\n([^]*?)\r?\n.*-----END SSH HOST KEY/.exec(
    text,
  );
  const keys = sandbox.instanceConnect.ssh.hostKeys.of(COMPANY.web);
  expect(keys.map(({ type }) => type)).toEqual(['ECDSA', 'ED25519']);
  const lines = (block?.[1] ?? '').split('\r\n');
  expect(lines).toHaveLength(2);
  for (const [index, key] of keys.entries())
    expect(lines[index]).toMatch(
      new RegExp(
        `^<14>Mar  2 07:41:12 ec2: 256 ${key.fingerprint.replaceAll('+', '\\+')} root@ip-10-20-1-17`,
      ),
    );
  for (const { publicKey } of keys) expect(text).toContain(publicKey);
  const stopped = await ec2.send(new GetConsoleOutputCommand({ InstanceId: COMPANY.oldWorker }));
  expect(stopped.Output ?? '').toBe('');
  await expect(
    ec2.send(new GetConsoleOutputCommand({ InstanceId: 'i-0123456789abcdef0' })),
  ).rejects.toMatchObject({ name: 'InvalidInstanceID.NotFound' });
});

test('security groups say who may go where', async () => {
  const { SecurityGroups = [] } = await ec2.send(
    new DescribeSecurityGroupsCommand({ Filters: [{ Name: 'vpc-id', Values: [STAGING_VPC] }] }),
  );
  const [machines, endpoint] = SecurityGroups;
  expect(SecurityGroups).toHaveLength(2);
  expect(machines?.IpPermissions).toMatchObject([
    { IpProtocol: 'tcp', FromPort: 22, ToPort: 22, UserIdGroupPairs: [{ GroupId: endpoint?.GroupId }] },
  ]);
  expect(endpoint?.IpPermissionsEgress).toMatchObject([
    { UserIdGroupPairs: [{ GroupId: machines?.GroupId }] },
  ]);
  await expect(ec2.send(new DescribeSecurityGroupsCommand({ GroupIds: ['sg-0'] }))).rejects.toMatchObject({
    name: 'InvalidGroup.NotFound',
  });
});
