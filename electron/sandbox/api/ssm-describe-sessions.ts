// SSM DescribeSessions: live sessions or history, newest first.
import { z } from 'zod';
import { isLive, type Session } from '../gateway/sessions.ts';
import { ApiError } from './api-error.ts';
import type { Authorize } from './call.ts';
import { ACCOUNT_ID } from './credentials.ts';
import { parseInput } from './json-input.ts';
import { pageOf } from './page-token.ts';
import type { SsmWorld } from './ssm-world.ts';

const DEFAULT_PAGE = 50;
const inputSchema = z.object({
  State: z.enum(['Active', 'History']),
  // This operation writes its filter members in lower case.
  Filters: z
    .array(z.object({ key: z.string(), value: z.string().min(1).max(400) }))
    .min(1)
    .max(6)
    .optional(),
  MaxResults: z.number().int().min(1).max(200).optional(),
  NextToken: z.string().optional(),
});

export function describeSessions(input: unknown, authorize: Authorize, world: SsmWorld): object {
  const request = parseInput(inputSchema, input);
  authorize('ssm:DescribeSessions', `arn:aws:ssm:${world.region}:${ACCOUNT_ID}:*`);
  const tests = (request.Filters ?? []).map(({ key, value }) => testOf(key, value));
  const wantsLive = request.State === 'Active';
  const chosen = world.sessions
    .all()
    .filter((session) => isLive(session) === wantsLive && tests.every((test) => test(session)));
  const page = pageOf(chosen, request.MaxResults ?? DEFAULT_PAGE, request.NextToken ?? null, [
    request.State,
    request.Filters ?? [],
  ]);
  return {
    Sessions: page.items.map(describe),
    ...(page.nextToken === null ? {} : { NextToken: page.nextToken }),
  };
}

function describe(session: Session): object {
  return {
    SessionId: session.id,
    Target: session.target,
    Status: session.status,
    StartDate: session.startedAt / 1000,
    ...(session.endedAt === null ? {} : { EndDate: session.endedAt / 1000 }),
    DocumentName: session.document.documentName,
    Owner: session.owner,
    ...(session.reason === '' ? {} : { Reason: session.reason }),
    OutputUrl: {},
    AccessType: 'Standard',
  };
}

function testOf(key: string, value: string): (session: Session) => boolean {
  switch (key) {
    case 'InvokedAfter':
      return ({ startedAt }) => startedAt >= timeOf(value);
    case 'InvokedBefore':
      return ({ startedAt }) => startedAt <= timeOf(value);
    case 'Target':
      return ({ target }) => target === value;
    case 'Owner':
      return ({ owner }) => owner === value;
    case 'Status':
      return ({ status }) => status === value;
    case 'SessionId':
      return ({ id }) => id === value;
    case 'AccessType':
      return () => value === 'Standard';
    default:
      throw new ApiError('InvalidFilterKey', `The filter key ${key} is not valid.`);
  }
}

function timeOf(text: string): number {
  const time = Date.parse(text);
  if (Number.isNaN(time)) throw new ApiError('ValidationException', `${text} is not a date.`);
  return time;
}
