// What a desktop asks on its way: the key's file, its passphrase, or user and password. Answers go to main and are kept
// nowhere in the window.
import { useState } from 'react';
import type { AppErrorData } from '../../shared/app-error.ts';
import type { DesktopAnswer, DesktopQuestion, DesktopSnapshot } from '../../shared/desktop.ts';
import { toErrorData } from '../bridge/client.ts';
import { Button } from '../ui/button.tsx';
import { AccountForm } from './account-form.tsx';
import type { Answering } from './answering.ts';
import { answerDesktop } from './desktop-actions.ts';
import { QuestionFrame } from './question-frame.tsx';

interface QuestionProps<Q extends DesktopQuestion = DesktopQuestion> {
  readonly desktop: DesktopSnapshot;
  readonly question: Q;
}

export function DesktopQuestionForm({ desktop, question }: QuestionProps) {
  const [state, setState] = useState<Answering['state']>('asking');
  const [refused, setRefused] = useState<AppErrorData | null>(null);
  const answer = (given: DesktopAnswer): void => {
    setState('answering');
    setRefused(null);
    answerDesktop(desktop.id, question.id, given)
      .catch((thrown: unknown) => {
        setRefused(toErrorData(thrown));
      })
      .finally(() => {
        setState('asking');
      });
  };
  const answering: Answering = { state, refused, answer };
  switch (question.kind) {
    case 'key-file':
      return <KeyFileForm desktop={desktop} question={question} answering={answering} />;
    case 'passphrase':
      return <PassphraseForm desktop={desktop} question={question} answering={answering} />;
    case 'account':
      return <AccountForm desktop={desktop} question={question} answering={answering} />;
  }
}

interface FormProps<Q extends DesktopQuestion> extends QuestionProps<Q> {
  readonly answering: Answering;
}

function KeyFileForm({
  desktop,
  question,
  answering,
}: FormProps<Extract<DesktopQuestion, { kind: 'key-file' }>>) {
  const { keyName, problem } = question;
  return (
    <QuestionFrame
      title={keyName === null ? 'The private key is needed' : `The private key “${keyName}” is needed`}
      problem={problem}
      refused={answering.refused}
      desktop={desktop}
      onSubmit={() => {
        answering.answer({ kind: 'choose-file' });
      }}
      buttons={
        <>
          <Button type="submit" tone="primary" autoFocus disabled={answering.state === 'answering'}>
            Choose the key file…
          </Button>
          <UseAccount answering={answering} />
        </>
      }
    >
      <p className="dim">
        AWS has the password of this instance, encrypted for the key pair it was launched with. The key is
        read on this computer and goes nowhere; its place is remembered, its content is not.
      </p>
    </QuestionFrame>
  );
}

function PassphraseForm({
  desktop,
  question,
  answering,
}: FormProps<Extract<DesktopQuestion, { kind: 'passphrase' }>>) {
  const [passphrase, setPassphrase] = useState('');
  const whose = question.keyName === null ? 'of the private key' : `of the key “${question.keyName}”`;
  return (
    <QuestionFrame
      title={`Passphrase ${whose}`}
      problem={question.problem}
      refused={answering.refused}
      desktop={desktop}
      onSubmit={() => {
        if (passphrase !== '') answering.answer({ kind: 'passphrase', passphrase });
      }}
      buttons={
        <>
          <Button
            type="submit"
            tone="primary"
            disabled={passphrase === '' || answering.state === 'answering'}
          >
            Unlock
          </Button>
          <UseAccount answering={answering} />
        </>
      }
    >
      <label className="field">
        <span>Passphrase</span>
        <input
          className="text-field"
          type="password"
          autoFocus
          autoComplete="off"
          maxLength={1024}
          value={passphrase}
          onChange={(event) => {
            setPassphrase(event.target.value);
          }}
        />
      </label>
      <p className="dim">It is used once and not stored.</p>
    </QuestionFrame>
  );
}

function UseAccount({ answering }: { readonly answering: Answering }) {
  return (
    <Button
      disabled={answering.state === 'answering'}
      onClick={() => {
        answering.answer({ kind: 'use-account' });
      }}
    >
      Enter user and password
    </Button>
  );
}
