// What is asked before files change: a name, whether to delete, who may do what.
import { useState } from 'react';
import type { FormEvent } from 'react';
import type { AppErrorData } from '../../shared/app-error.ts';
import type { FileItem } from '../../shared/files.ts';
import type { ConnectionId } from '../../shared/ids.ts';
import { call, toErrorData } from '../bridge/client.ts';
import { ErrorCard } from '../errors/error-card.tsx';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { modeText, shownName } from './file-rows.ts';

export type FileQuestion =
  | { readonly kind: 'new-folder' }
  | { readonly kind: 'rename'; readonly item: FileItem }
  | { readonly kind: 'remove'; readonly names: readonly string[] }
  | { readonly kind: 'mode'; readonly item: FileItem };

interface FileQuestionProps {
  readonly question: FileQuestion;
  readonly connectionId: ConnectionId;
  readonly folder: string;
  readonly onClose: () => void;
  /** It has been done. */
  readonly onDone: () => void;
}

const TITLES: Readonly<Record<FileQuestion['kind'], string>> = {
  'new-folder': 'New folder',
  rename: 'Rename',
  remove: 'Delete on the instance?',
  mode: 'Permissions',
};
const DEEDS: Readonly<Record<FileQuestion['kind'], string>> = {
  'new-folder': 'Make folder',
  rename: 'Rename',
  remove: 'Delete',
  mode: 'Change permissions',
};

export function FileQuestionDialog({ question, connectionId, folder, onClose, onDone }: FileQuestionProps) {
  const [name, setName] = useState(question.kind === 'rename' ? question.item.name : '');
  const [mode, setMode] = useState(question.kind === 'mode' ? question.item.mode & 0o777 : 0);
  const [error, setError] = useState<AppErrorData | null>(null);
  const [state, setState] = useState<'asking' | 'doing'>('asking');
  const place = { connectionId, folder };

  const run = (): Promise<null> => {
    switch (question.kind) {
      case 'new-folder':
        return call('files.make-folder', { ...place, name });
      case 'rename':
        return call('files.rename', { ...place, from: question.item.name, to: name });
      case 'remove':
        return call('files.remove', { ...place, names: [...question.names] });
      case 'mode':
        return call('files.set-mode', { ...place, name: question.item.name, mode });
    }
  };
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setState('doing');
    run()
      .then(onDone)
      .catch((thrown: unknown) => {
        setState('asking');
        setError(toErrorData(thrown));
      });
  };
  const asksName = question.kind === 'new-folder' || question.kind === 'rename';
  const isUsable = !asksName || (name !== '' && name !== '.' && name !== '..' && !name.includes('/'));
  return (
    <Dialog title={TITLES[question.kind]} onClose={onClose}>
      <form className="dialog-form" onSubmit={submit}>
        <div className="dialog-body">
          {asksName && (
            <label className="field">
              <span>Name</span>
              <input
                className="text-field"
                data-first-focus
                maxLength={255}
                value={name}
                onFocus={(event) => {
                  event.target.select();
                }}
                onChange={(event) => {
                  setName(event.target.value);
                }}
              />
            </label>
          )}
          {question.kind === 'remove' && <RemoveWords names={question.names} />}
          {question.kind === 'mode' && <ModeFields item={question.item} mode={mode} onChange={setMode} />}
          {error !== null && <ErrorCard error={error} />}
        </div>
        <div className="dialog-foot">
          <Button onClick={onClose}>Cancel</Button>
          <Button
            type="submit"
            tone={question.kind === 'remove' ? 'danger' : 'primary'}
            disabled={!isUsable || state === 'doing'}
          >
            {DEEDS[question.kind]}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

function RemoveWords({ names }: { readonly names: readonly string[] }) {
  const [first = ''] = names;
  return (
    <p>
      {names.length === 1 ? <b>{shownName(first)}</b> : `${names.length.toLocaleString('en')} items`} will be
      gone, folders with all that is in them. This cannot be undone.
    </p>
  );
}

const WHO = ['Owner', 'Group', 'Others'] as const;
const WHAT = ['read', 'write', 'run'] as const;

interface ModeFieldsProps {
  readonly item: FileItem;
  readonly mode: number;
  readonly onChange: (mode: number) => void;
}

function ModeFields({ item, mode, onChange }: ModeFieldsProps) {
  return (
    <>
      <p>
        <b>{shownName(item.name)}</b>
        <span className="dim">
          {' '}
          {item.owner ?? ''} {item.group ?? ''}
        </span>
      </p>
      {WHO.map((who, row) => (
        <div key={who} className="mode-row" role="group" aria-label={who}>
          <span>{who}</span>
          {WHAT.map((what, column) => {
            const bit = 1 << (8 - row * 3 - column);
            return (
              <label key={what}>
                <input
                  type="checkbox"
                  checked={(mode & bit) !== 0}
                  onChange={() => {
                    onChange(mode ^ bit);
                  }}
                />
                {what === 'run' && item.kind === 'folder' ? 'enter' : what}
              </label>
            );
          })}
        </div>
      ))}
      <p className="mono">
        {modeText(mode)} {mode.toString(8).padStart(3, '0')}
      </p>
    </>
  );
}
