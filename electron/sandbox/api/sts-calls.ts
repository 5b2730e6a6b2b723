// STS as the query protocol of 2011-06-15: GetCallerIdentity, which needs no permission.
import { unknownActionError } from './api-error.ts';
import type { ApiCall } from './call.ts';
import { ACCOUNT_ID } from './credentials.ts';
import { xmlElement } from './xml.ts';

/** The XML body of the answer. Throws ApiError. */
export function callSts(call: ApiCall): string {
  if (call.action !== 'GetCallerIdentity') throw unknownActionError('query', call.action);
  return xmlElement(
    'GetCallerIdentityResponse',
    {
      GetCallerIdentityResult: {
        Arn: call.caller.arn,
        UserId: call.caller.userId,
        Account: ACCOUNT_ID,
      },
      ResponseMetadata: { RequestId: call.requestId },
    },
    'xmlns="https://sts.amazonaws.com/doc/2011-06-15/"',
  );
}
