// The frame of a desktop's question: what is asked, what was wrong before, buttons, and the way out.
import type { FormEvent, ReactNode } from 'react';
import type { AppErrorData } from '../../shared/app-error.ts';
import type { DesktopSnapshot } from '../../shared/desktop.ts';
import { ERROR_TEXTS } from '../errors/error-text.ts';
import { Button } from '../ui/button.tsx';
import { closeDesktop } from './desktop-actions.ts';

interface FrameProps {
  readonly title: string;
  readonly problem: AppErrorData | null;
  readonly refused: AppErrorData | null;
  readonly desktop: DesktopSnapshot;
  readonly onSubmit: () => void;
  readonly buttons: ReactNode;
  readonly children: ReactNode;
}

export function QuestionFrame({ title, problem, refused, desktop, onSubmit, buttons, children }: FrameProps) {
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    onSubmit();
  };
  return (
    <form className="desktop-question" aria-label={title} onSubmit={submit}>
      <h3>{title}</h3>
      {problem !== null && <Problem error={problem} />}
      {children}
      {refused !== null && <Problem error={refused} />}
      <div className="desktop-buttons">
        {buttons}
        <span className="desktop-space" />
        <Button
          onClick={() => {
            closeDesktop(desktop.id);
          }}
        >
          Cancel
        </Button>
      </div>
    </form>
  );
}

function Problem({ error }: { readonly error: AppErrorData }) {
  const words = ERROR_TEXTS[error.code];
  return (
    <div className="desktop-problem" role="alert">
      <b>{words.title}</b>
      <p>
        {error.message} {error.detail ?? words.explanation}
      </p>
    </div>
  );
}
