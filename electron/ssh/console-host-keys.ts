// The host keys that a machine prints while it starts (cloud-init), found in what GetConsoleOutput answers: a way to
// know the first key that an attacker between us and the machine does not control. Pure, bounded.
import { fingerprintOf } from './public-key-line.ts';

export interface ConsoleHostKeys {
  /** `SHA256:…`, each once, of the newest start in the output. */
  readonly fingerprints: readonly string[];
}

/** AWS keeps the last 64 KB; a longer text is cut to its newest part. */
const MAX_CHARACTERS = 128 * 1024;
/** A machine has three or four. */
const MAX_KEYS = 16;

const FINGERPRINTS = [
  '-----BEGIN SSH HOST KEY FINGERPRINTS-----',
  '-----END SSH HOST KEY FINGERPRINTS-----',
] as const;
const KEYS = ['-----BEGIN SSH HOST KEY KEYS-----', '-----END SSH HOST KEY KEYS-----'] as const;

/**
 * `text` is the decoded output. cloud-init writes two blocks, of fingerprints and of keys, the lines of the first often
 * behind `<14>Nov 21 08:00:00 ec2: `; MD5 fingerprints of old versions are no proof and left out. Null when there is no
 * complete block: an instance started too long ago, an image without cloud-init, output that AWS does not have yet.
 */
export function parseConsoleHostKeys(text: string): ConsoleHostKeys | null {
  const recent = text.slice(-MAX_CHARACTERS);
  const printed = newestBlock(recent, FINGERPRINTS);
  const keys = newestBlock(recent, KEYS);
  const found = new Set<string>();
  for (const line of printed ?? []) {
    const fingerprint = /(?:^|\s)(SHA256:[A-Za-z0-9+/]{43})(?:\s|$)/.exec(line)?.[1];
    if (fingerprint !== undefined) found.add(fingerprint);
  }
  for (const line of keys ?? []) {
    const body = /(?:^|\s)(?:ssh|ecdsa)-[a-z0-9-]+ ([A-Za-z0-9+/]{40,2000}={0,2})(?:\s|$)/.exec(line)?.[1];
    if (body !== undefined) found.add(fingerprintOf(Buffer.from(body, 'base64')));
  }
  return found.size === 0 ? null : { fingerprints: [...found].slice(0, MAX_KEYS) };
}

function newestBlock(text: string, [begin, end]: readonly [string, string]): string[] | null {
  const to = text.lastIndexOf(end);
  if (to < 0) return null;
  const from = text.lastIndexOf(begin, to);
  return from < 0 ? null : text.slice(from + begin.length, to).split(/\r?\n/, 4 * MAX_KEYS);
}
