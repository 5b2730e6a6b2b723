// The edge where every failure of the SDK, the network and the credential providers becomes an AppError.
// Order matters: our own errors pass, then cancel, credentials, network, then AWS's codes.
import { AppError } from '../../shared/app-error.ts';
import { assertNever } from '../../shared/assert-never.ts';
import { describeDenial, parseDenial } from './access-denied.ts';
import { type AwsErrorMeaning, meaningOfAwsCode } from './aws-error-codes.ts';
import { credentialError, isCredentialError } from './credential-error.ts';
import { networkError } from './network-error.ts';

export interface AwsErrorContext {
  /** What was asked, as IAM writes it: `ssm:StartSession`. */
  readonly action: string;
  /** Null for the default credential chain and the sandbox. */
  readonly profileName: string | null;
  readonly region: string;
  /** The target the question was about, when there was one. */
  readonly targetId?: string;
}

interface AwsFailure {
  readonly error: Error;
  readonly name: string;
  readonly text: string;
  readonly status: number | null;
  readonly requestId: string | null;
}

export function toAwsError(error: unknown, context: AwsErrorContext): AppError {
  if (error instanceof AppError) return error;
  if (!(error instanceof Error)) {
    return new AppError('internal', `${context.action} failed in an unexpected way.`, {
      detail: String(error),
    });
  }
  if (error.name === 'AbortError') return new AppError('cancelled', 'Cancelled.', { cause: error });

  const failure = readFailure(error);
  const meaning = meaningOfAwsCode(failure.name);
  if (meaning === null || isCredentialError(error)) {
    const ours = credentialError(error, context.profileName) ?? networkError(error);
    if (ours !== null) return ours;
  }
  if (failure.status === 407) {
    return fail(failure, 'aws/unreachable', 'The proxy wants a user name and password (407).', false);
  }
  if (meaning !== null) return fromMeaning(meaning, failure, context);
  return fromUnknown(failure, context);
}

function fromMeaning(meaning: AwsErrorMeaning, failure: AwsFailure, context: AwsErrorContext): AppError {
  const whose =
    context.profileName === null
      ? 'The AWS credentials'
      : `The credentials of AWS profile "${context.profileName}"`;
  switch (meaning) {
    case 'expired':
      return fail(failure, 'aws/credentials-expired', `${whose} have expired.`, true);
    case 'invalid-credentials':
      return fail(
        failure,
        'aws/credentials-invalid',
        `AWS does not accept the credentials in ${context.region}.`,
        false,
      );
    case 'signature':
      if (isClockText(failure.text)) return clockSkew(failure);
      return fail(
        failure,
        'aws/credentials-invalid',
        'AWS refused the signature: the secret key does not fit the access key.',
        false,
      );
    case 'expired-or-clock':
      return fail(
        failure,
        'aws/credentials-expired',
        `${whose} have expired, or the clock of this computer is wrong.`,
        true,
      );
    case 'clock-skew':
      return clockSkew(failure);
    case 'sign-in':
      return fail(failure, 'aws/sign-in-required', 'The sign-in at IAM Identity Center has ended.', true);
    case 'access-denied':
      return denied(failure, context);
    case 'throttled':
      return fail(failure, 'aws/throttled', 'AWS asks to slow down: too many requests.', true);
    case 'target-not-connected':
      return fail(
        failure,
        'target/not-connected',
        `Session Manager has no connection to ${context.targetId ?? 'the target'}.`,
        true,
      );
    case 'target-not-found':
      return fail(
        failure,
        'target/not-found',
        `AWS knows no ${context.targetId ?? 'such target'} in ${context.region}.`,
        false,
      );
    case 'target-not-running':
      return fail(
        failure,
        'target/not-running',
        `AWS says that ${context.targetId ?? 'the target'} is not running.`,
        true,
      );
    case 'document-invalid':
      return fail(
        failure,
        'ssm/document-invalid',
        'Session Manager does not accept the session document or its parameters.',
        false,
      );
    case 'session-gone':
      return fail(failure, 'ssm/session-gone', 'Session Manager does not know this session any more.', false);
    case 'key-unusable':
      return fail(failure, 'ssm/encryption-failed', 'The KMS key of Session Manager cannot be used.', false);
    default:
      return fromInstanceConnect(meaning, failure, context);
  }
}

