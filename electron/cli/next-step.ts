// What to do next, for the kinds of failure where that is not in the error itself, in the words of the command line.
import type { AppErrorCode } from '../../shared/app-error.ts';

const STEPS: Readonly<Partial<Record<AppErrorCode, string>>> = {
  'aws/credentials-missing': 'Choose an AWS profile with --profile, or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.',
  'aws/credentials-expired': 'Get new credentials (for SSO: aws sso login), then run this again.',
  'aws/credentials-invalid': 'Check the keys, and that the region is enabled for the account.',
  'aws/sign-in-required': 'Sign in as said above, then run this again.',
  'aws/access-denied': 'Ask whoever manages the account for this permission, or use another AWS profile.',
  'aws/throttled': 'Wait a moment, then run this again.',
  'aws/clock-skew': 'Set the clock of this computer right.',
  'aws/unreachable': 'Check the network, HTTPS_PROXY and AWS_ENDPOINT_URL.',
  'aws/region-missing': 'Name one with --region, AWS_REGION, or "region" in the AWS profile.',
  'aws/profile-invalid': 'Correct it in ~/.aws/config, ~/.aws/credentials or the environment.',
  'aws/service-error': 'Run this again; SALLYPORT_DEBUG=1 shows more.',
  'target/not-found': 'See what there is with: sallyport targets',
  'target/ambiguous': 'Use the id of the one you mean.',
  'target/not-running': 'Start it, or wait until it runs, then run this again.',
  'ssm/document-invalid': 'Check --document and --parameter.',
  'ssm/stream-url-refused': 'If this stand-in for AWS is yours, its StreamUrl must be on the host of AWS_ENDPOINT_URL.',
  'ssm/gateway-unreachable': 'Check that this network lets WebSockets to ssmmessages through.',
  'ssm/gateway-refused': 'Run this again; SALLYPORT_DEBUG=1 shows more.',
  'ssm/handshake-timeout': 'The agent may be busy or just starting: run this again in a minute.',
  'ssm/handshake-failed': 'The agent of the target may be too old for this session document.',
  'ssm/encryption-failed': 'You need kms:GenerateDataKey, and the instance kms:Decrypt, on the key of the session preferences.',
  'ssm/protocol-violation': 'Run this again; if it stays so, report it with SALLYPORT_DEBUG=1.',
  'ssm/session-gone': 'Start a new session.',
  'ssm/session-failed': 'Start a new session.',
  'tunnel/port-in-use': 'Choose another port with --local, or end the program that has it.',
  'tunnel/listen-failed': 'Choose another port with --local.',
  'connection/timeout': 'Run this again.',
  'prompt/expired': 'Run this again and answer in time.',
  internal: 'Run this again with SALLYPORT_DEBUG=1 and report what it shows.',
}; // prettier-ignore

export function nextStep(code: AppErrorCode): string | null {
  return STEPS[code] ?? null;
}
