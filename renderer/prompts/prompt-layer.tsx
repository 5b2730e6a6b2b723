// The question that main waits for, above everything else; one at a time.
import { assertNever } from '../../shared/assert-never.ts';
import { useFirstPrompt } from '../stores/prompts.ts';
import { HostKeyDialog } from './host-key-dialog.tsx';
import { MfaDialog } from './mfa-dialog.tsx';
import { SecretDialog } from './secret-dialog.tsx';
import { SignInDialog } from './sign-in-dialog.tsx';

export function PromptLayer() {
  const prompt = useFirstPrompt();
  if (prompt === null) return null;
  switch (prompt.kind) {
    case 'mfa-code':
      return <MfaDialog key={prompt.id} prompt={prompt} />;
    case 'sign-in':
    case 'sso-sign-in':
      return <SignInDialog key={prompt.id} prompt={prompt} />;
    case 'passphrase':
    case 'password':
    case 'ssh-question':
      return <SecretDialog key={prompt.id} prompt={prompt} />;
    case 'host-key':
      return <HostKeyDialog key={prompt.id} prompt={prompt} />;
    default:
      return assertNever(prompt.kind);
  }
}
