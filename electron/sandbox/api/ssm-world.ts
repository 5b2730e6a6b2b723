// What the SSM calls stand on: machines, sessions, and the gateway that ends them.
import type { Inventory } from '../company/inventory.ts';
import type { Session, SessionBook } from '../gateway/sessions.ts';

export interface SsmWorld {
  readonly inventory: Inventory;
  readonly sessions: SessionBook;
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** Where the machines are; every other region is empty. */
  readonly region: string;
  /** Key of the account's session preferences; null when sessions are not encrypted. */
  readonly kmsKeyId: () => string | null;
  /** Targets for which an agent that is not ours answers. */
  readonly isExternalAgent: (target: string) => boolean;
  /** Hands a new session to its agent. */
  readonly startSession: (session: Session) => void;
  readonly terminateSession: (session: Session) => void;
  /** Where the client of a session connects. */
  readonly streamUrlOf: (session: Session) => string;
}
