// The bytes of a target's SSH for whoever signs in elsewhere (a program behind `sallyport proxy`, the command line beside
// the app), and what has to be asked beside them. Made by connection/open-ssh-path, carried by private-socket/.
import type { AppError } from '../../shared/app-error.ts';
import type { TargetId } from '../../shared/ids.ts';
import type { IdentityChoice, Route } from '../../shared/route.ts';
import type { Transport } from './transport.ts';

export interface OfferedKey {
  /** As OpenSSH names it: `ssh-ed25519`. */
  readonly type: string;
  /** `SHA256:` and 43 characters. */
  readonly fingerprintSha256: string;
}

/** What is known of a path. */
export interface SshPathFacts {
  readonly targetId: TargetId;
  /** What people call it. */
  readonly name: string;
  readonly route: Route;
  /** "via EICE; SSM not used: agent offline since 14:02". */
  readonly note: string | null;
  /** Whom to sign in as, in the order of trying; at least one. */
  readonly users: readonly string[];
  /** What to sign in with, as the saved connection says. */
  readonly identity: IdentityChoice;
  /** Whether AWS can hand it a public key at all. */
  readonly canPush: boolean;
  /** When the route will cut it, epoch milliseconds; null: not known to. */
  readonly cutAt: number | null;
  /** Types of the host keys seen before. */
  readonly pinnedKeyTypes: readonly string[];
}

export interface SshPath extends SshPathFacts {
  /** Its SSH has begun to speak; what it said is still to be read. */
  readonly transport: Transport;
  /** For a minute `user` may sign in with it. Rejects with AppError. */
  push(user: string, publicKeyLine: string, signal: AbortSignal): Promise<void>;
  /** Asks the user where nothing else decides. */
  checkHostKey(offered: OfferedKey, signal: AbortSignal): Promise<'accept' | AppError>;
  /** The sign-in worked: what was believed is pinned, and the way is remembered. Never rejects. */
  noteSignedIn(user: string): Promise<void>;
}
