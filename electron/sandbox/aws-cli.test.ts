// AWS's own command line (Debian's awscli 2.9.19, which knows no AWS_ENDPOINT_URL) with nothing but the sandbox's env.
import { execFile, type ExecFileException } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { COMPANY } from './company/company.ts';
import { newKey, OpenSshHome } from './fixtures/plain-ssh.ts';
import { startSandbox, type Sandbox } from './sandbox.ts';

// Debian's by its path: a version manager may have put another `aws` first in PATH. Where there is none, that one.
const DEBIAN_AWS = '/usr/bin/aws';
const AWS = existsSync(DEBIAN_AWS) ? DEBIAN_AWS : 'aws';
const CLI_DEADLINE_MS = 60_000;

let sandbox: Sandbox;
let dir: string;

beforeAll(async () => {
  sandbox = await startSandbox();
  dir = mkdtempSync(path.join(tmpdir(), 'sallyport-cli-test-'));
  // Stands in for session-manager-plugin: writes down what the CLI hands it.
  const plugin = path.join(dir, 'session-manager-plugin');
  writeFileSync(
    plugin,
    `#!/bin/sh\nfor argument in "$@"; do printf '%s\\0' "$argument"; done > "${dir}/argv"\n`,
  );
  chmodSync(plugin, 0o755);
});
afterAll(async () => {
  await sandbox.close();
  rmSync(dir, { recursive: true, force: true });
});

interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

function aws(...args: string[]): Promise<Ran> {
  return awsWith({}, ...args);
}

function awsWith(more: Record<string, string>, ...args: string[]): Promise<Ran> {
  const env = {
    PATH: `${dir}:/usr/bin:/bin:${process.env['PATH'] ?? ''}`,
    HOME: dir,
    AWS_PAGER: '',
    ...sandbox.env,
    ...more,
  };
  return new Promise((resolve) => {
    execFile(
      AWS,
      [...args, '--output', 'json'],
      { env, timeout: CLI_DEADLINE_MS },
      (error: ExecFileException | null, stdout, stderr) => {
        resolve({
          code: error === null ? 0 : Number(error.code ?? -1),
          stdout,
          stderr: stderr + (error?.message ?? ''),
        });
      },
    );
  });
}

async function json<S extends z.ZodType>(schema: S, ...args: string[]): Promise<z.output<S>> {
  const { code, stdout, stderr } = await aws(...args);
  expect(stderr).toBe('');
  expect(code).toBe(0);
  return schema.parse(JSON.parse(stdout));
}

test(
  'sts get-caller-identity',
  async () => {
    const identity = await json(
      z.object({ Account: z.string(), Arn: z.string() }),
      'sts',
      'get-caller-identity',
    );
    expect(identity.Arn).toBe('arn:aws:sts::123456789012:assumed-role/SallyportSandbox/sandbox-user');
  },
  CLI_DEADLINE_MS,
);

test.each(['AWS_USE_FIPS_ENDPOINT', 'AWS_USE_DUALSTACK_ENDPOINT'])(
  '%s leads here too',
  async (variable) => {
    const { code, stderr } = await awsWith({ [variable]: 'true' }, 'sts', 'get-caller-identity');
    expect([code, stderr]).toEqual([0, '']);
  },
  CLI_DEADLINE_MS,
);

test(
  'ec2 describe-instances',
  async () => {
    const schema = z.object({
      Reservations: z.array(z.object({ Instances: z.array(z.object({ InstanceId: z.string() })) })),
    });
    const all = await json(schema, 'ec2', 'describe-instances');
    expect(all.Reservations).toHaveLength(7);
    const one = await json(schema, 'ec2', 'describe-instances', '--filters', 'Name=tag:Name,Values=web-*');
    expect(one.Reservations).toMatchObject([{ Instances: [{ InstanceId: COMPANY.web }] }]);
    const { code, stderr } = await aws('ec2', 'describe-instances', '--instance-ids', 'i-0123456789abcdef0');
    expect(code).toBe(254);
    expect(stderr).toContain(
      'An error occurred (InvalidInstanceID.NotFound) when calling the DescribeInstances operation',
    );
  },
  CLI_DEADLINE_MS,
);

test(
  'ssm describe-instance-information, all pages',
  async () => {
    const schema = z.object({ InstanceInformationList: z.array(z.object({ InstanceId: z.string() })) });
    const answer = await json(schema, 'ssm', 'describe-instance-information');
    expect(answer.InstanceInformationList).toHaveLength(4);
  },
  CLI_DEADLINE_MS,
);

