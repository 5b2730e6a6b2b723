// The sign-ins under way: one for each session of IAM Identity Center, however many profiles, tabs and tunnels wait
// for it, so that one page opens in the browser and not twenty.
import { AppError } from '../../shared/app-error.ts';
import type { AwsProfileId } from '../../shared/ids.ts';
import type { SignInSnapshot } from '../../shared/sign-in.ts';
import { onAbort } from '../base/abort.ts';
import type { Clock } from '../base/clock.ts';
import { Emitter, type Listen } from '../base/emitter.ts';
import { makeSharedLoad, type SharedLoad } from '../base/shared-load.ts';
import { sessionKey, sessionLabel, type SsoSession } from './sso-session.ts';
import { SIGN_IN_DEADLINE_MS, type SignInPage, type SignInWay } from './sso-sign-in.ts';

export interface SignInsOptions {
  /** The session behind a profile; rejects with `aws/profile-invalid` where there is none. */
  readonly sessionOf: (profileId: AwsProfileId) => Promise<SsoSession>;
  /** Signs in and keeps the token. */
  readonly run: (request: SignInRun) => Promise<void>;
  readonly clock: Clock;
}

export interface SignInRun {
  readonly profileId: AwsProfileId;
  readonly session: SsoSession;
  readonly way: SignInWay;
  readonly showPage: (page: SignInPage) => void;
  readonly signal: AbortSignal;
}

export interface SignInWish {
  readonly profileId: AwsProfileId;
  readonly way: SignInWay;
  /** Opens the page where the person is; called by whoever asked first. */
  readonly showPage: (page: SignInPage) => void;
}

interface Running {
  readonly profileId: AwsProfileId;
  readonly session: SsoSession;
  readonly load: SharedLoad<void>;
  readonly cancel: AbortController;
  page: SignInPage | null;
  endsAt: number;
}

export class SignIns {
  readonly #options: SignInsOptions;
  readonly #running = new Map<string, Running>();
  readonly #changed = new Emitter<SignInSnapshot[]>();

  constructor(options: SignInsOptions) {
    this.#options = options;
  }

  /** All that are under way, whenever one of them changes. */
  readonly onChange: Listen<SignInSnapshot[]> = (listener) => this.#changed.on(listener);

  list(): SignInSnapshot[] {
    return [...this.#running.values()].map(({ profileId, session, page, endsAt }) => ({
      profileId,
      session: sessionLabel(session),
      phase: page === null ? { kind: 'starting' } : { kind: 'page-open', userCode: page.userCode, endsAt },
    }));
  }

  /** Resolves when somebody has signed in. Given up when the last one who waits turns away. */
  async signIn(wish: SignInWish, signal: AbortSignal): Promise<void> {
    const session = await this.#options.sessionOf(wish.profileId);
    const key = sessionKey(session);
    const running = this.#running.get(key) ?? this.#begin(key, session, wish);
    await running.load.join(signal);
  }

  /** The address of the page that is open for this profile; it is good for one sign-in and never leaves main. */
  pageOf(profileId: AwsProfileId): string {
    const running = [...this.#running.values()].find((one) => one.profileId === profileId);
    if (running?.page == null) throw new AppError('prompt/expired', 'This sign-in is no longer under way.');
    return running.page.url;
  }

  /** Everybody who waits for it is told that it was cancelled. */
  cancel(profileId: AwsProfileId): void {
    for (const running of this.#running.values()) {
      if (running.profileId === profileId) running.cancel.abort();
    }
  }

  #begin(key: string, session: SsoSession, wish: SignInWish): Running {
    const { profileId, way } = wish;
    const cancel = new AbortController();
    const running: Running = {
      ...{ profileId, session, cancel, page: null, endsAt: 0 },
      load: makeSharedLoad(async (signal) => {
        const stopFollowing = onAbort(signal, () => {
          cancel.abort();
        });
        try {
          await this.#options.run({
            ...{ profileId, session, way, signal: cancel.signal },
            showPage: (page) => {
              running.page = page;
              running.endsAt = this.#options.clock.now() + SIGN_IN_DEADLINE_MS;
              this.#changed.emit(this.list());
              wish.showPage(page);
            },
          });
        } finally {
          stopFollowing();
          this.#running.delete(key);
          this.#changed.emit(this.list());
        }
      }),
    };
    this.#running.set(key, running);
    this.#changed.emit(this.list());
    return running;
  }
}
