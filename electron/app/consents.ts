// The one gate before what the page must not bring about by itself: whoever owns the page can plant every setting, but
// cannot press a button of the system's own dialog. What a person has agreed to is not asked about again.
import { createHash } from 'node:crypto';
import { AppError } from '../../shared/app-error.ts';
import { makeSharedLoad, type SharedLoad } from '../base/shared-load.ts';
import type { Clock } from '../base/clock.ts';
import { withDeadline } from '../base/deadline.ts';
import type { Log } from '../base/log.ts';
import type { SavedConsents } from '../library/saved-consents.ts';
import type { ConsentQuestion, Deed } from './deeds.ts';

/** Settles when a person has agreed, now or before. Rejects with `consent/refused`, and with `cancelled`. */
export type Agree = (deed: Deed, signal: AbortSignal) => Promise<void>;

/** The system's dialog, closed when `signal` aborts. */
export type AskConsent = (question: ConsentQuestion, signal: AbortSignal) => Promise<boolean>;

export interface ConsentsParts {
  readonly saved: Pick<SavedConsents, 'has' | 'add'>;
  readonly ask: AskConsent;
  readonly clock: Clock;
  readonly log: Log;
}

/** Nobody is there; what waits for the answer may hold a session meanwhile. */
const ANSWER_MS = 5 * 60_000;

export function makeConsents({ saved, ask, clock, log }: ConsentsParts): Agree {
  /** Of this run: also where the file cannot be written. */
  const agreed = new Set<string>();
  /** Who asks the same at the same time gets the same answer. */
  const asking = new Map<string, SharedLoad<void>>();
  /** One dialog at a time: a second one over the first would get the answer that was meant for that. */
  let turn: Promise<unknown> = Promise.resolve();

  async function question(fingerprint: string, deed: Deed, signal: AbortSignal): Promise<void> {
    if (agreed.has(fingerprint)) return;
    const isAgreed = await withDeadline(
      (inner) => ask(deed.question, inner),
      ANSWER_MS,
      signal,
      () => refusal(deed, 'Nobody answered in time.'),
      clock,
    );
    if (!isAgreed) throw refusal(deed, 'You did not agree to it.');
    agreed.add(fingerprint);
    await saved.add(fingerprint).catch((error: unknown) => {
      log.warn('what was agreed to could not be stored', { error });
    });
  }

  return async (deed, signal) => {
    const fingerprint = fingerprintOf(deed);
    if (agreed.has(fingerprint) || saved.has(fingerprint)) return;
    const shared =
      asking.get(fingerprint) ??
      makeSharedLoad((nobodyWaits) => {
        const answer = turn
          .then(() => question(fingerprint, deed, nobodyWaits))
          .finally(() => {
            asking.delete(fingerprint);
          });
        turn = answer.catch(() => undefined);
        return answer;
      });
    asking.set(fingerprint, shared);
    await shared.join(signal);
  };
}

/** A list as JSON, so that no part of it can pass for two. */
function fingerprintOf({ use, about }: Deed): string {
  return createHash('sha256')
    .update(JSON.stringify([use, ...about]))
    .digest('hex');
}

function refusal({ refused }: Deed, detail: string): AppError {
  return new AppError('consent/refused', refused, { detail });
}