test(
  'ssm start-session hands the plugin what it needs; describe-sessions lists it',
  async () => {
    const { code, stderr } = await aws(
      'ssm',
      'start-session',
      '--target',
      COMPANY.web,
      '--reason',
      'cli test',
    );
    expect([code, stderr]).toEqual([0, '']);
    const [response = '', region, operation, profile, request = '', endpoint] = readFileSync(
      path.join(dir, 'argv'),
      'utf8',
    ).split('\0');
    const grant = z
      .object({ SessionId: z.string(), TokenValue: z.string(), StreamUrl: z.string() })
      .parse(JSON.parse(response));
    expect(grant.StreamUrl).toMatch(/^ws:\/\/127\.0\.0\.1:/);
    expect([region, operation, profile]).toEqual(['eu-west-1', 'StartSession', '']);
    expect(JSON.parse(request)).toMatchObject({ Target: COMPANY.web });
    // Where the plugin resumes and terminates: the sandbox, not AWS.
    expect(endpoint).toBe(sandbox.endpointUrl);
    const sessions = await json(
      z.object({ Sessions: z.array(z.object({ SessionId: z.string(), Reason: z.string() })) }),
      ...['ssm', 'describe-sessions', '--state', 'Active'],
    );
    expect(sessions.Sessions).toMatchObject([{ SessionId: grant.SessionId, Reason: 'cli test' }]);
    await json(
      z.object({ SessionId: z.string() }),
      'ssm',
      'terminate-session',
      '--session-id',
      grant.SessionId,
    );
  },
  CLI_DEADLINE_MS,
);

test(
  'ssm start-session to a lost agent',
  async () => {
    const { code, stderr } = await aws('ssm', 'start-session', '--target', COMPANY.buildRunner);
    expect(code).toBe(254);
    expect(stderr).toContain(
      'An error occurred (TargetNotConnected) when calling the StartSession operation',
    );
  },
  CLI_DEADLINE_MS,
);

test(
  'ec2-instance-connect send-ssh-public-key, and then a plain ssh',
  async () => {
    const key = newKey();
    const home = new OpenSshHome(key);
    try {
      const keyFile = path.join(dir, 'key.pub');
      writeFileSync(keyFile, key.publicLine);
      const sent = await json(
        z.object({ Success: z.boolean() }),
        ...['ec2-instance-connect', 'send-ssh-public-key', '--instance-id', COMPANY.web],
        ...['--instance-os-user', 'ec2-user', '--ssh-public-key', `file://${keyFile}`],
      );
      expect(sent.Success).toBe(true);
      const address = await sandbox.instanceConnect.ssh.addressOf(COMPANY.web);
      if (address === null) throw new Error('no SSH server');
      expect(await home.ssh('ec2-user', address, 'echo hello from $USER')).toEqual({
        code: 0,
        stdout: 'hello from ec2-user\n',
        stderr: '',
      });
      const { code, stderr } = await aws(
        ...['ec2-instance-connect', 'send-ssh-public-key', '--instance-id', COMPANY.oldWorker],
        ...['--instance-os-user', 'ec2-user', '--ssh-public-key', `file://${keyFile}`],
      );
      expect(code).toBe(254);
      expect(stderr).toContain('An error occurred (EC2InstanceStateInvalidException)');
    } finally {
      home.remove();
    }
  },
  CLI_DEADLINE_MS,
);

test(
  'ec2 get-console-output, describe-security-groups, get-serial-console-access-status',
  async () => {
    const text = await json(
      z.object({ Output: z.string() }),
      ...['ec2', 'get-console-output', '--instance-id', COMPANY.web, '--latest'],
    );
    for (const { fingerprint } of sandbox.instanceConnect.ssh.hostKeys.of(COMPANY.web))
      expect(text.Output).toContain(fingerprint);
    const groups = z.object({ SecurityGroups: z.array(z.object({ GroupName: z.string() })) });
    const listed = await json(groups, 'ec2', 'describe-security-groups');
    expect(listed.SecurityGroups.map(({ GroupName }) => GroupName)).toContain('staging-instance-connect');
    const access = z.object({ SerialConsoleAccessEnabled: z.boolean() });
    expect(await json(access, 'ec2', 'get-serial-console-access-status')).toEqual({
      SerialConsoleAccessEnabled: true,
    });
  },
  CLI_DEADLINE_MS,
);
