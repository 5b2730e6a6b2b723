// The question before a paste that could do more than it seems: the text as it is, with what is hidden made visible.
import { closeDialog } from '../stores/dialogs.ts';
import { Button } from '../ui/button.tsx';
import { closeThen } from '../ui/focus-after.ts';
import { visibleText } from './paste-guard.ts';
import type { PasteDanger, PasteQuestion } from './paste-guard.ts';
import './paste-dialog.css';

/** Enough to judge by; a megabyte in a dialog would only freeze it. */
const SHOWN_CHARS = 4000;

const DANGER_WORDS: Readonly<Record<Exclude<PasteDanger, 'lines'>, string>> = {
  control: 'It holds control characters, which a terminal obeys instead of showing.',
  bidi: 'It holds characters that change the order in which text is shown: it may not run as it reads.',
  invisible: 'It holds characters that cannot be seen.',
};

interface PasteDialogProps {
  readonly question: PasteQuestion;
  readonly answer: (text: string) => void;
}

export function PasteDialog({ question, answer }: PasteDialogProps) {
  const { text, cleaned, lineCount, dangers } = question;
  const hidden = dangers.filter((danger) => danger !== 'lines');
  const shown = visibleText(text.slice(0, SHOWN_CHARS));
  const send = (what: string): void => {
    // In the keystroke itself: an Enter that follows at once comes after the text.
    closeThen(closeDialog, () => {
      answer(what);
    });
  };
  return (
    <>
      <div className="dialog-body">
        {dangers.includes('lines') && (
          <p>These {lineCount} lines will be sent one after another, as if typed.</p>
        )}
        {hidden.map((danger) => (
          <p key={danger} className="paste-warning">
            {DANGER_WORDS[danger]}
          </p>
        ))}
        <pre className="paste-text selectable" tabIndex={0} aria-label="Text to paste">
          {shown}
          {text.length > SHOWN_CHARS && `\n… and ${text.length - SHOWN_CHARS} characters more`}
        </pre>
      </div>
      <div className="dialog-foot">
        <Button onClick={closeDialog}>Cancel</Button>
        {hidden.length > 0 && (
          <Button
            onClick={() => {
              send(text);
            }}
          >
            Paste as it is
          </Button>
        )}
        <Button
          tone="primary"
          data-first-focus
          disabled={cleaned === ''}
          onClick={() => {
            send(hidden.length > 0 ? cleaned : text);
          }}
        >
          {hidden.length > 0 ? 'Paste without them' : 'Paste'}
        </Button>
      </div>
    </>
  );
}
