// What only a person can mend: AWS asks for credentials that nobody has at the moment. The one list of it.
import type { AppErrorCode } from '../../shared/app-error.ts';

export const MISSING_CREDENTIALS: readonly AppErrorCode[] = [
  'aws/credentials-expired',
  'aws/credentials-missing',
  'aws/credentials-invalid',
  'aws/sign-in-required',
  'aws/sign-in-refused',
  'aws/login-required',
];
