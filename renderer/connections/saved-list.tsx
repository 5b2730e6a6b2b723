// The side list of saved connections: open, rename in place, delete with a second thought and an undo.
import { useState } from 'react';
import type { KeyboardEvent } from 'react';
import { Pencil, Star, TriangleAlert, Trash2 } from 'lucide-react';
import type { LibraryNotice, SavedConnectionSpec } from '../../shared/saved-connection.ts';
import { call } from '../bridge/client.ts';
import { runCommand } from '../commands/run-command.ts';
import { useLibrary } from '../stores/library.ts';
import { reportError, say } from '../stores/notices.ts';
import { openSavedConnection } from '../tabs/tab-actions.ts';
import { Button, IconButton } from '../ui/button.tsx';
import { KindIcon } from '../ui/platform-icon.tsx';
import { openSavedMenu } from './saved-menu.ts';
import { removeSaved, renameSaved, setFavourite } from './saved-actions.ts';
import './saved-list.css';

type RowMode = { readonly kind: 'renaming' | 'deleting'; readonly id: string } | null;

export function SavedList() {
  const { connections, notice } = useLibrary();
  const [mode, setMode] = useState<RowMode>(null);
  const sorted = [...connections].sort(
    (a, b) =>
      Number(b.isFavourite) - Number(a.isFavourite) ||
      a.name.localeCompare(b.name, undefined, { numeric: true }),
  );
  return (
    <>
      <h2 className="saved-head section-head">
        <span>Saved connections</span>
        <span>{connections.length}</span>
      </h2>
      {notice !== null && <NoticeBar notice={notice} />}
      {sorted.length === 0 ? (
        <div className="list-empty">
          <h2>Nothing saved yet</h2>
          <p className="dim">Save a connection from any instance, and it opens from here with one key.</p>
          <Button
            onClick={() => {
              runCommand('show-instances');
            }}
          >
            Show instances
          </Button>
        </div>
      ) : (
        <ul className="saved-list" onKeyDown={moveFocus}>
          {sorted.map((spec) => (
            <SavedRow
              key={spec.id}
              spec={spec}
              mode={mode?.id === spec.id ? mode.kind : 'plain'}
              setMode={setMode}
            />
          ))}
        </ul>
      )}
    </>
  );
}

/** Up and down go from row to row, as in the list of instances. */
function moveFocus(event: KeyboardEvent<HTMLUListElement>): void {
  const rows = [...event.currentTarget.querySelectorAll<HTMLElement>('.saved-open')];
  const at = rows.findIndex((row) => row === document.activeElement);
  if (at === -1) return;
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: rows.length - 1 }[event.key];
  if (to === undefined) return;
  event.preventDefault();
  rows[Math.max(0, Math.min(rows.length - 1, to))]?.focus();
}

interface SavedRowProps {
  readonly spec: SavedConnectionSpec;
  readonly mode: 'plain' | 'renaming' | 'deleting';
  readonly setMode: (mode: RowMode) => void;
}

