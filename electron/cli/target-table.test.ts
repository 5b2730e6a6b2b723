import { expect, it } from 'vitest';
import { AppError } from '../../shared/app-error.ts';
import { targetSchema } from '../../shared/aws.ts';
import { describeError } from './describe-error.ts';
import { searchTargets, targetTable } from './target-table.ts';

const nothing = {
  operatingSystem: null, publicAddress: null, ipv6Address: null, instanceType: null, architecture: null, zone: null, vpcId: null,
  subnetId: null, imageId: null, keyName: null, roleName: null, launchedAt: null, tags: {}, kind: 'instance', platform: 'linux', state: 'running',
}; // prettier-ignore
const target = (id: string, name: string | null, privateAddress: string | null) =>
  targetSchema.parse({ ...nothing, id, name, privateAddress, ssm: { status: 'unmanaged' } });
const targets = [
  target('i-2', null, null),
  target('i-3', '数据库', '10.0.0.3'),
  target('i-1', 'web\u001b[31m', '10.0.0.1'),
];

it('aligns by columns, puts nameless targets last, and disarms control characters', () => {
  expect(targetTable(targets, true)).toBe(
    [
      'NAME      ID   STATE    PLATFORM  ADDRESS   SSM',
      'web?[31m  i-1  running  linux     10.0.0.1  unmanaged',
      '数据库    i-3  running  linux     10.0.0.3  unmanaged',
      '-         i-2  running  linux     -         unmanaged',
      '',
    ].join('\n'),
  );
  expect(targetTable(targets, false).split('\n')[2]).toBe('-\ti-2\trunning\tlinux\t-\tunmanaged');
});

it('searches for every word', () => {
  expect(searchTargets(targets, '10.0.0 WEB').map(({ id }) => id)).toEqual(['i-1']);
});

it('says what, why and what next, without secrets or escape sequences', () => {
  const error = new AppError('aws/access-denied', 'No \u001b[2Jway.', {
    detail: 'first\nSecretAccessKey=abcdefgh',
  });
  expect(describeError(error)).toBe(
    'sallyport: No ?[2Jway.\n  why:  first\n        SecretAccessKey=[secret]\n  next: Ask whoever manages the account for this permission, or use another AWS profile.\n',
  );
});
