// Failures before AWS could answer (names, sockets, proxies, certificates) put into words. Null for anything else.
import { AppError } from '../../shared/app-error.ts';

const TLS_CODES: ReadonlySet<string> = new Set([
  'SELF_SIGNED_CERT_IN_CHAIN',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'CERT_HAS_EXPIRED',
  'CERT_NOT_YET_VALID',
  'CERT_UNTRUSTED',
  'CERT_SIGNATURE_FAILURE',
  'ERR_TLS_CERT_ALTNAME_INVALID',
]);

const SENTENCES: Readonly<Record<string, string>> = {
  ENOTFOUND: 'AWS could not be reached: its name was not found.',
  EAI_AGAIN: 'AWS could not be reached: the name server did not answer.',
  ECONNREFUSED: 'AWS could not be reached: the connection was refused.',
  ECONNRESET: 'The connection to AWS was cut.',
  EPIPE: 'The connection to AWS was cut.',
  EHOSTUNREACH: 'AWS could not be reached: there is no route to it.',
  ENETUNREACH: 'AWS could not be reached: this computer seems to be offline.',
  ETIMEDOUT: 'AWS did not answer in time.',
  ESOCKETTIMEDOUT: 'AWS did not answer in time.',
  EPROTO: 'The encrypted connection to AWS could not be set up.',
};

export function networkError(error: Error): AppError | null {
  const code = codeOf(error);
  const detail = describe(error);
  if (code !== null && TLS_CODES.has(code)) {
    return new AppError(
      'aws/unreachable',
      'The certificate shown for AWS is not trusted. If a proxy inspects traffic here, name its CA file in AWS_CA_BUNDLE.',
      { detail, retryable: false, cause: error },
    );
  }
  if (error.name === 'TimeoutError') {
    return new AppError('aws/unreachable', 'AWS did not answer in time.', {
      detail,
      retryable: true,
      cause: error,
    });
  }
  const sentence = code === null ? undefined : SENTENCES[code];
  if (sentence !== undefined) {
    return new AppError('aws/unreachable', sentence, { detail, retryable: true, cause: error });
  }
  if (code !== null && (code.startsWith('ERR_SSL') || code.startsWith('ERR_TLS'))) {
    return new AppError('aws/unreachable', 'The encrypted connection to AWS could not be set up.', {
      detail,
      retryable: false,
      cause: error,
    });
  }
  if (/proxy/i.test(error.message) && /connect|407|authenticat/i.test(error.message)) {
    return new AppError('aws/unreachable', 'The proxy did not let the request to AWS through.', {
      detail,
      retryable: true,
      cause: error,
    });
  }
  return null;
}

/** Node wraps several failed addresses of one name in an AggregateError; the first one speaks for all. */
function codeOf(error: Error): string | null {
  const own: unknown = (error as { code?: unknown }).code;
  if (typeof own === 'string') return own;
  if (error instanceof AggregateError) {
    for (const inner of error.errors) if (inner instanceof Error) return codeOf(inner);
  }
  return null;
}

function describe(error: Error): string {
  if (error.message !== '') return error.message.slice(0, 500);
  if (error instanceof AggregateError) {
    const inner = error.errors.filter((entry): entry is Error => entry instanceof Error);
    return inner
      .map((entry) => entry.message)
      .join('; ')
      .slice(0, 500);
  }
  return codeOf(error) ?? error.name;
}
