// How an AWS profile gets its credentials, in words.
import type { AwsProfile } from '../../shared/aws.ts';
import { assertNever } from '../../shared/assert-never.ts';

export function profileKindWords(kind: AwsProfile['kind']): string {
  switch (kind) {
    case 'static-keys':
      return 'access key';
    case 'sso':
      return 'IAM Identity Center';
    case 'assume-role':
      return 'assumes a role';
    case 'credential-process':
      return 'credential process';
    case 'web-identity':
      return 'web identity';
    case 'login':
      return 'console sign-in';
    case 'environment':
      return 'from the environment';
    case 'sandbox':
      return 'on this machine, no account';
    case 'unusable':
      return 'cannot be used';
    default:
      return assertNever(kind);
  }
}
