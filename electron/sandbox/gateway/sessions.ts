// Every session of this sandbox, live and ended: what StartSession made, what DescribeSessions lists, and the tokens
// that let one side of a session in.
import { randomBytes } from 'node:crypto';
import type { Clock } from '../../base/clock.ts';
import type { ResolvedDocument } from '../company/documents.ts';

export type SessionStatus =
  'Connecting' | 'Connected' | 'Disconnected' | 'Terminating' | 'Terminated' | 'Failed';
export type Side = 'client' | 'agent';

export interface Session {
  readonly id: string;
  readonly target: string;
  readonly document: ResolvedDocument;
  readonly reason: string;
  /** ARN of who started it. */
  readonly owner: string;
  readonly kmsKeyId: string | null;
  /** `external`: an agent that is not ours answers for the target. */
  readonly agent: 'built-in' | 'external';
  /** Epoch milliseconds. */
  readonly startedAt: number;
  status: SessionStatus;
  endedAt: number | null;
  /** A fault: ResumeSession answers as for a session that is gone. */
  refusesResume: boolean;
}

export type NewSession = Pick<Session, 'target' | 'document' | 'reason' | 'owner' | 'kmsKeyId' | 'agent'> & {
  /** Session ids start with it. */
  readonly sessionName: string;
};

/** AWS says "valid only long enough to connect"; the plugin retries its first dial for about 6 s. */
const TOKEN_LIFE_MS = 60_000;
/** History is for looking at; without a bound a long bench would grow it for ever. */
const MAX_ENDED = 1000;

interface Token {
  readonly sessionId: string;
  readonly side: Side;
  readonly expiresAt: number;
}

export class SessionBook {
  readonly #sessions = new Map<string, Session>();
  readonly #tokens = new Map<string, Token>();
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  open(made: NewSession): Session {
    const { sessionName, ...rest } = made;
    const session: Session = {
      ...rest,
      id: `${sessionName}-0${randomBytes(8).toString('hex')}`,
      startedAt: this.#clock.now(),
      status: 'Connecting',
      endedAt: null,
      refusesResume: false,
    };
    this.#sessions.set(session.id, session);
    this.#forgetOld();
    return session;
  }

  find(id: string): Session | null {
    return this.#sessions.get(id) ?? null;
  }

  /** Newest first, as AWS lists them. */
  all(): Session[] {
    return [...this.#sessions.values()].reverse();
  }

  end(session: Session, status: 'Terminated' | 'Failed'): void {
    if (session.endedAt !== null) return;
    session.status = status;
    session.endedAt = this.#clock.now();
    for (const [text, token] of this.#tokens) if (token.sessionId === session.id) this.#tokens.delete(text);
  }

  issueToken(session: Session, side: Side): string {
    const now = this.#clock.now();
    for (const [text, token] of this.#tokens) if (token.expiresAt <= now) this.#tokens.delete(text);
    // About as long as AWS's; at most 300 characters.
    const text = randomBytes(120).toString('base64');
    this.#tokens.set(text, { sessionId: session.id, side, expiresAt: now + TOKEN_LIFE_MS });
    return text;
  }

  /** Which side the token lets into this session; null when it is unknown, used, old or another session's. */
  redeemToken(sessionId: string, text: string): Side | null {
    const token = this.#tokens.get(text);
    if (token?.sessionId !== sessionId) return null;
    this.#tokens.delete(text);
    return token.expiresAt > this.#clock.now() ? token.side : null;
  }

  #forgetOld(): void {
    if (this.#sessions.size <= MAX_ENDED) return;
    for (const [id, session] of this.#sessions)
      if (session.endedAt !== null) {
        this.#sessions.delete(id);
        return;
      }
  }
}

export function isLive(session: Session): boolean {
  return session.endedAt === null;
}
