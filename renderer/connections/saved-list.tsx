// The side list of saved connections: open, rename in place, delete with a second thought and an undo.
import { useState } from 'react';
import type { KeyboardEvent } from 'react';
import { Pencil, Star, TriangleAlert, Trash2 } from 'lucide-react';
import type { LibraryNotice, SavedConnectionSpec } from '../../shared/saved-connection.ts';
import { call } from '../bridge/client.ts';
import { LIST_COMMANDS } from '../../shared/command-keys.ts';
import { useKeyHint } from '../commands/keys-of.ts';
import { listCommandOf, useListKeys } from '../commands/list-keys.ts';
import { runCommand } from '../commands/run-command.ts';
import { useLibrary } from '../stores/library.ts';
import { reportError, say } from '../stores/notices.ts';
import { openSavedConnection } from '../tabs/tab-actions.ts';
import { Button, IconButton } from '../ui/button.tsx';
import { KindIcon } from '../ui/platform-icon.tsx';
import { openSavedMenu } from './saved-menu.ts';
import { runOnSaved } from './saved-keys.ts';
import { askInRow, endRowMode, savedRowId, useRowMode } from './saved-row-mode.ts';
import { removeSaved, renameSaved, setFavourite } from './saved-actions.ts';
import './saved-list.css';

export function SavedList() {
  const { connections, notice } = useLibrary();
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
            <SavedRow key={spec.id} spec={spec} />
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

function SavedRow({ spec }: { readonly spec: SavedConnectionSpec }) {
  const mode = useRowMode(spec.id);
  const keys = useListKeys(LIST_COMMANDS);
  const renameKeys = useKeyHint('rename-selected');
  const deleteKeys = useKeyHint('delete-selected');
  if (mode === 'renaming') return <RenameRow spec={spec} />;
  if (mode === 'deleting') return <DeleteRow spec={spec} />;
  const rename = (): void => {
    askInRow(spec.id, 'renaming');
  };
  const remove = (): void => {
    askInRow(spec.id, 'deleting');
  };
  return (
    <li className={spec.isFavourite ? 'saved-row favourite' : 'saved-row'}>
      <button
        type="button"
        className="saved-open ring-inside"
        id={savedRowId(spec.id)}
        {...keys}
        onClick={() => {
          openSavedConnection(spec);
        }}
        onContextMenu={(event) => {
          event.preventDefault();
          openSavedMenu(spec, event.clientX, event.clientY);
        }}
        onKeyDown={(event) => {
          const command = listCommandOf(event);
          if (command === null) return;
          event.preventDefault();
          event.stopPropagation();
          runOnSaved(command, spec, event.currentTarget.getBoundingClientRect());
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
        <IconButton label={`Rename ${spec.name}`} keys={renameKeys} onClick={rename}>
          <Pencil size={13} strokeWidth={1.8} aria-hidden />
        </IconButton>
        <IconButton label={`Delete ${spec.name}`} keys={deleteKeys} onClick={remove}>
          <Trash2 size={13} strokeWidth={1.8} aria-hidden />
        </IconButton>
      </span>
    </li>
  );
}

interface EditRowProps {
  readonly spec: SavedConnectionSpec;
}

function RenameRow({ spec }: EditRowProps) {
  const [name, setName] = useState(spec.name);
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
        onBlur={() => {
          endRowMode(spec.id, 'stay');
          renameSaved(spec, name);
        }}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' && event.key !== 'Escape') return;
          // Not a new line of the row that has the keys then.
          event.preventDefault();
          endRowMode(spec.id, 'to-row');
          if (event.key === 'Enter') renameSaved(spec, name);
        }}
      />
    </li>
  );
}

function DeleteRow({ spec }: EditRowProps) {
  const keep = (): void => {
    endRowMode(spec.id, 'to-row');
  };
  return (
    <li
      className="saved-row editing"
      role="group"
      aria-label={`Delete ${spec.name}?`}
      onKeyDown={(event) => {
        if (event.key === 'Escape') keep();
      }}
    >
      <span className="delete-question">Delete “{spec.name}”?</span>
      <Button
        tone="danger"
        autoFocus
        onClick={() => {
          endRowMode(spec.id, 'stay');
          removeSaved(spec);
        }}
      >
        Delete
      </Button>
      <Button onClick={keep}>Keep</Button>
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
