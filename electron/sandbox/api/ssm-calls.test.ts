// SSM through AWS's own SDK: answers, pages, filters, refusals in AWS's words.
import {
  DescribeInstanceInformationCommand,
  DescribeSessionsCommand,
  GetConnectionStatusCommand,
  GetDocumentCommand,
  ListDocumentsCommand,
  ResumeSessionCommand,
  SSMClient,
  StartSessionCommand,
  TerminateSessionCommand,
  type DescribeInstanceInformationCommandInput,
} from '@aws-sdk/client-ssm';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { COMPANY } from '../company/company.ts';
import { clientConfig } from '../fixtures/client-config.ts';
import { startSandbox, type Sandbox } from '../sandbox.ts';

let sandbox: Sandbox;
let ssm: SSMClient;

beforeAll(async () => {
  sandbox = await startSandbox({ instances: 206, kms: true });
  ssm = new SSMClient(clientConfig(sandbox));
});
afterEach(() => {
  sandbox.faults.reset();
});
afterAll(() => sandbox.close());

describe('DescribeInstanceInformation', () => {
  async function idsOf(input: DescribeInstanceInformationCommandInput): Promise<string[]> {
    const answer = await ssm.send(new DescribeInstanceInformationCommand(input));
    return (answer.InstanceInformationList ?? []).map(({ InstanceId }) => InstanceId ?? '');
  }

  test('the company: online, lost, Windows, managed node; not the stopped, not the unmanaged', async () => {
    const ids = Object.values(COMPANY);
    const answer = await ssm.send(
      new DescribeInstanceInformationCommand({ Filters: [{ Key: 'InstanceIds', Values: ids }] }),
    );
    const rows = answer.InstanceInformationList?.map((row) => [
      row.InstanceId,
      row.PingStatus,
      row.PlatformType,
      row.ResourceType,
    ]);
    expect(rows).toEqual([
      [COMPANY.web, 'Online', 'Linux', 'EC2Instance'],
      [COMPANY.buildRunner, 'ConnectionLost', 'Linux', 'EC2Instance'],
      [COMPANY.sqlReport, 'Online', 'Windows', 'EC2Instance'],
      [COMPANY.warehouseGateway, 'Online', 'Linux', 'ManagedInstance'],
    ]);
    expect(answer.InstanceInformationList?.[0]?.LastPingDateTime).toBeInstanceOf(Date);
  });

  test('both notations of filters', async () => {
    expect(
      await idsOf({
        InstanceInformationFilterList: [{ key: 'ResourceType', valueSet: ['ManagedInstance'] }],
      }),
    ).toEqual([COMPANY.warehouseGateway]);
    expect(
      await idsOf({
        Filters: [
          { Key: 'PingStatus', Values: ['Online'] },
          { Key: 'PlatformTypes', Values: ['Windows'] },
          { Key: 'tag:team', Values: ['finance'] },
          { Key: 'tag-key', Values: ['cost-center'] },
        ],
      }),
    ).toEqual([COMPANY.sqlReport]);
  });

  test('pages of at most 50, 10 unless asked', async () => {
    expect(await idsOf({})).toHaveLength(10);
    const seen: string[] = [];
    let NextToken: string | undefined;
    do {
      const answer = await ssm.send(new DescribeInstanceInformationCommand({ MaxResults: 50, NextToken }));
      seen.push(...(answer.InstanceInformationList ?? []).map(({ InstanceId }) => InstanceId ?? ''));
      NextToken = answer.NextToken;
    } while (NextToken !== undefined);
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen.length).toBeGreaterThan(100);
    await expect(idsOf({ MaxResults: 51 })).rejects.toMatchObject({ name: 'ValidationException' });
    await expect(idsOf({ MaxResults: 4 })).rejects.toMatchObject({ name: 'ValidationException' });
    await expect(idsOf({ Filters: [{ Key: 'Color', Values: ['red'] }] })).rejects.toMatchObject({
      name: 'InvalidInstanceInformationFilterValue',
    });
  });
});

