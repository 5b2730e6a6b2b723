// Whether to believe a host key: what was pinned for the target, what the machine printed while it started, and what
// EC2 says about the machine. Pure; the pins are kept and the user is asked elsewhere.
import { AppError } from '../../shared/app-error.ts';

/** What is kept of a key that was believed once. The store holds them by target id. */
export interface HostKeyPin {
  /** `ssh-ed25519`. */
  readonly type: string;
  /** `SHA256:…`. */
  readonly fingerprint: string;
  /** When EC2 says the machine was started, then; epoch ms, null when EC2 was not asked or does not know. */
  readonly launchedAt: number | null;
  /** The machine that had it, where the store is by something that outlives machines (a name); else null. */
  readonly instanceId: string | null;
}

/** What the console output says of the key that is offered. `silent`: it cannot be read, or names no keys. */
export type ConsoleWord = 'confirms' | 'contradicts' | 'silent';

export type HostKeyDecision =
  | { readonly kind: 'same' }
  /** Nothing was pinned. */
  | { readonly kind: 'first'; readonly console: ConsoleWord }
  /** Another key, and a reason for it: another machine, or the same one started anew since. */
  | {
      readonly kind: 'replaced';
      readonly because: 'another-instance' | 'started-again' | 'console';
      readonly console: ConsoleWord;
      readonly pinned: HostKeyPin;
    }
  /** Another key and no reason for it. */
  | { readonly kind: 'mismatch'; readonly console: ConsoleWord; readonly pinned: HostKeyPin };

export interface HostKeyQuestion {
  readonly offered: { readonly type: string; readonly fingerprint: string };
  readonly pins: readonly HostKeyPin[];
  readonly machine: { readonly instanceId: string | null; readonly launchedAt: number | null };
  /** Null: could not be read. */
  readonly consoleFingerprints: readonly string[] | null;
}

/**
 * A key of another type than the pinned ones counts as another key: a machine is asked for the pinned types first, and
 * whoever stands in between must not get around a pin by offering a type that was never seen.
 */
export function decideHostKey(question: HostKeyQuestion): HostKeyDecision {
  const { offered, pins, machine } = question;
  if (pins.some(({ fingerprint }) => fingerprint === offered.fingerprint)) return { kind: 'same' };
  const console = consoleWord(question);
  const pinned = pins.find(({ type }) => type === offered.type) ?? pins[0];
  if (pinned === undefined) return { kind: 'first', console };
  const differs = (before: unknown, now: unknown): boolean =>
    before !== null && now !== null && before !== now;
  if (differs(pinned.instanceId, machine.instanceId))
    return { kind: 'replaced', because: 'another-instance', console, pinned };
  // What the machine printed comes to us from EC2 itself, not by the way that is being checked.
  if (console === 'confirms') return { kind: 'replaced', because: 'console', console, pinned };
  if (console === 'silent' && differs(pinned.launchedAt, machine.launchedAt))
    return { kind: 'replaced', because: 'started-again', console, pinned };
  return { kind: 'mismatch', console, pinned };
}

/** What to say when such a key is not accepted. */
export function hostKeyChangedError(
  offered: { readonly type: string; readonly fingerprint: string },
  pinned: HostKeyPin,
): AppError {
  return new AppError('ssh/host-key-changed', 'The target proved itself with another key than before.', {
    detail: `Known: ${pinned.type} ${pinned.fingerprint}. Offered: ${offered.type} ${offered.fingerprint}.`,
  });
}

function consoleWord({ offered, consoleFingerprints }: HostKeyQuestion): ConsoleWord {
  if (consoleFingerprints === null || consoleFingerprints.length === 0) return 'silent';
  return consoleFingerprints.includes(offered.fingerprint) ? 'confirms' : 'contradicts';
}
