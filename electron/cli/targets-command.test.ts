// `sallyport targets` as people and scripts run it: a child process against the sandbox.
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { targetSchema } from '../../shared/aws.ts';
import { useCliFixture, WEB } from './fixtures/cli-fixture.ts';

const fixture = useCliFixture();

describe('sallyport targets', () => {
  it('lists instances and managed nodes, tab-separated when piped', async () => {
    const { code, stdout, stderr } = await fixture.run(['targets']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const rows = stdout
      .trimEnd()
      .split('\n')
      .map((line) => line.split('\t'));
    expect(rows).toHaveLength(8);
    expect(rows.at(-1)).toEqual(['web-1', WEB, 'running', 'linux', '10.20.1.17', 'online']);
    expect(rows.map((row) => row[5]).sort()).toEqual([
      'offline',
      'online',
      'online',
      'online',
      'unmanaged',
      'unmanaged',
      'unmanaged',
      'unmanaged',
    ]);
  });

  it('gives JSON that is what the help promises', async () => {
    const { code, stdout } = await fixture.run(['targets', '--json', '--search', 'WEB production']);
    expect(code).toBe(0);
    expect(z.array(targetSchema).parse(JSON.parse(stdout))).toMatchObject([{ id: WEB, name: 'web-1' }]);
    expect((await fixture.run(['targets', '--json', '--search', 'nothing-like-it'])).stdout).toBe('[]\n');
  });

  it('shows what it may list and says what it may not', async () => {
    fixture.sandbox.faults.denyAction('ssm:DescribeInstanceInformation');
    const partly = await fixture.run(['targets']);
    expect(partly.code).toBe(0);
    expect(partly.stdout).toContain(`web-1\t${WEB}\trunning\tlinux\t10.20.1.17\tunknown`);
    expect(partly.stderr).toContain('not allowed to use ssm:DescribeInstanceInformation');
    fixture.sandbox.faults.denyAction('ec2:DescribeInstances');
    const refused = await fixture.run(['targets']);
    expect(refused).toMatchObject({ code: 4, stdout: '' });
    expect(refused.stderr).toMatch(
      /^sallyport: .*ec2:DescribeInstances.*\n {2}why: [^]*\n {2}next: Ask whoever/,
    );
  });

  it.each<[string, string, number, RegExp, Record<string, string>]>([
    ['no credentials', 'targets', 4, /No AWS credentials were found/, { AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '' }],
    ['a profile that is not there', 'targets', 4, /AWS profile "work" was not found/, { AWS_PROFILE: 'work' }],
    ['wrong keys', 'targets', 4, /does not accept the credentials/, { AWS_ACCESS_KEY_ID: 'AKIAUNKNOWN' }],
    ['nobody there', 'targets', 5, /connection was refused/, { AWS_ENDPOINT_URL_EC2: 'http://127.0.0.1:9', AWS_ENDPOINT_URL_SSM: 'http://127.0.0.1:9' }],
    ['a region that is none', 'targets', 2, /No AWS region/, { AWS_REGION: 'Europe' }],
    ['an endpoint that is none', 'targets', 4, /endpoint URL set for ec2/, { AWS_ENDPOINT_URL_EC2: 'here' }],
  ])('ends with a code that means %s', async (_name, command, code, words, env) => {
    const result = await fixture.run([command], '', env);
    expect(result.stderr).toMatch(words);
    expect(result.stderr).not.toMatch(/ {4}at |node:/);
    expect(result).toMatchObject({ code, stdout: '' });
  }); // prettier-ignore

  it.each([['targets'], ['targets', '--json'], ['--help']])(
    'ends as other programs do, without a word, when nobody reads: %s %s',
    async (...args) => {
      const result = await fixture.cli.run(args, {
        env: fixture.sandbox.env,
        onStarted: (child) => child.stdout?.destroy(),
      });
      expect({ code: result.code, stderr: result.stderr }).toEqual({ code: 141, stderr: '' });
    },
  );

  it('says that credentials have expired', async () => {
    fixture.sandbox.faults.expireCredentials();
    const result = await fixture.run(['targets']);
    expect(result.code).toBe(4);
    expect(result.stderr).toMatch(/credentials have expired/);
  });
});
