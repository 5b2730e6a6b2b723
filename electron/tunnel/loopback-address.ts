// Each target its own loopback address, so that what clients remember by host (RDP credentials and certificates, SSH
// host keys, browser cookies) never mixes between targets. Pure.
import { createHash } from 'node:crypto';

/** Where only 127.0.0.1 answers unless an administrator adds more (macOS and other BSDs). */
const SHARED_ADDRESS = '127.0.0.1';
/** Systems that route all of 127.0.0.0/8 to themselves. */
const WHOLE_BLOCK: readonly NodeJS.Platform[] = ['linux', 'win32'];

/**
 * The address of a target: the same at every start, and different from those that other targets have. `taken` says
 * which target has which address; it is to be saved, as a later target may have wanted the same one.
 */
export function chooseLoopbackAddress(
  targetId: string,
  taken: ReadonlyMap<string, string>,
  platform: NodeJS.Platform,
): string {
  if (!WHOLE_BLOCK.includes(platform)) return SHARED_ADDRESS;
  for (const [address, owner] of taken) if (owner === targetId) return address;
  for (let attempt = 0; ; attempt++) {
    const address = candidate(targetId, attempt);
    if (!taken.has(address)) return address;
  }
}

// 127.64.0.0 to 127.127.255.255, last byte 1 to 254: clear of 127.0.0.x, which systems use for themselves
// (127.0.0.53, 127.0.1.1), and of addresses that look like a network or a broadcast. Over four million places.
function candidate(targetId: string, attempt: number): string {
  const hash = createHash('sha256').update(`${targetId}#${attempt}`).digest();
  const [a = 0, b = 0, c = 0] = hash;
  return `127.${64 + (a % 64)}.${b}.${1 + (c % 254)}`;
}
