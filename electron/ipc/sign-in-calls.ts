// Signing in to IAM Identity Center from the window. The page's address stays in main: it goes to the browser or, when
// that does not open, to the clipboard, from where the window cannot read it back.
import { AppError } from '../../shared/app-error.ts';
import type { SIGN_IN_CALLS, SignInSnapshot } from '../../shared/sign-in.ts';
import type { SecretClipboard } from '../app/secret-clipboard.ts';
import type { Log } from '../base/log.ts';
import { Secret } from '../base/secret.ts';
import type { Cloud } from '../connection/cloud.ts';
import type { AppParts } from './app-calls.ts';
import type { HandlersOf } from './router.ts';

export interface SignInParts extends Pick<AppParts, 'openInBrowser'> {
  readonly clipboard: Pick<SecretClipboard, 'writeSecret'>;
  readonly cloud: () => Promise<Pick<Cloud, 'signIns'>>;
  readonly underWay: () => SignInSnapshot[];
  readonly log: Log;
}

export function signInCalls(parts: SignInParts): HandlersOf<keyof typeof SIGN_IN_CALLS> {
  return {
    'sign-ins.list': () => parts.underWay(),
    'sign-ins.start': async ({ profileId }, { signal }) => {
      const { signIns } = await parts.cloud();
      await signIns.signIn({ profileId, way: 'browser', showPage: pageOpener(parts) }, signal);
      return null;
    },
    'sign-ins.cancel': async ({ profileId }) => {
      (await parts.cloud()).signIns.cancel(profileId);
      return null;
    },
    'sign-ins.page': async ({ profileId, to }) => {
      const url = (await parts.cloud()).signIns.pageOf(profileId);
      if (to === 'clipboard') {
        await parts.clipboard.writeSecret(new Secret(url), null);
        return null;
      }
      try {
        await parts.openInBrowser(url);
      } catch (error) {
        throw new AppError('link/not-opened', 'The browser could not be opened. Copy the link instead.', {
          cause: error,
        });
      }
      return null;
    },
  };
}

/** Opens a sign-in page in the browser; what fails is logged, and the window offers the address to copy. */
export function pageOpener({
  openInBrowser,
  log,
}: Pick<SignInParts, 'openInBrowser' | 'log'>): (page: { readonly url: string }) => void {
  return ({ url }) => {
    openInBrowser(url).catch((error: unknown) => {
      log.warn('the sign-in page could not be opened', { error });
    });
  };
}
