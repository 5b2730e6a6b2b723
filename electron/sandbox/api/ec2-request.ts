// What EC2's calls have in common: the namespace of answers, page sizes, dry runs.
import { ApiError } from './api-error.ts';
import type { QueryForm } from './call.ts';

export const NAMESPACE = 'xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"';

/** Null when not given. Throws InvalidParameterValue. */
export function readMaxResults(form: QueryForm, least: number, most: number): number | null {
  const text = form.get('MaxResults');
  if (text === undefined) return null;
  const value = Number(text);
  if (!Number.isInteger(value) || value < least || value > most)
    throw new ApiError(
      'InvalidParameterValue',
      `Value ( ${text} ) for parameter maxResults is invalid. Expecting a value between ${least} and ${most}.`,
    );
  return value;
}

/** DryRun is how permissions are probed: "allowed" is an error as well. */
export function checkDryRun(form: QueryForm): void {
  if (form.get('DryRun') === 'true')
    throw new ApiError('DryRunOperation', 'Request would have succeeded, but DryRun flag is set.', 412);
}
