// What a file is called while it arrives. The name tells which version of which file it is a part of, so that a part
// is gone on with only for the very same bytes, without any note beside it.
import { createHash } from 'node:crypto';

export interface Version {
  /** Where it comes from. */
  readonly from: string;
  readonly size: number;
  readonly modifiedAt: number | null;
}

export function partName(version: Version): string {
  const text = JSON.stringify([version.from, version.size, version.modifiedAt]);
  return `.sallyport-${createHash('sha256').update(text).digest('hex').slice(0, 20)}.part`;
}
