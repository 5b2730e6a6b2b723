// The text of a versioned JSON document, `{"version": n, "data": …}`: format, parse, migrate. Pure.
import type { z } from 'zod';

export interface DocumentShape<T> {
  /** Version that this program writes; counts from 1. */
  readonly version: number;
  readonly schema: z.ZodType<T>;
  /** `migrations[n]` turns data of version n into data of version n + 1. Every version from 1 on must be there. */
  readonly migrations: Readonly<Record<number, (data: unknown) => unknown>>;
}

export type ParsedDocument<T> =
  | { readonly kind: 'good'; readonly value: T; readonly migrated: boolean }
  | { readonly kind: 'damaged'; readonly why: string }
  /** Written by a newer program: must be neither read nor overwritten. */
  | { readonly kind: 'newer'; readonly version: number };

export function formatDocument<T>(shape: DocumentShape<T>, value: T): string {
  return `${JSON.stringify({ version: shape.version, data: value }, null, 2)}\n`;
}

export function parseDocument<T>(shape: DocumentShape<T>, text: string): ParsedDocument<T> {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return { kind: 'damaged', why: text.trim() === '' ? 'it is empty' : 'it is not JSON' };
  }
  if (typeof json !== 'object' || json === null || !('version' in json) || !('data' in json))
    return { kind: 'damaged', why: 'it has no version or no data' };
  const { version } = json;
  if (typeof version !== 'number' || !Number.isSafeInteger(version) || version < 1)
    return { kind: 'damaged', why: 'its version is not a number' };
  if (version > shape.version) return { kind: 'newer', version };
  let data: unknown = json.data;
  for (let from = version; from < shape.version; from++) {
    const migrate = shape.migrations[from];
    if (migrate === undefined) return { kind: 'damaged', why: `version ${from} is not known` };
    try {
      data = migrate(data);
    } catch (error) {
      return { kind: 'damaged', why: `version ${from} could not be brought up to date: ${String(error)}` };
    }
  }
  const parsed = shape.schema.safeParse(data);
  if (parsed.success) return { kind: 'good', value: parsed.data, migrated: version < shape.version };
  const issue = parsed.error.issues[0];
  return { kind: 'damaged', why: `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'not valid'}` };
}
