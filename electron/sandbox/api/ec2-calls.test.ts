// EC2 through AWS's own SDK: fields, filters, pages, refusals.
import {
  DescribeImagesCommand,
  DescribeInstancesCommand,
  DescribeRegionsCommand,
  EC2Client,
  type DescribeRegionsCommandInput,
  type Filter,
} from '@aws-sdk/client-ec2';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { COMPANY } from '../company/company.ts';
import { PRODUCTION_VPC } from '../company/network.ts';
import { clientConfig } from '../fixtures/client-config.ts';
import { startSandbox, type Sandbox } from '../sandbox.ts';

let sandbox: Sandbox;
let ec2: EC2Client;

beforeAll(async () => {
  sandbox = await startSandbox({ instances: 3006 });
  ec2 = new EC2Client(clientConfig(sandbox));
});
afterAll(() => sandbox.close());

async function namesOf(...filters: Filter[]): Promise<string[]> {
  const answer = await ec2.send(
    new DescribeInstancesCommand({
      Filters: [...filters, { Name: 'instance-id', Values: Object.values(COMPANY) }],
    }),
  );
  return (answer.Reservations ?? []).flatMap(({ Instances }) =>
    (Instances ?? []).map(({ Tags }) => Tags?.find(({ Key }) => Key === 'Name')?.Value ?? ''),
  );
}

test('a Linux instance with all that a client shows', async () => {
  const answer = await ec2.send(new DescribeInstancesCommand({ InstanceIds: [COMPANY.web] }));
  const instance = answer.Reservations?.[0]?.Instances?.[0];
  expect(instance).toMatchObject({
    InstanceId: COMPANY.web,
    State: { Code: 16, Name: 'running' },
    InstanceType: 't4g.medium',
    Architecture: 'arm64',
    PrivateIpAddress: '10.20.1.17',
    PrivateDnsName: 'ip-10-20-1-17.eu-west-1.compute.internal',
    VpcId: PRODUCTION_VPC,
    PlatformDetails: 'Linux/UNIX',
    Placement: { AvailabilityZone: 'eu-west-1a', Tenancy: 'default' },
    IamInstanceProfile: { Arn: 'arn:aws:iam::123456789012:instance-profile/production-instance' },
    SecurityGroups: [{ GroupName: 'production-private' }],
    MetadataOptions: { HttpTokens: 'required', HttpEndpoint: 'enabled', HttpPutResponseHopLimit: 2 },
    LaunchTime: new Date('2026-03-02T07:41:12.000Z'),
    Hypervisor: 'xen',
    EbsOptimized: true,
    Operator: { Managed: false },
  });
  expect(instance?.Platform).toBeUndefined();
  expect(instance?.NetworkInterfaces?.[0]).toMatchObject({
    PrivateIpAddress: '10.20.1.17',
    Status: 'in-use',
  });
  expect(instance?.ImageId).toMatch(/^ami-[0-9a-f]{17}$/);
});

test('Windows says so, a stopped one why', async () => {
  const ids = [COMPANY.sqlReport, COMPANY.oldWorker];
  const answer = await ec2.send(new DescribeInstancesCommand({ InstanceIds: ids }));
  const [windows, stopped] = (answer.Reservations ?? []).flatMap(({ Instances }) => Instances ?? []);
  expect(windows).toMatchObject({ Platform: 'windows', PlatformDetails: 'Windows', KeyName: 'finance-rdp' });
  expect(stopped).toMatchObject({
    State: { Name: 'stopped' },
    StateReason: { Code: 'Client.UserInitiatedShutdown' },
  });
});

test('an image says what it is', async () => {
  const at = await ec2.send(new DescribeInstancesCommand({ InstanceIds: [COMPANY.bastionLegacy] }));
  const id = at.Reservations?.[0]?.Instances?.[0]?.ImageId ?? '';
  const { Images } = await ec2.send(new DescribeImagesCommand({ ImageIds: [id], IncludeDeprecated: true }));
  expect(Images).toMatchObject([
    { ImageId: id, State: 'available', Name: expect.stringMatching(/ubuntu-focal/) as string },
  ]);
  const gone = ec2.send(new DescribeImagesCommand({ ImageIds: ['ami-0123456789abcdef0'] }));
  await expect(gone).rejects.toMatchObject({ name: 'InvalidAMIID.NotFound' });
});

describe('filters', () => {
  test.each<[string, Filter[], string[]]>([
    ['state', [{ Name: 'instance-state-name', Values: ['stopped'] }], ['old-worker']],
    ['tag', [{ Name: 'tag:team', Values: ['finance', 'nobody'] }], ['sql-report-01', 'ledger-db']],
    ['tag wildcard', [{ Name: 'tag:Name', Values: ['*-0?', 'web*'] }], ['web-1', 'sql-report-01']],
    ['tag-key', [{ Name: 'tag-key', Values: ['cost-*'] }], ['sql-report-01']],
    ['address', [{ Name: 'private-ip-address', Values: ['10.40.1.9'] }], ['bastion-legacy']],
    ['platform', [{ Name: 'platform', Values: ['windows'] }], ['sql-report-01']],
    [
      'both must match',
      [
        { Name: 'vpc-id', Values: [PRODUCTION_VPC] },
        { Name: 'instance-state-name', Values: ['running'] },
      ],
      ['web-1', 'sql-report-01', 'jump-1', 'ledger-db'],
    ],
    [
      'no dots as wildcards',
      [{ Name: 'private-ip-address', Values: ['10.40.1?9', '10x40x1x9'] }],
      ['bastion-legacy'],
    ],
    ['nothing', [{ Name: 'tag:Name', Values: ['WEB-1'] }], []],
  ])('%s', async (_, filters, names) => {
    expect(await namesOf(...filters)).toEqual(names);
  });

  test('an escaped star is a star', async () => {
    expect(await namesOf({ Name: 'tag:Name', Values: ['web-\\*'] })).toEqual([]);
  });
});

