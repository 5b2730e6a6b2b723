// One line that SSH asks for: a passphrase, a password, or a question of the target's own.
import { useState } from 'react';
import type { Prompt } from '../../shared/prompt.ts';
import { call } from '../bridge/client.ts';
import { reportError } from '../stores/notices.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import './secret-dialog.css';

const TITLES = { passphrase: 'Passphrase', password: 'Password', other: 'The instance asks' } as const;

export function SecretDialog({ prompt }: { readonly prompt: Prompt }) {
  const [text, setText] = useState('');
  const [sent, setSent] = useState<'editing' | 'sent'>('editing');
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
  const kind = prompt.kind === 'passphrase' || prompt.kind === 'password' ? prompt.kind : 'other';
  return (
    <Dialog title={TITLES[kind]} onClose={cancel}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (sent === 'editing') answer(text);
        }}
      >
        <div className="dialog-body">
          {prompt.detail !== null && <p className="dim prompt-detail">{prompt.detail}</p>}
          <label className="field">
            <span>{prompt.question}</span>
            <input
              className="text-field"
              autoFocus
              type={prompt.echo ? 'text' : 'password'}
              autoComplete="off"
              maxLength={4096}
              value={text}
              onChange={(event) => {
                setText(event.target.value);
              }}
            />
          </label>
        </div>
        <div className="dialog-foot">
          <Button onClick={cancel}>Cancel</Button>
          <Button type="submit" tone="primary" disabled={sent === 'sent'}>
            Continue
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
