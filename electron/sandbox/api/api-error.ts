// An AWS-shaped refusal, and how each wire protocol writes it: EC2 query XML, STS query XML, awsJson 1.1.
import { xmlElement } from './xml.ts';
import type { SignatureFailure } from './verify-signature.ts';

export type Protocol = 'ec2' | 'query' | 'json';

/** `code` as AWS names it; `status` the HTTP status. */
export class ApiError extends Error {
  readonly code: string;
  readonly status: number;

  constructor(code: string, message: string, status = 400) {
    super(message);
    this.code = code;
    this.status = status;
  }
}

export interface WireAnswer {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export const JSON_CONTENT_TYPE = 'application/x-amz-json-1.1';
export const XML_CONTENT_TYPE = 'text/xml;charset=UTF-8';

export function writeError(protocol: Protocol, error: ApiError, requestId: string): WireAnswer {
  switch (protocol) {
    case 'ec2':
      return {
        status: error.status,
        contentType: XML_CONTENT_TYPE,
        body: `<?xml version="1.0" encoding="UTF-8"?>\n${xmlElement('Response', {
          Errors: { Error: { Code: error.code, Message: error.message } },
          RequestID: requestId,
        })}`,
      };
    case 'query':
      return {
        status: error.status,
        contentType: XML_CONTENT_TYPE,
        body: xmlElement(
          'ErrorResponse',
          {
            Error: { Type: 'Sender', Code: error.code, Message: error.message },
            RequestId: requestId,
          },
          'xmlns="https://sts.amazonaws.com/doc/2011-06-15/"',
        ),
      };
    case 'json':
      return {
        status: error.status,
        contentType: JSON_CONTENT_TYPE,
        // Services disagree on `message` and `Message`; clients read both.
        body: JSON.stringify({ __type: error.code, message: error.message }),
      };
  }
}

/**
 * The code each service gives for a bad signature. EC2 does not distinguish a bad clock from an expired token
 * (RequestExpired) and calls a key it does not know AuthFailure.
 */
export function signatureError(protocol: Protocol, failure: SignatureFailure): ApiError {
  const { reason, message } = failure;
  switch (protocol) {
    case 'ec2':
      switch (reason) {
        case 'skewed':
        case 'expired-token':
          return new ApiError('RequestExpired', 'Request has expired.', 400);
        case 'mismatch':
          return new ApiError('SignatureDoesNotMatch', message, 403);
        case 'missing':
        case 'incomplete':
        case 'unknown-key':
        case 'wrong-token':
          return new ApiError(
            'AuthFailure',
            'AWS was not able to validate the provided access credentials',
            401,
          );
      }
      break;
    case 'query':
      switch (reason) {
        case 'skewed':
        case 'mismatch':
          return new ApiError('SignatureDoesNotMatch', message, 403);
        case 'expired-token':
          return new ApiError('ExpiredToken', message, 403);
        case 'missing':
          return new ApiError('MissingAuthenticationToken', message, 403);
        case 'incomplete':
          return new ApiError('IncompleteSignature', message, 400);
        case 'unknown-key':
        case 'wrong-token':
          return new ApiError('InvalidClientTokenId', message, 403);
      }
      break;
    case 'json':
      switch (reason) {
        case 'skewed':
        case 'mismatch':
          return new ApiError('InvalidSignatureException', message);
        case 'expired-token':
          return new ApiError('ExpiredTokenException', message);
        case 'missing':
          return new ApiError('MissingAuthenticationTokenException', message);
        case 'incomplete':
          return new ApiError('IncompleteSignatureException', message);
        case 'unknown-key':
        case 'wrong-token':
          return new ApiError('UnrecognizedClientException', message);
      }
  }
}

export function deniedError(protocol: Protocol, caller: string, action: string, resource: string): ApiError {
  const words = `User: ${caller} is not authorized to perform: ${action} on resource: ${resource}`;
  const reason = `because no identity-based policy allows the ${action} action`;
  switch (protocol) {
    case 'ec2':
      return new ApiError(
        'UnauthorizedOperation',
        `You are not authorized to perform this operation. User: ${caller} is not authorized to perform: ${action} ${reason}`,
        403,
      );
    case 'query':
      return new ApiError('AccessDenied', `${words} ${reason}`, 403);
    case 'json':
      return new ApiError('AccessDeniedException', `${words} ${reason}`);
  }
}

export function throttledError(protocol: Protocol): ApiError {
  switch (protocol) {
    case 'ec2':
      return new ApiError('RequestLimitExceeded', 'Request limit exceeded.', 503);
    case 'query':
      return new ApiError('Throttling', 'Rate exceeded');
    case 'json':
      return new ApiError('ThrottlingException', 'Rate exceeded');
  }
}

export function unknownActionError(protocol: Protocol, action: string): ApiError {
  switch (protocol) {
    case 'ec2':
      return new ApiError('InvalidAction', `The action ${action} is not valid for this web service.`);
    case 'query':
      return new ApiError('InvalidAction', `Could not find operation ${action} for version 2011-06-15`);
    case 'json':
      return new ApiError('UnknownOperationException', `The operation ${action} is not known.`);
  }
}
