// Files of this target that are open in programs of this computer: what becomes of what is saved there.
import { PencilLine, X } from 'lucide-react';
import { useState } from 'react';
import type { ConnectionSnapshot } from '../../shared/connection.ts';
import type { EditAnswer, EditSnapshot } from '../../shared/edits.ts';
import { call, toErrorData } from '../bridge/client.ts';
import { ErrorCard } from '../errors/error-card.tsx';
import { useEdits } from '../stores/edits.ts';
import { reportError } from '../stores/notices.ts';
import { Button, IconButton } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { formatBytes, formatClock } from '../ui/format-time.ts';
import { nameOf, shownName, timeText } from './file-rows.ts';

export function EditList({ connection }: { readonly connection: ConnectionSnapshot }) {
  const { access, targetId } = connection;
  const edits = useEdits().filter(
    ({ place }) =>
      place.targetId === targetId &&
      place.access.profileId === access.profileId &&
      place.access.region === access.region,
  );
  if (edits.length === 0) return null;
  return (
    <ul className="transfer-list" aria-label="Edited files">
      {edits.map((edit) => (
        <Edit key={edit.id} edit={edit} />
      ))}
    </ul>
  );
}

function Edit({ edit }: { readonly edit: EditSnapshot }) {
  const { id, path, phase } = edit;
  const [question, setQuestion] = useState<'none' | 'discard'>('none');
  const name = shownName(nameOf(path));
  const act = (what: 'edits.open' | 'edits.reveal' | 'edits.upload') => (): void => {
    call(what, { editId: id }).catch(reportError);
  };
  const stop = (): void => {
    call('edits.stop', { editId: id, unsaved: 'refuse' }).catch((thrown: unknown) => {
      if (toErrorData(thrown).code === 'files/unsaved-edit') setQuestion('discard');
      else reportError(thrown);
    });
  };
  return (
    <li className="transfer">
      <PencilLine size={14} strokeWidth={1.8} aria-label="Edited" className={toneOf(edit)} />
      <span className="transfer-title" title={shownName(path)}>
        {name}
      </span>
      <IconButton label={`Stop editing ${name}`} onClick={stop}>
        <X size={14} aria-hidden />
      </IconButton>
      <span className="transfer-state dim" role="status">
        {stateText(edit)}
      </span>
      {phase.kind === 'asking' && <Changed edit={edit} there={phase.there} />}
      {phase.kind === 'failed' && (
        <ErrorCard
          error={phase.error}
          actions={[
            { label: 'Upload again', run: act('edits.upload') },
            { label: 'Show copy', run: act('edits.reveal') },
          ]}
        />
      )}
      {phase.kind === 'kept' && (
        <div className="transfer-question">
          <Button tone="primary" onClick={act('edits.upload')}>
            Upload
          </Button>
          <Button onClick={act('edits.open')}>Open</Button>
          <Button onClick={act('edits.reveal')}>Show copy</Button>
        </div>
      )}
      {question === 'discard' && (
        <Dialog
          title="Throw the changes away?"
          onClose={() => {
            setQuestion('none');
          }}
        >
          <div className="dialog-body">
            <p>
              What you saved last in <b>{name}</b> is not on the instance. Stopping deletes the copy on this
              computer.
            </p>
          </div>
          <div className="dialog-foot">
            <Button
              data-first-focus
              onClick={() => {
                setQuestion('none');
              }}
            >
              Go on editing
            </Button>
            <Button
              tone="danger"
              onClick={() => {
                setQuestion('none');
                call('edits.stop', { editId: id, unsaved: 'discard' }).catch(reportError);
              }}
            >
              Throw away
            </Button>
          </div>
        </Dialog>
      )}
    </li>
  );
}

function toneOf({ phase }: EditSnapshot): string {
  if (phase.kind === 'failed') return 'tone-bad';
  return phase.kind === 'asking' || phase.kind === 'waiting' || phase.kind === 'kept'
    ? 'tone-warn'
    : 'tone-info';
}

function stateText({ phase, uploadedAt }: EditSnapshot): string {
  switch (phase.kind) {
    case 'fetching':
      return `Opening: ${formatBytes(phase.doneBytes)} of ${formatBytes(phase.totalBytes)}`;
    case 'editing':
      return uploadedAt === null
        ? 'Editing, not changed so far: saving uploads it'
        : `Editing, last saved ${formatClock(uploadedAt)}`;
    case 'uploading':
      return 'Uploading what you saved';
    case 'waiting':
      return `Saved on this computer. ${phase.reason} It is uploaded when the connection is back: reconnect the tab.`;
    case 'asking':
      return 'Saved on this computer; it waits for your answer';
    case 'failed':
      return 'Saved on this computer; not uploaded';
    case 'kept':
      return 'Changed, but not uploaded before Sallyport ended; the copy is kept.';
  }
}

const ANSWERS: readonly (readonly [EditAnswer, string])[] = [
  ['keep-both', 'Keep both'],
  ['overwrite', 'Overwrite'],
  ['discard', 'Discard mine'],
];

interface ChangedProps {
  readonly edit: EditSnapshot;
  readonly there: { readonly size: number; readonly modifiedAt: number | null } | null;
}

function Changed({ edit, there }: ChangedProps) {
  const name = shownName(nameOf(edit.path));
  // Of a file that is gone there is no other one to keep, or to take.
  const answers = there === null ? ([['overwrite', 'Upload anyway']] as const) : ANSWERS;
  return (
    <div className="transfer-question" role="group" aria-label={`${name} has changed on the instance`}>
      <p>
        {there === null ? (
          <>
            <b>{name}</b> is gone on the instance.
          </>
        ) : (
          <>
            <b>{name}</b> has changed on the instance since you opened it: {formatBytes(there.size)},{' '}
            {timeText(there.modifiedAt)}.
          </>
        )}
      </p>
      {answers.map(([answer, label]) => (
        <Button
          key={answer}
          onClick={() => {
            call('edits.answer', { editId: edit.id, answer }).catch(reportError);
          }}
        >
          {label}
        </Button>
      ))}
    </div>
  );
}
