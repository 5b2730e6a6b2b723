// Failures while getting credentials (SDK credential providers speak only English sentences) put into product words.
// Null when the error is not about credentials. Sentences: @aws-sdk credential-provider-* and token-providers 3.1169.
import { AppError } from '../../shared/app-error.ts';

const NAMES: ReadonlySet<string> = new Set([
  'CredentialsProviderError',
  'TokenProviderError',
  'ProviderError',
]);

export function isCredentialError(error: Error): boolean {
  return NAMES.has(error.name);
}

/** `profileName` null: the default credential chain. */
export function credentialError(error: Error, profileName: string | null): AppError | null {
  const text = error.message;
  const option = profileName === null ? '' : ` --profile ${quoteForShell(profileName)}`;
  const whose = profileName === null ? 'the environment' : `AWS profile "${profileName}"`;
  const make = (
    code:
      | 'aws/sign-in-required'
      | 'aws/login-required'
      | 'aws/profile-invalid'
      | 'aws/credentials-missing'
      | 'aws/credentials-invalid',
    message: string,
    detail: string = text,
  ): AppError => new AppError(code, message, { detail: bounded(detail), retryable: true, cause: error });

  if (/credential_process/.test(text)) {
    return make('aws/profile-invalid', `The credential_process of ${whose} gave no usable credentials.`);
  }
  if (text.startsWith('Command failed')) {
    // Node's message repeats the command line, which may hold secrets; what the program printed follows it.
    const printed = text.split('\n').slice(1).join('\n').trim();
    return make(
      'aws/credentials-missing',
      `The credential_process of ${whose} failed.`,
      printed === '' ? 'It printed nothing.' : printed,
    );
  }
  if (/aws login|reauthenticate|re-authenticate|login[\\/]cache/i.test(text)) {
    return make('aws/login-required', `The sign-in of ${whose} has ended. Run: aws login${option}`);
  }
  if (/source_profile|Detected a cycle|Unsupported credential source|services section/.test(text)) {
    return make('aws/profile-invalid', `${capital(whose)} cannot work as it is written.`);
  }
  if (
    /Conflicting SSO|configured with invalid SSO|missing required property|Sso session '.*' could not be found/.test(
      text,
    )
  ) {
    return make('aws/profile-invalid', `The SSO settings of ${whose} are not complete.`);
  }
  if (
    /sso session|sso login|SSO Token|Token is expired|UnauthorizedException|Session token not found/i.test(
      text,
    )
  ) {
    return make('aws/sign-in-required', `Nobody is signed in for ${whose}, or the sign-in has ended.`);
  }
  if (/requires multi-factor authentication/.test(text)) {
    return make(
      'aws/credentials-missing',
      `${capital(whose)} needs an MFA code, and nobody could be asked for it.`,
    );
  }
  if (/was not found|could not be found in shared/.test(text)) {
    return make('aws/credentials-missing', `${capital(whose)} was not found in the AWS config files.`);
  }
  if (isCredentialError(error)) {
    return make('aws/credentials-missing', `No AWS credentials were found in ${whose}.`);
  }
  return null;
}

function quoteForShell(text: string): string {
  return /^[A-Za-z0-9_.@/+-]+$/.test(text) ? text : `"${text}"`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** Long enough for a stack of one sentence, short enough for a dialog. */
function bounded(text: string): string {
  return text.length <= 600 ? text : `${text.slice(0, 600)}…`;
}
