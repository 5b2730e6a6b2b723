// User and password of a desktop, kept in the computer's keychain when the person wants that and the keychain protects.
import { useId, useState } from 'react';
import type { DesktopQuestion, DesktopSnapshot } from '../../shared/desktop.ts';
import { Button } from '../ui/button.tsx';
import type { Answering } from './answering.ts';
import { QuestionFrame } from './question-frame.tsx';

interface AccountFormProps {
  readonly desktop: DesktopSnapshot;
  readonly question: Extract<DesktopQuestion, { kind: 'account' }>;
  readonly answering: Answering;
}

export function AccountForm({ desktop, question, answering }: AccountFormProps) {
  const [userName, setUserName] = useState<string>(question.userName);
  const [password, setPassword] = useState('');
  const [keep, setKeep] = useState<'no' | 'in-keychain'>('no');
  const helpId = useId();
  const isUsable = userName.trim() !== '' && password !== '' && answering.state === 'asking';
  const answer = (how: 'no' | 'in-keychain' | 'even-in-plain-text'): void => {
    if (isUsable) answering.answer({ kind: 'account', userName: userName.trim(), password, keep: how });
  };
  const refused = answering.refused?.code ?? null;
  const notKept = refused === 'library/keychain-plain-text' || refused === 'library/keychain-unavailable';
  return (
    <QuestionFrame
      title="User and password"
      problem={question.problem}
      refused={answering.refused}
      desktop={desktop}
      onSubmit={() => {
        answer(notKept ? 'no' : keep);
      }}
      buttons={
        notKept ? (
          <>
            <Button type="submit" tone="primary" disabled={!isUsable}>
              Go on without saving
            </Button>
            {refused === 'library/keychain-plain-text' && (
              <Button
                tone="danger"
                disabled={!isUsable}
                onClick={() => {
                  answer('even-in-plain-text');
                }}
              >
                Save it anyway
              </Button>
            )}
          </>
        ) : (
          <Button type="submit" tone="primary" disabled={!isUsable}>
            Sign in
          </Button>
        )
      }
    >
      <div className="desktop-pair">
        <label className="field">
          <span>User</span>
          <input
            className="text-field"
            autoComplete="off"
            spellCheck={false}
            maxLength={256}
            aria-describedby={helpId}
            value={userName}
            onChange={(event) => {
              setUserName(event.target.value);
            }}
          />
        </label>
        <label className="field">
          <span>Password</span>
          <input
            className="text-field"
            type="password"
            autoFocus
            autoComplete="off"
            maxLength={1024}
            value={password}
            onChange={(event) => {
              setPassword(event.target.value);
            }}
          />
        </label>
      </div>
      <p id={helpId} className="dim">
        Write <span className="mono">.\name</span> for an account of the machine,{' '}
        <span className="mono">DOMAIN\name</span> for one of a domain.
      </p>
      <label className="desktop-check">
        <input
          type="checkbox"
          checked={keep === 'in-keychain'}
          onChange={(event) => {
            setKeep(event.target.checked ? 'in-keychain' : 'no');
          }}
        />
        Keep the password in the keychain of this computer
      </label>
    </QuestionFrame>
  );
}