describe('pages', () => {
  test('3,000 instances in pages of 1,000, each once', async () => {
    const seen = new Set<string>();
    let pages = 0;
    let NextToken: string | undefined;
    do {
      const answer = await ec2.send(new DescribeInstancesCommand({ MaxResults: 1000, NextToken }));
      for (const { Instances } of answer.Reservations ?? [])
        for (const { InstanceId } of Instances ?? []) seen.add(InstanceId ?? '');
      NextToken = answer.NextToken;
      pages += 1;
    } while (NextToken !== undefined);
    expect(pages).toBe(4);
    // All but the managed node.
    expect(seen.size).toBe(3005);
  });

  test('a token only continues its own question', async () => {
    const first = await ec2.send(new DescribeInstancesCommand({ MaxResults: 5 }));
    const other = new DescribeInstancesCommand({
      MaxResults: 5,
      NextToken: first.NextToken,
      Filters: [{ Name: 'instance-state-name', Values: ['running'] }],
    });
    await expect(ec2.send(other)).rejects.toMatchObject({ name: 'InvalidNextToken' });
  });

  test('the same fleet in every sandbox', async () => {
    const other = await startSandbox({ instances: 20 });
    const list = async (from: Sandbox): Promise<unknown> => {
      const answer = await new EC2Client(clientConfig(from)).send(
        new DescribeInstancesCommand({ MaxResults: 15 }),
      );
      // The jump host's address is one that this computer had free.
      return (answer.Reservations ?? []).flatMap(({ Instances }) =>
        (Instances ?? []).map((instance) => ({ ...instance, PublicIpAddress: undefined })),
      );
    };
    expect(await list(other)).toEqual(await list(sandbox));
    await other.close();
  });
});

describe('refuses', () => {
  test.each<[string, ConstructorParameters<typeof DescribeInstancesCommand>[0] & object, string, number]>([
    ['an id that is not there', { InstanceIds: ['i-0123456789abcdef0'] }, 'InvalidInstanceID.NotFound', 400],
    ['an id that is none', { InstanceIds: ['web-1'] }, 'InvalidInstanceID.Malformed', 400],
    [
      'ids and pages together',
      { InstanceIds: [COMPANY.web], MaxResults: 5 },
      'InvalidParameterCombination',
      400,
    ],
    ['pages too small', { MaxResults: 4 }, 'InvalidParameterValue', 400],
    [
      'a filter it does not know',
      { Filters: [{ Name: 'constructor', Values: ['x'] }] },
      'InvalidParameterValue',
      400,
    ],
    ['a dry run, by saying yes', { DryRun: true }, 'DryRunOperation', 412],
  ])('%s', async (_, input, name, status) => {
    await expect(ec2.send(new DescribeInstancesCommand(input))).rejects.toMatchObject({
      name,
      $metadata: { httpStatusCode: status, requestId: expect.stringMatching(/^[0-9a-f-]{36}$/) as string },
    });
  });

  test('what is not allowed, and what comes too often', async () => {
    sandbox.faults.denyAction('ec2:DescribeInstances');
    await expect(ec2.send(new DescribeInstancesCommand({}))).rejects.toMatchObject({
      name: 'UnauthorizedOperation',
      message: expect.stringContaining('not authorized to perform: ec2:DescribeInstances') as string,
    });
    sandbox.faults.allowAction('ec2:DescribeInstances');
    sandbox.faults.throttleAction('ec2:DescribeInstances', 1);
    const call = (): Promise<unknown> => ec2.send(new DescribeInstancesCommand({ MaxResults: 5 }));
    await expect(call()).rejects.toMatchObject({ name: 'RequestLimitExceeded' });
    await expect(call()).resolves.toBeDefined();
  });
});

test('regions; another one is empty', async () => {
  const { Regions } = await ec2.send(new DescribeRegionsCommand({}));
  expect(Regions?.map(({ RegionName }) => RegionName)).toContain('us-east-1');
  const elsewhere = new EC2Client({ ...clientConfig(sandbox), region: 'us-east-1' });
  expect((await elsewhere.send(new DescribeInstancesCommand({}))).Reservations).toEqual([]);
  const nowhere = new EC2Client({ ...clientConfig(sandbox), region: 'xx-nowhere-1' });
  await expect(nowhere.send(new DescribeInstancesCommand({}))).rejects.toMatchObject({
    name: 'SignatureDoesNotMatch',
  });
});

test('regions by name and by filter', async () => {
  const listed = async (input: DescribeRegionsCommandInput): Promise<string[]> =>
    ((await ec2.send(new DescribeRegionsCommand(input))).Regions ?? []).map(
      ({ RegionName }) => RegionName ?? '',
    );
  expect(await listed({ Filters: [{ Name: 'region-name', Values: ['eu-west-*'] }] })).toEqual([
    'eu-west-1',
    'eu-west-2',
    'eu-west-3',
  ]);
  const ofUs = { Name: 'endpoint', Values: ['ec2.us-*'] };
  expect(await listed({ RegionNames: ['us-east-1', 'eu-west-1'], Filters: [ofUs] })).toEqual(['us-east-1']);
  expect(await listed({ Filters: [{ Name: 'opt-in-status', Values: ['opted-in'] }] })).toEqual([]);
  await expect(listed({ Filters: [{ Name: 'no-such-filter', Values: ['x'] }] })).rejects.toMatchObject({
    name: 'InvalidParameterValue',
  });
});
