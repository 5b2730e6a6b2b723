// AWS's error codes (SDK `error.name`) sorted into the product's own: the closed list behind aws-error.ts.
// Sources: service models of EC2, SSM, STS, KMS, SSO; common error codes of the query and JSON protocols.

/** What a code means to us. `access-denied` and `signature` need their message read as well. */
export type AwsErrorMeaning =
  | 'expired'
  | 'invalid-credentials'
  | 'signature'
  | 'sign-in'
  | 'access-denied'
  | 'throttled'
  | 'clock-skew'
  | 'expired-or-clock'
  | 'target-not-connected'
  | 'target-not-found'
  | 'target-not-running'
  | 'document-invalid'
  | 'session-gone'
  | 'key-unusable'
  | 'push-refused'
  | 'push-unavailable'
  | 'serial-disabled'
  | 'serial-not-supported'
  | 'serial-in-use'
  | 'serial-unavailable';

const CODES: Readonly<Record<AwsErrorMeaning, readonly string[]>> = {
  expired: ['ExpiredToken', 'ExpiredTokenException', 'TokenRefreshRequired', 'ExpiredIdentityToken'],
  'invalid-credentials': [
    'UnrecognizedClientException',
    'InvalidClientTokenId',
    'InvalidAccessKeyId',
    'AuthFailure',
    'MissingAuthenticationToken',
    'MissingAuthenticationTokenException',
    'InvalidIdentityToken',
    'IDPRejectedClaim',
    'OptInRequired',
    'NotSignedUp',
  ],
  signature: [
    'SignatureDoesNotMatch',
    'InvalidSignatureException',
    'IncompleteSignature',
    'IncompleteSignatureException',
  ],
  'sign-in': ['UnauthorizedException'],
  'access-denied': [
    'AccessDenied',
    'AccessDeniedException',
    'UnauthorizedOperation',
    'UnauthorizedAccess',
    'NotAuthorized',
    'AuthorizationError',
    'AuthorizationErrorException',
    // EC2 Instance Connect's own word, for missing permissions as well as for credentials.
    'AuthException',
    'ForbiddenException',
  ],
  throttled: [
    'Throttling',
    'ThrottlingException',
    'ThrottledException',
    'RequestThrottled',
    'RequestThrottledException',
    'RequestLimitExceeded',
    'TooManyRequestsException',
    'LimitExceededException',
    'EC2ThrottledException',
    'SlowDown',
  ],
  'clock-skew': ['RequestTimeTooSkewed', 'RequestInTheFuture'],
  // EC2's one code for a late signature and for temporary credentials that have run out.
  'expired-or-clock': ['RequestExpired'],
  'target-not-connected': ['TargetNotConnected'],
  'target-not-found': [
    'InvalidInstanceID.NotFound',
    'InvalidInstanceID.Malformed',
    'InvalidInstanceId',
    'InvalidInstanceIdException',
    'InvalidTarget',
    'EC2InstanceNotFoundException',
  ],
  'target-not-running': ['IncorrectInstanceState', 'IncorrectState', 'EC2InstanceStateInvalidException'],
  'document-invalid': [
    'InvalidDocument',
    'InvalidDocumentVersion',
    'InvalidDocumentOperation',
    'InvalidDocumentSchemaVersion',
    'InvalidParameters',
  ],
  'session-gone': ['DoesNotExistException'],
  'key-unusable': [
    'NotFoundException',
    'DisabledException',
    'KeyUnavailableException',
    'KMSInvalidStateException',
    'InvalidKeyUsageException',
    'DependencyTimeoutException',
  ],
  // EC2 Instance Connect: fact sheet 2.4 and 2.5.
  'push-refused': ['InvalidArgsException'],
  'push-unavailable': ['EC2InstanceUnavailableException', 'ServiceException'],
  'serial-disabled': ['SerialConsoleAccessDisabledException'],
  'serial-not-supported': ['EC2InstanceTypeInvalidException', 'SerialConsoleSessionUnsupportedException'],
  'serial-in-use': ['SerialConsoleSessionLimitExceededException'],
  'serial-unavailable': ['SerialConsoleSessionUnavailableException'],
};

const MEANINGS: ReadonlyMap<string, AwsErrorMeaning> = new Map(
  (Object.keys(CODES) as AwsErrorMeaning[]).flatMap((meaning) =>
    CODES[meaning].map((code) => [code, meaning] as const),
  ),
);

/** Null for a code that has no meaning of its own here (it becomes `aws/service-error`). */
export function meaningOfAwsCode(code: string): AwsErrorMeaning | null {
  return MEANINGS.get(code) ?? null;
}