function SavedRow({ spec, mode, setMode }: SavedRowProps) {
  const plain = (): void => {
    setMode(null);
  };
  if (mode === 'renaming') return <RenameRow spec={spec} onDone={plain} />;
  if (mode === 'deleting') return <DeleteRow spec={spec} onDone={plain} />;
  const rename = (): void => {
    setMode({ kind: 'renaming', id: spec.id });
  };
  const remove = (): void => {
    setMode({ kind: 'deleting', id: spec.id });
  };
  const menu = (x: number, y: number): void => {
    openSavedMenu(spec, x, y, rename, remove);
  };
  return (
    <li className={spec.isFavourite ? 'saved-row favourite' : 'saved-row'}>
      <button
        type="button"
        className="saved-open ring-inside"
        aria-keyshortcuts="F2 Delete"
        onClick={() => {
          openSavedConnection(spec);
        }}
        onContextMenu={(event) => {
          event.preventDefault();
          menu(event.clientX, event.clientY);
        }}
        onKeyDown={(event) => {
          if (event.key === 'F2') rename();
          else if (event.key === 'Delete') remove();
          else if (event.key === 'F10' && event.shiftKey) {
            const box = event.currentTarget.getBoundingClientRect();
            menu(box.left + 24, box.bottom);
          } else return;
          event.preventDefault();
          event.stopPropagation();
        }}
      >
        <span className="target-icon">
          <KindIcon kind={spec.kind} size={15} />
        </span>
        <span className="target-name">{spec.name}</span>
        <span className="target-meta">
          {spec.access.profileId.replace(/^profile:/, '')} · {spec.access.region} ·{' '}
          {spec.targetName ?? spec.targetId}
        </span>
      </button>
      {spec.isFavourite && (
        <span className="saved-star" role="img" aria-label="Favourite">
          <Star size={13} strokeWidth={1.8} fill="currentColor" aria-hidden />
        </span>
      )}
      <span className="saved-buttons">
        <IconButton
          label={`${spec.isFavourite ? 'Remove' : 'Add'} ${spec.name} ${spec.isFavourite ? 'from' : 'to'} favourites`}
          onClick={() => {
            setFavourite(spec, !spec.isFavourite);
          }}
        >
          <Star size={13} strokeWidth={1.8} fill={spec.isFavourite ? 'currentColor' : 'none'} aria-hidden />
        </IconButton>
        <IconButton label={`Rename ${spec.name}`} keys="F2" onClick={rename}>
          <Pencil size={13} strokeWidth={1.8} aria-hidden />
        </IconButton>
        <IconButton label={`Delete ${spec.name}`} keys="Delete" onClick={remove}>
          <Trash2 size={13} strokeWidth={1.8} aria-hidden />
        </IconButton>
      </span>
    </li>
  );
}

interface EditRowProps {
  readonly spec: SavedConnectionSpec;
  readonly onDone: () => void;
}

function RenameRow({ spec, onDone }: EditRowProps) {
  const [name, setName] = useState(spec.name);
  const finish = (): void => {
    onDone();
    renameSaved(spec, name);
  };
  return (
    <li className="saved-row editing">
      <input
        className="text-field"
        aria-label={`New name of ${spec.name}`}
        autoFocus
        maxLength={120}
        value={name}
        onFocus={(event) => {
          event.target.select();
        }}
        onChange={(event) => {
          setName(event.target.value);
        }}
        onBlur={finish}
        onKeyDown={(event) => {
          if (event.key === 'Enter') finish();
          else if (event.key === 'Escape') onDone();
        }}
      />
    </li>
  );
}

function DeleteRow({ spec, onDone }: EditRowProps) {
  return (
    <li className="saved-row editing" role="group" aria-label={`Delete ${spec.name}?`}>
      <span className="delete-question">Delete “{spec.name}”?</span>
      <Button
        tone="danger"
        autoFocus
        onClick={() => {
          onDone();
          removeSaved(spec);
        }}
      >
        Delete
      </Button>
      <Button onClick={onDone}>Keep</Button>
    </li>
  );
}

function NoticeBar({ notice }: { readonly notice: LibraryNotice }) {
  return (
    <div className="library-notice" role="alert">
      <TriangleAlert size={15} aria-hidden />
      <div>
        <p>{notice.message}</p>
        {notice.keptAt !== null && <p className="mono selectable">{notice.keptAt}</p>}
        <Button
          onClick={() => {
            call('library.dismiss-notice', null).catch(reportError);
          }}
        >
          Understood
        </Button>
        {notice.keptAt !== null && (
          <Button
            onClick={() => {
              call('clipboard.write-text', { text: notice.keptAt ?? '' })
                .then(() => {
                  say('Path copied');
                })
                .catch(reportError);
            }}
          >
            Copy path
          </Button>
        )}
      </div>
    </div>
  );
}
