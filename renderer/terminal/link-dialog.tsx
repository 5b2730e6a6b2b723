// The question before a link from a terminal is opened: the far side wrote it, so the whole address is shown.
import { call } from '../bridge/client.ts';
import { closeDialog } from '../stores/dialogs.ts';
import { reportError } from '../stores/notices.ts';
import { Button } from '../ui/button.tsx';
import { visibleText } from './paste-guard.ts';

export function LinkDialog({ url }: { readonly url: string }) {
  return (
    <>
      <div className="dialog-body">
        <p>The program in the terminal shows this address. Open it in your browser?</p>
        <pre className="paste-text selectable" tabIndex={0} aria-label="Address">
          {visibleText(url)}
        </pre>
      </div>
      <div className="dialog-foot">
        <Button onClick={closeDialog}>Cancel</Button>
        <Button
          onClick={() => {
            closeDialog();
            call('clipboard.write-text', { text: url }).catch(reportError);
          }}
        >
          Copy address
        </Button>
        <Button
          tone="primary"
          data-first-focus
          onClick={() => {
            closeDialog();
            call('links.open', { url }).catch(reportError);
          }}
        >
          Open link
        </Button>
      </div>
    </>
  );
}
