import { describe, expect, it } from 'vitest';
import { AppError, type AppErrorCode } from '../../shared/app-error.ts';
import { toAwsError } from './aws-error.ts';

const context = { action: 'ssm:StartSession', profileName: 'work', region: 'eu-west-1', targetId: 'i-1' };

function sdkError(name: string, message = '', status = 400): Error {
  return Object.assign(new Error(message), {
    name,
    $metadata: { httpStatusCode: status, requestId: 'req-7' },
  });
}

function nodeError(code: string, message = code): Error {
  return Object.assign(new Error(message), { code });
}

describe('toAwsError', () => {
  const table: readonly [string, Error, AppErrorCode, boolean][] = [
    ['expired (JSON)', sdkError('ExpiredTokenException', 'The security token included in the request is expired'), 'aws/credentials-expired', true],
    ['expired (query)', sdkError('ExpiredToken'), 'aws/credentials-expired', true],
    ['expired said as a denial', sdkError('AccessDeniedException', 'The security token included in the request is expired'), 'aws/credentials-expired', true],
    ['unknown key (JSON)', sdkError('UnrecognizedClientException'), 'aws/credentials-invalid', false],
    ['unknown key (STS)', sdkError('InvalidClientTokenId', '', 403), 'aws/credentials-invalid', false],
    ['unknown key (EC2)', sdkError('AuthFailure'), 'aws/credentials-invalid', false],
    ['wrong secret', sdkError('SignatureDoesNotMatch', 'The request signature we calculated does not match'), 'aws/credentials-invalid', false],
    ['clock, as signature', sdkError('InvalidSignatureException', 'Signature expired: 20260101T000000Z is now earlier than'), 'aws/clock-skew', true],
    ['clock, ahead', sdkError('InvalidSignatureException', 'Signature not yet current: 2027'), 'aws/clock-skew', true],
    ['expired or clock, EC2', sdkError('RequestExpired', 'Request has expired.'), 'aws/credentials-expired', true],
    ['denied', sdkError('AccessDeniedException', 'User: x is not authorized to perform: ssm:StartSession on resource: arn:aws:ec2:eu-west-1:1:instance/i-1'), 'aws/access-denied', false],
    ['denied, EC2', sdkError('UnauthorizedOperation', 'You are not authorized to perform this operation.', 403), 'aws/access-denied', false],
    ['throttled', sdkError('ThrottlingException', 'Rate exceeded'), 'aws/throttled', true],
    ['throttled, EC2', sdkError('RequestLimitExceeded', '', 503), 'aws/throttled', true],
    ['not connected', sdkError('TargetNotConnected', 'i-1 is not connected.'), 'target/not-connected', true],
    ['no such instance', sdkError('InvalidInstanceID.NotFound'), 'target/not-found', false],
    ['document', sdkError('InvalidDocument', 'Document with name X does not exist.'), 'ssm/document-invalid', false],
    ['parameters', sdkError('InvalidParameters', 'command is required'), 'ssm/document-invalid', false],
    ['session gone', sdkError('DoesNotExistException'), 'ssm/session-gone', false],
    ['namespaced code', sdkError('com.amazonaws.ssm#TargetNotConnected:http://x'), 'target/not-connected', true],
    ['kms key', sdkError('DisabledException', 'arn is disabled'), 'ssm/encryption-failed', false],
    ['server fault', sdkError('InternalServerError', 'oops', 500), 'aws/service-error', true],
    ['unknown refusal', sdkError('SomethingNew', 'hm', 400), 'aws/service-error', false],
    ['proxy', sdkError('UnknownError', 'UnknownError', 407), 'aws/unreachable', false],
    ['dns', nodeError('ENOTFOUND', 'getaddrinfo ENOTFOUND ssm.eu-west-1.amazonaws.com'), 'aws/unreachable', true],
    ['refused', nodeError('ECONNREFUSED', 'connect ECONNREFUSED 127.0.0.1:9'), 'aws/unreachable', true],
    ['refused on all addresses', Object.assign(new AggregateError([nodeError('ECONNREFUSED')], ''), { code: 'ECONNREFUSED' }), 'aws/unreachable', true],
    ['certificate', nodeError('SELF_SIGNED_CERT_IN_CHAIN', 'self-signed certificate in certificate chain'), 'aws/unreachable', false],
    ['SDK timeout', Object.assign(new Error('Connection timed out after 6000 ms'), { name: 'TimeoutError' }), 'aws/unreachable', true],
    ['region', new Error('Region is missing'), 'aws/region-missing', false],
    ['aborted', Object.assign(new Error('Request aborted'), { name: 'AbortError' }), 'cancelled', false],
    ['no credentials', Object.assign(new Error('Could not load credentials from any providers'), { name: 'CredentialsProviderError' }), 'aws/credentials-missing', true],
    ['unknown profile', Object.assign(new Error('Could not resolve credentials using profile: [x] in configuration/credentials file(s).'), { name: 'CredentialsProviderError' }), 'aws/credentials-missing', true],
    ['sso expired', Object.assign(new Error('The SSO session associated with this profile has expired. To refresh this SSO session run aws sso login'), { name: 'CredentialsProviderError' }), 'aws/sign-in-required', true],
    ['sso token gone', Object.assign(new Error("Token is expired. To refresh this SSO session run 'aws sso login'"), { name: 'TokenProviderError' }), 'aws/sign-in-required', true],
    ['sso unauthorized', sdkError('UnauthorizedException', 'Session token not found or invalid', 401), 'aws/sign-in-required', true],
    ['aws login over', Object.assign(new Error('Your session has expired. Please reauthenticate.'), { name: 'CredentialsProviderError' }), 'aws/login-required', true],
    ['profile cycle', Object.assign(new Error('Detected a cycle attempting to resolve credentials for profile a'), { name: 'CredentialsProviderError' }), 'aws/profile-invalid', true],
    ['process prints nonsense', Object.assign(new Error('Profile x credential_process returned invalid JSON.'), { name: 'CredentialsProviderError' }), 'aws/profile-invalid', true],
  ]; // prettier-ignore

  it.each(table)('%s', (_name, error, code, retryable) => {
    const made = toAwsError(error, context);
    expect(made).toBeInstanceOf(AppError);
    expect({ code: made.code, retryable: made.retryable }).toEqual({ code, retryable });
    expect(made.message).toMatch(/^[A-Z].*[.a-z]$/);
  });

  it('names action, resource and kind of policy of a denial', () => {
    const text = (why: string): string =>
      `User: arn:aws:sts::1:assumed-role/dev/anna is not authorized to perform: ssm:StartSession on resource: arn:aws:ssm:eu-west-1:1:document/Doc ${why}`;
    const message = (why: string): string =>
      toAwsError(sdkError('AccessDeniedException', text(why)), context).message;
    expect(message('because no identity-based policy allows the ssm:StartSession action')).toBe(
      'These credentials are not allowed to use ssm:StartSession on document Doc.',
    );
    expect(message('with an explicit deny in a service control policy')).toMatch(
      /^A policy of the organization/,
    );
    expect(message('with an explicit deny in an identity-based policy')).toMatch(/^A policy forbids/);
    expect(message('because no permissions boundary allows it')).toMatch(/^A permissions boundary/);
  });

  it('keeps the words and the request id of AWS as detail', () => {
    const made = toAwsError(sdkError('TargetNotConnected', 'i-1 is not connected.'), context);
    expect(made.detail).toBe('TargetNotConnected: i-1 is not connected.\nRequest id req-7');
  });

  it('says how to sign in, for the profile in use', () => {
    const sso = Object.assign(new Error('Token is expired.'), { name: 'TokenProviderError' });
    expect(toAwsError(sso, context).message).toContain('AWS profile "work"');
    const error = Object.assign(new Error('Please reauthenticate.'), { name: 'CredentialsProviderError' });
    expect(toAwsError(error, context).message).toContain('aws login --profile work');
    expect(toAwsError(error, { ...context, profileName: 'my team' }).message).toContain(
      '--profile "my team"',
    );
    expect(toAwsError(error, { ...context, profileName: null }).message).toMatch(/aws login$/);
  });

  it('shows what a failed credential_process printed, never its command line', () => {
    const error = Object.assign(new Error('Command failed: get-key --password hunter2\nvault is sealed\n'), {
      name: 'CredentialsProviderError',
    });
    const made = toAwsError(error, context);
    expect(made.detail).toBe('vault is sealed');
    expect(JSON.stringify(made.toData())).not.toContain('hunter2');
  });

  it('reads a refused MFA code as that', () => {
    const denial = sdkError(
      'AccessDenied',
      'MultiFactorAuthentication failed with invalid MFA one time pass code.',
    );
    expect(toAwsError(denial, { ...context, action: 'sts:AssumeRole' }).message).toBe(
      'AWS did not accept the MFA code.',
    );
  });

  it('passes AppErrors and survives what is not an Error', () => {
    const ours = new AppError('prompt/expired', 'Nobody answered.');
    expect(toAwsError(ours, context)).toBe(ours);
    expect(toAwsError('boo', context).code).toBe('internal');
  });
});
