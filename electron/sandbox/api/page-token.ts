// NextToken: opaque to clients, here an offset bound to the question it continues.
import { ApiError } from './api-error.ts';
import { sha256Hex } from './signature.ts';

export interface Page<T> {
  readonly items: readonly T[];
  readonly nextToken: string | null;
}

/** `question` is whatever must be the same on the next page (filters, say). Throws `InvalidNextToken`. */
export function pageOf<T>(
  all: readonly T[],
  pageSize: number,
  nextToken: string | null,
  question: unknown,
): Page<T> {
  const mark = sha256Hex(JSON.stringify(question)).slice(0, 16);
  const start = nextToken === null ? 0 : offsetOf(nextToken, mark);
  const end = start + pageSize;
  return {
    items: all.slice(start, end),
    nextToken: end < all.length ? Buffer.from(`${mark}:${end}`).toString('base64url') : null,
  };
}

function offsetOf(token: string, mark: string): number {
  const match = /^([0-9a-f]{16}):(\d{1,9})$/.exec(Buffer.from(token, 'base64url').toString('latin1'));
  if (match?.[1] !== mark) throw new ApiError('InvalidNextToken', 'The specified token is not valid.');
  return Number(match[2]);
}
