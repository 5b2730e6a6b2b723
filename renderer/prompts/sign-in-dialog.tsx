// Tunnels wait for credentials that only a person can get: asked once, however many wait.
import type { Prompt } from '../../shared/prompt.ts';
import { call } from '../bridge/client.ts';
import { reportError } from '../stores/notices.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';

export function SignInDialog({ prompt }: { readonly prompt: Prompt }) {
  const answer = (value: string | null): void => {
    call('prompts.answer', { promptId: prompt.id, answer: value }).catch(reportError);
  };
  const here = prompt.kind === 'sso-sign-in';
  return (
    <Dialog
      title="Sign in to go on"
      onClose={() => {
        answer(null);
      }}
    >
      <div className="dialog-body">
        <p>{prompt.question}</p>
        <p className="dim">
          Local ports stay open meanwhile, and new connections wait.{' '}
          {here
            ? 'A page opens in your browser; allow Sallyport there.'
            : 'Renew the credentials as you usually do, then try again.'}
        </p>
      </div>
      <div className="dialog-foot">
        <Button
          onClick={() => {
            answer(null);
          }}
        >
          Later
        </Button>
        <Button
          tone="primary"
          data-first-focus
          onClick={() => {
            answer('yes');
          }}
        >
          {here ? 'Sign in' : 'Try again'}
        </Button>
      </div>
    </Dialog>
  );
}
