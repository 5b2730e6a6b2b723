// Input of awsJson calls: parsed with zod, refused in AWS's words.
import type { z } from 'zod';
import { ApiError } from './api-error.ts';

/** The JSON object of a request body. Throws SerializationException. */
export function readJsonBody(body: Uint8Array): unknown {
  if (body.byteLength === 0) return {};
  try {
    return JSON.parse(Buffer.from(body).toString('utf8'));
  } catch {
    // Whatever JSON.parse says, AWS answers this and no more.
    throw new ApiError('SerializationException', 'Could not parse the request body as JSON.');
  }
}

/** Throws ValidationException with one line per offence. */
export function parseInput<S extends z.ZodType>(schema: S, input: unknown): z.output<S> {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  const { issues } = parsed.error;
  const lines = issues.map((issue) => {
    const path = issue.path.map(String).join('.');
    return `Value at '${path.charAt(0).toLowerCase()}${path.slice(1)}' failed to satisfy constraint: ${issue.message}`;
  });
  throw new ApiError(
    'ValidationException',
    `${issues.length} validation error${issues.length === 1 ? '' : 's'} detected: ${lines.join('; ')}`,
  );
}