describe('sessions', () => {
  test('start, list, terminate, history', async () => {
    const { SessionId, StreamUrl, TokenValue } = await ssm.send(
      new StartSessionCommand({ Target: COMPANY.web, Reason: 'looking around' }),
    );
    expect(SessionId).toMatch(/^sandbox-user-[0-9a-f]{17}$/);
    expect(StreamUrl).toMatch(
      /^ws:\/\/127\.0\.0\.1:\d+\/v1\/data-channel\/sandbox-user-[0-9a-f]{17}\?role=publish_subscribe$/,
    );
    expect(TokenValue?.length).toBeGreaterThan(100);
    const active = await ssm.send(
      new DescribeSessionsCommand({ State: 'Active', Filters: [{ key: 'Target', value: COMPANY.web }] }),
    );
    expect(active.Sessions).toMatchObject([
      {
        SessionId,
        Target: COMPANY.web,
        DocumentName: 'SSM-SessionManagerRunShell',
        Reason: 'looking around',
        Owner: expect.stringContaining('assumed-role') as string,
      },
    ]);
    expect(active.Sessions?.[0]?.StartDate).toBeInstanceOf(Date);
    const again = await ssm.send(new ResumeSessionCommand({ SessionId }));
    expect(again.TokenValue).not.toBe(TokenValue);
    await ssm.send(new TerminateSessionCommand({ SessionId }));
    const ended = await ssm.send(
      new DescribeSessionsCommand({
        State: 'History',
        Filters: [{ key: 'SessionId', value: SessionId ?? '' }],
      }),
    );
    expect(ended.Sessions).toMatchObject([
      { SessionId, Status: 'Terminated', EndDate: expect.any(Date) as Date },
    ]);
    // Over: no error, no token.
    expect((await ssm.send(new ResumeSessionCommand({ SessionId }))).TokenValue ?? null).toBeNull();
    await expect(ssm.send(new ResumeSessionCommand({ SessionId: 'nobody-0123' }))).rejects.toMatchObject({
      name: 'DoesNotExistException',
    });
    expect(await ssm.send(new TerminateSessionCommand({ SessionId: 'nobody-0123' }))).toMatchObject({
      SessionId: 'nobody-0123',
    });
  });

  test.each<[string, ConstructorParameters<typeof StartSessionCommand>[0], string, string]>([
    [
      'offline',
      { Target: COMPANY.buildRunner },
      'TargetNotConnected',
      `${COMPANY.buildRunner} is not connected.`,
    ],
    ['stopped', { Target: COMPANY.oldWorker }, 'TargetNotConnected', 'is not connected.'],
    ['unknown target', { Target: 'i-0123456789abcdef0' }, 'TargetNotConnected', 'is not connected.'],
    [
      'unknown document',
      { Target: COMPANY.web, DocumentName: 'Nope' },
      'InvalidDocument',
      'Document with name Nope does not exist.',
    ],
    [
      'missing parameter',
      { Target: COMPANY.web, DocumentName: 'AWS-StartNonInteractiveCommand' },
      'InvalidParameters',
      '"command"',
    ],
    ['foreign parameter', { Target: COMPANY.web, Parameters: { x: ['1'] } }, 'InvalidParameters', '[x]'],
    [
      'two values',
      {
        Target: COMPANY.web,
        DocumentName: 'AWS-StartInteractiveCommand',
        Parameters: { command: ['a', 'b'] },
      },
      'InvalidParameters',
      'exactly one',
    ],
    [
      'a port that is none',
      {
        Target: COMPANY.web,
        DocumentName: 'AWS-StartPortForwardingSession',
        Parameters: { portNumber: ['65536'] },
      },
      'InvalidParameters',
      '"65536"',
    ],
    ['a long reason', { Target: COMPANY.web, Reason: 'x'.repeat(257) }, 'ValidationException', 'reason'],
  ])('refused: %s', async (_, input, name, words) => {
    await expect(ssm.send(new StartSessionCommand(input))).rejects.toMatchObject({
      name,
      message: expect.stringContaining(words) as string,
    });
  });

  test('refused: not allowed, in the words people search for', async () => {
    sandbox.faults.denyAction('ssm:StartSession');
    await expect(ssm.send(new StartSessionCommand({ Target: COMPANY.web }))).rejects.toMatchObject({
      name: 'AccessDeniedException',
      message: expect.stringMatching(
        new RegExp(
          `^User: arn:aws:sts::123456789012:assumed-role/SallyportSandbox/sandbox-user is not authorized to perform: ssm:StartSession on resource: arn:aws:ec2:eu-west-1:123456789012:instance/${COMPANY.web} because`,
        ),
      ) as string,
    });
    sandbox.faults.throttleAction('ssm:StartSession', 1);
    sandbox.faults.allowAction('ssm:StartSession');
    await expect(ssm.send(new StartSessionCommand({ Target: COMPANY.web }))).rejects.toMatchObject({
      name: 'ThrottlingException',
    });
  });

  test('instance and agent come and go', async () => {
    const statusOf = async (Target: string): Promise<string | undefined> =>
      (await ssm.send(new GetConnectionStatusCommand({ Target }))).Status;
    expect([await statusOf(COMPANY.web), await statusOf(COMPANY.buildRunner)]).toEqual([
      'connected',
      'notconnected',
    ]);
    sandbox.faults.setAgentStatus('build-runner', 'online');
    sandbox.faults.setInstanceState('web-1', 'stopped');
    expect([await statusOf(COMPANY.web), await statusOf(COMPANY.buildRunner)]).toEqual([
      'notconnected',
      'connected',
    ]);
  });
});

test('the preferences document names the key', async () => {
  const answer = await ssm.send(new GetDocumentCommand({ Name: 'SSM-SessionManagerRunShell' }));
  expect(JSON.parse(answer.Content ?? '')).toMatchObject({
    sessionType: 'Standard_Stream',
    inputs: { kmsKeyId: expect.stringMatching(/^arn:aws:kms:/) as string, idleSessionTimeout: '20' },
  });
});

test('a document comes in the format that is asked for', async () => {
  const get = (DocumentFormat: 'YAML' | 'JSON') =>
    ssm.send(new GetDocumentCommand({ Name: 'AWS-StartSSHSession', DocumentFormat }));
  expect((await get('YAML')).DocumentFormat).toBe('YAML');
  expect((await get('JSON')).DocumentFormat).toBe('JSON');
  await expect(get('XML' as 'JSON')).rejects.toMatchObject({ name: 'ValidationException' });
});

test('an operation it does not have', async () => {
  await expect(ssm.send(new ListDocumentsCommand({}))).rejects.toMatchObject({
    name: 'UnknownOperationException',
  });
});

test('an endless body is refused', async () => {
  const answer = await fetch(sandbox.endpointUrl, { method: 'POST', body: Buffer.alloc(2 * 1024 * 1024) });
  expect(answer.status).toBe(413);
});
