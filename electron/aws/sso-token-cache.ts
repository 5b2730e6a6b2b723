// The sign-ins of IAM Identity Center on disk, in the form and place that AWS's own tools share: whoever signs in
// with one of them has signed in for all.
import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import { z } from 'zod';
import { AppError } from '../../shared/app-error.ts';
import { errorCode, writeFileAtomically } from '../base/atomic-file.ts';
import type { SsoSession } from './sso-session.ts';

/** A token is 2 to 4 KiB. */
const MAX_FILE_BYTES = 256 * 1024;

/** Names and times as the AWS CLI writes them; it and the SDKs read what is written here. */
const tokenSchema = z.object({
  startUrl: z.string(),
  region: z.string(),
  accessToken: z.string().min(1),
  expiresAt: z.iso.datetime({ offset: true }),
  /** These four only where the sign-in can be renewed. */
  clientId: z.string().optional(),
  clientSecret: z.string().optional(),
  registrationExpiresAt: z.iso.datetime({ offset: true }).optional(),
  refreshToken: z.string().optional(),
});
export type SsoToken = z.infer<typeof tokenSchema>;

export class SsoTokenCache {
  readonly #folder: string;

  constructor(env: NodeJS.ProcessEnv) {
    const home = env['HOME'] ?? env['USERPROFILE'] ?? homedir();
    this.#folder = path.join(home, '.aws', 'sso', 'cache');
  }

  /** Null when nobody has signed in; also for a file that holds something else, which the next sign-in replaces. */
  async read(session: SsoSession): Promise<SsoToken | null> {
    const text = await readBounded(this.#fileOf(session));
    if (text === null) return null;
    try {
      return tokenSchema.parse(JSON.parse(text));
    } catch {
      return null; // no token, whatever else it is
    }
  }

  /** Readable by its owner only. Rejects with `library/write-failed`. */
  async write(session: SsoSession, token: SsoToken): Promise<void> {
    const file = this.#fileOf(session);
    try {
      await writeFileAtomically(file, `${JSON.stringify(token, null, 2)}\n`);
    } catch (error) {
      throw new AppError('library/write-failed', 'The sign-in could not be kept.', {
        detail: `${file}: ${errorCode(error)}`,
        retryable: true,
        cause: error,
      });
    }
  }

  /** SHA-1 of the session's name, or of the start URL for the older form: where AWS's tools look. */
  #fileOf({ name, startUrl }: SsoSession): string {
    const key = createHash('sha1')
      .update(name ?? startUrl)
      .digest('hex');
    return path.join(this.#folder, `${key}.json`);
  }
}

async function readBounded(file: string): Promise<string | null> {
  try {
    const handle = await open(file, 'r');
    try {
      const { size } = await handle.stat();
      return size > MAX_FILE_BYTES ? null : await handle.readFile('utf8');
    } finally {
      await handle.close();
    }
  } catch {
    // Not there, or not ours to read: the SDK would say the same of it, that a sign-in is needed.
    return null;
  }
}