type InstanceConnectMeaning = Extract<AwsErrorMeaning, `push-${string}` | `serial-${string}`>;

function fromInstanceConnect(
  meaning: InstanceConnectMeaning,
  failure: AwsFailure,
  { targetId = 'the target' }: AwsErrorContext,
): AppError {
  switch (meaning) {
    case 'push-refused':
      return fail(failure, 'eic/push-refused', 'EC2 Instance Connect did not take the key.', false);
    case 'push-unavailable':
      return fail(failure, 'eic/unavailable', `EC2 Instance Connect cannot reach ${targetId} now.`, true);
    case 'serial-disabled':
      return fail(failure, 'serial/disabled', 'The serial console is switched off for this account.', false);
    case 'serial-not-supported':
      return fail(failure, 'serial/not-supported', `${targetId} offers no serial console.`, false);
    case 'serial-in-use':
      return fail(failure, 'serial/in-use', `The serial console of ${targetId} is in use.`, true);
    case 'serial-unavailable':
      return fail(failure, 'serial/unavailable', `The serial console of ${targetId} is not available.`, true);
    default:
      return assertNever(meaning);
  }
}

function denied(failure: AwsFailure, context: AwsErrorContext): AppError {
  if (/MultiFactorAuthentication failed|MFA/.test(failure.text) && context.action === 'sts:AssumeRole') {
    return fail(failure, 'aws/credentials-invalid', 'AWS did not accept the MFA code.', true);
  }
  if (/security token included in the request is expired/i.test(failure.text)) {
    return fail(failure, 'aws/credentials-expired', 'The AWS credentials have expired.', true);
  }
  return fail(failure, 'aws/access-denied', describeDenial(parseDenial(failure.text), context.action), false);
}

function fromUnknown(failure: AwsFailure, context: AwsErrorContext): AppError {
  if (failure.text.includes('Region is missing')) {
    return fail(failure, 'aws/region-missing', 'No AWS region is chosen.', false);
  }
  if (isClockText(failure.text)) return clockSkew(failure);
  const retryable = failure.status === null || failure.status >= 500;
  const message =
    failure.status === null
      ? `AWS could not be asked for ${context.action}.`
      : `AWS refused ${context.action} (HTTP ${failure.status}).`;
  return fail(failure, 'aws/service-error', message, retryable);
}

function clockSkew(failure: AwsFailure): AppError {
  return fail(
    failure,
    'aws/clock-skew',
    'The clock of this computer differs too much from that of AWS.',
    true,
  );
}

function isClockText(text: string): boolean {
  return /signature expired|signature not yet current|time.{0,20}skewed/i.test(text);
}

function fail(failure: AwsFailure, code: AppError['code'], message: string, retryable: boolean): AppError {
  const parts = [failure.text === '' ? failure.name : `${failure.name}: ${failure.text}`.slice(0, 1500)];
  if (failure.requestId !== null) parts.push(`Request id ${failure.requestId}`);
  return new AppError(code, message, { detail: parts.join('\n'), retryable, cause: failure.error });
}

function readFailure(error: Error): AwsFailure {
  const fields = error as { Code?: unknown; $metadata?: { httpStatusCode?: unknown; requestId?: unknown } };
  const { httpStatusCode, requestId } = fields.$metadata ?? {};
  return {
    error,
    name: bareCode(error.name === 'Error' && typeof fields.Code === 'string' ? fields.Code : error.name),
    text: error.message === 'UnknownError' ? '' : error.message,
    status: typeof httpStatusCode === 'number' ? httpStatusCode : null,
    requestId: typeof requestId === 'string' ? requestId.slice(0, 100) : null,
  };
}

/** JSON services write `namespace#Code:url` in places; only the code counts. */
function bareCode(name: string): string {
  const afterNamespace = name.slice(name.lastIndexOf('#') + 1);
  return afterNamespace.split(':', 1)[0] ?? afterNamespace;
}
