// A target is met for the first time and nothing vouches for its host key: the user compares and decides.
import type { Prompt } from '../../shared/prompt.ts';
import { call } from '../bridge/client.ts';
import { reportError } from '../stores/notices.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import './secret-dialog.css';

export function HostKeyDialog({ prompt }: { readonly prompt: Prompt }) {
  const answer = (value: 'yes' | null): void => {
    call('prompts.answer', { promptId: prompt.id, answer: value }).catch(reportError);
  };
  return (
    <Dialog
      title="Unknown host key"
      onClose={() => {
        answer(null);
      }}
    >
      <div className="dialog-body">
        <p>{prompt.question}</p>
        {prompt.detail !== null && <Detail text={prompt.detail} />}
      </div>
      <div className="dialog-foot">
        <Button
          autoFocus
          onClick={() => {
            answer(null);
          }}
        >
          Do not connect
        </Button>
        <Button
          tone="primary"
          onClick={() => {
            answer('yes');
          }}
        >
          Trust and connect
        </Button>
      </div>
    </Dialog>
  );
}

/** The key first, as one compares it; after an empty line what to compare it with, in words. */
function Detail({ text }: { readonly text: string }) {
  const [key = '', ...words] = text.split('\n\n');
  return (
    <>
      <p className="mono selectable prompt-key">{key}</p>
      {words.map((paragraph) => (
        <p key={paragraph} className="dim selectable">
          {paragraph}
        </p>
      ))}
    </>
  );
}
