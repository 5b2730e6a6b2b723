// A sign-in that waits for its page in the browser: what to do there, and ways out when the page did not open.
import { useState } from 'react';
import type { SignInSnapshot } from '../../shared/sign-in.ts';
import { call } from '../bridge/client.ts';
import { reportError } from '../stores/notices.ts';
import { useFirstSignIn } from '../stores/sign-ins.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { formatAge } from '../ui/format-time.ts';
import { useNow } from '../ui/use-now.ts';
import './sign-in-progress.css';

export function SignInLayer() {
  const signIn = useFirstSignIn();
  // What was copied belongs to one sign-in: the next one begins anew.
  return signIn === null ? null : (
    <SignInProgress key={`${signIn.profileId} ${signIn.session}`} signIn={signIn} />
  );
}

function SignInProgress({ signIn }: { readonly signIn: SignInSnapshot }) {
  const now = useNow(1000);
  const [copied, setCopied] = useState<'not-yet' | 'copied'>('not-yet');
  const { profileId, session, phase } = signIn;
  const cancel = (): void => {
    call('sign-ins.cancel', { profileId }).catch(reportError);
  };
  const page = (to: 'browser' | 'clipboard'): void => {
    call('sign-ins.page', { profileId, to }).then(() => {
      if (to === 'clipboard') setCopied('copied');
    }, reportError);
  };
  const isOpen = phase.kind === 'page-open';
  return (
    <Dialog title={`Sign in to ${session}`} onClose={cancel}>
      <div className="dialog-body">
        <p className="sign-in-state" role="status">
          <span className="spinner" aria-hidden />
          {isOpen ? 'Waiting for the page in your browser' : 'Asking AWS for the sign-in page'}
        </p>
        {isOpen && phase.userCode !== null && (
          <p className="sign-in-code">
            The page must show this code: <code className="mono selectable">{phase.userCode}</code>
          </p>
        )}
        {isOpen && (
          <p className="dim">
            Allow Sallyport there; the app goes on by itself. The page is good for{' '}
            {formatAge(Math.max(0, phase.endsAt - now))} more.
          </p>
        )}
      </div>
      <div className="dialog-foot">
        {isOpen && (
          <>
            <Button
              onClick={() => {
                page('clipboard');
              }}
            >
              {copied === 'copied' ? 'Link copied' : 'Copy link'}
            </Button>
            <Button
              onClick={() => {
                page('browser');
              }}
            >
              Open the page again
            </Button>
          </>
        )}
        <Button data-first-focus onClick={cancel}>
          Cancel
        </Button>
      </div>
    </Dialog>
  );
}
