// The MFA code that a role asks for.
import { useState } from 'react';
import type { Prompt } from '../../shared/prompt.ts';
import { call } from '../bridge/client.ts';
import { reportError } from '../stores/notices.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { formatAge } from '../ui/format-time.ts';
import { useNow } from '../ui/use-now.ts';
import './mfa-dialog.css';

export function MfaDialog({ prompt }: { readonly prompt: Prompt }) {
  const [code, setCode] = useState('');
  const [sent, setSent] = useState<'editing' | 'sent'>('editing');
  const now = useNow(1000);
  const answer = (value: string | null): void => {
    setSent('sent');
    call('prompts.answer', { promptId: prompt.id, answer: value }).catch((thrown: unknown) => {
      setSent('editing');
      reportError(thrown);
    });
  };
  const cancel = (): void => {
    answer(null);
  };
  // AWS: six digits, for hardware and virtual devices alike.
  const complete = /^\d{6}$/.test(code);
  return (
    <Dialog title="MFA code" onClose={cancel}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (complete && sent === 'editing') answer(code);
        }}
      >
        <div className="dialog-body">
          <p className="mfa-question">{prompt.question}</p>
          <label className="field">
            <span>Six digits from your device</span>
            <input
              className="text-field mfa-code"
              autoFocus
              inputMode="numeric"
              autoComplete="one-time-code"
              maxLength={6}
              value={code}
              onChange={(event) => {
                setCode(event.target.value.replace(/\D/g, ''));
              }}
            />
          </label>
          <p className="dim mfa-left">Needed within {formatAge(Math.max(0, prompt.deadlineAt - now))}.</p>
        </div>
        <div className="dialog-foot">
          <Button onClick={cancel}>Cancel</Button>
          <Button type="submit" tone="primary" disabled={!complete || sent === 'sent'}>
            Continue
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
