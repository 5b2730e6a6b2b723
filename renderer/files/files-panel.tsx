// The files of an instance beside its terminal: where one is, what is there, what is being moved. Files dropped on it
// are uploaded.
import { useEffect, useId, useState } from 'react';
import type { DragEvent } from 'react';
import { ArrowUp, House, RefreshCw, X } from 'lucide-react';
import type { ConnectionSnapshot } from '../../shared/connection.ts';
import type { FileItem } from '../../shared/files.ts';
import { call } from '../bridge/client.ts';
import { ErrorCard } from '../errors/error-card.tsx';
import { openMenu } from '../stores/context-menu.ts';
import { reportError, say } from '../stores/notices.ts';
import { useTransfers } from '../stores/transfers.ts';
import type { TabId } from '../tabs/tab-state.ts';
import { IconButton } from '../ui/button.tsx';
import { DragRow } from './drag-row.tsx';
import { dragOut } from './drag-out.ts';
import { isFileDrag, takeDrop } from './dropped-files.ts';
import { fileMenu } from './file-menu.ts';
import { type Choice, FileList, NOTHING_CHOSEN } from './file-list.tsx';
import { type FileQuestion, FileQuestionDialog } from './file-questions.tsx';
import { fileRows, inFolder, parentOf, type Sorting } from './file-rows.ts';
import { EditList } from './edit-list.tsx';
import { FilesToolbar } from './files-toolbar.tsx';
import { toggleFiles } from './files-store.ts';
import { PathField } from './path-field.tsx';
import { SortBar } from './sort-bar.tsx';
import { TransferList } from './transfer-list.tsx';
import { useFolder } from './use-folder.ts';
import './files-panel.css';

interface FilesPanelProps {
  readonly tabId: TabId;
  readonly connection: ConnectionSnapshot;
}

export function FilesPanel({ tabId, connection }: FilesPanelProps) {
  const { id: connectionId, phase } = connection;
  const isOpen = phase.kind === 'open';
  const folder = useFolder(isOpen ? connectionId : null);
  const [sorting, setSorting] = useState<Sorting>({ by: 'name', direction: 'up' });
  const [hidden, setHidden] = useState<'shown' | 'left-out'>('left-out');
  const [choice, setChoice] = useState<Choice>(NOTHING_CHOSEN);
  const [question, setQuestion] = useState<FileQuestion | null>(null);
  const [drop, setDrop] = useState<'none' | 'over'>('none');
  const listId = useId();
  const { listing, reload } = folder;
  const path = listing?.path ?? null;

  const arrived = [...useTransfers().values()].filter(
    (each) => each.connectionId === connectionId && each.direction === 'up' && each.phase.kind === 'done',
  ).length;
  useEffect(() => {
    if (arrived > 0) reload();
  }, [arrived, reload]);

  const go = (to: string | null): void => {
    setChoice(NOTHING_CHOSEN);
    folder.go(to);
  };
  const rows = fileRows(listing?.items ?? [], sorting, hidden);
  const chosen = rows.filter(({ name }) => choice.names.has(name));
  const download = (items: readonly FileItem[]): void => {
    if (path === null || items.length === 0) return;
    const names = items.map(({ name }) => name);
    call('files.download', { connectionId, folder: path, names }).catch(reportError);
  };
  const upload = (what: 'files' | 'folder'): void => {
    if (path !== null) call('files.choose-upload', { connectionId, folder: path, what }).catch(reportError);
  };
  const edit = ({ name }: FileItem): void => {
    if (path !== null) call('edits.begin', { connectionId, folder: path, name }).catch(reportError);
  };
  const open = (item: FileItem): void => {
    if (item.kind === 'folder' && path !== null) go(inFolder(path, item.name));
    else download([item]);
  };
  const parent = path === null ? null : parentOf(path);
  const onDrop = (event: DragEvent): void => {
    setDrop('none');
    if (!isFileDrag(event.dataTransfer)) return;
    event.preventDefault();
    if (path === null || !isOpen) return;
    takeDrop()
      .then(async (grant) => {
        if (grant === null) say('What was dropped is no file of this computer.');
        else await call('files.upload', { connectionId, folder: path, grant });
      })
      .catch(reportError);
  };

  return (
    <section
      className={`files-panel drop-${drop}`}
      aria-label="Files"
      onDragOver={(event) => {
        if (!isFileDrag(event.dataTransfer)) return;
        event.preventDefault();
        event.dataTransfer.dropEffect = 'copy';
        setDrop('over');
      }}
      onDragLeave={() => {
        setDrop('none');
      }}
      onDrop={onDrop}
    >
      <div className="files-bar">
        <IconButton
          label="Parent folder"
          keys="Backspace"
          disabled={parent === null}
          onClick={() => {
            go(parent);
          }}
        >
          <ArrowUp size={14} aria-hidden />
        </IconButton>
        <IconButton
          label="Home folder"
          disabled={!isOpen}
          onClick={() => {
            go(null);
          }}
        >
          <House size={14} aria-hidden />
        </IconButton>
        <PathField key={path} path={path ?? ''} onGo={go} />
        <IconButton label="Load again" disabled={!isOpen} onClick={reload}>
          <RefreshCw size={14} aria-hidden />
        </IconButton>
        <IconButton
          label="Close files"
          onClick={() => {
            toggleFiles(tabId);
          }}
        >
          <X size={14} aria-hidden />
        </IconButton>
      </div>
      <FilesToolbar
        usable={path === null || !isOpen ? 'no' : 'yes'}
        chosen={chosen.length}
        hidden={hidden}
        onHidden={setHidden}
        count={countText(folder.state, rows.length, listing?.cut === true)}
        onUpload={upload}
        onDownload={() => {
          download(chosen);
        }}
        onNewFolder={() => {
          setQuestion({ kind: 'new-folder' });
        }}
      />
      <SortBar sorting={sorting} onSort={setSorting} />
      {!isOpen && listing === null ? (
        <p className="files-hint dim">The files are shown when the connection is open.</p>
      ) : folder.error !== null ? (
        <ErrorCard error={folder.error} connectionId={connectionId} onRetry={reload} />
      ) : folder.state === 'there' && rows.length === 0 ? (
        <p className="files-hint dim">This folder is empty. Drop files here to upload them.</p>
      ) : (
        <FileList
          id={listId}
          rows={rows}
          choice={choice}
          onChoose={setChoice}
          onOpen={open}
          onDrag={(names) => {
            if (path !== null && isOpen) dragOut(connectionId, path, [...names]);
          }}
          onMenu={(names, x, y) => {
            const items = rows.filter(({ name }) => names.has(name));
            const entries = fileMenu(items, {
              open,
              edit,
              download: () => {
                download(items);
              },
              ask: setQuestion,
            });
            openMenu({ x, y, label: 'Files', entries });
          }}
          onKey={(key) => {
            const [first] = chosen;
            if (key === 'up' && parent !== null) go(parent);
            else if (key === 'edit' && first?.kind === 'file') edit(first);
            else if (key === 'rename' && first !== undefined) setQuestion({ kind: 'rename', item: first });
            else if (key === 'remove') setQuestion({ kind: 'remove', names: [...choice.names] });
          }}
        />
      )}
      <EditList connection={connection} />
      <DragRow connectionId={connectionId} />
      <TransferList connectionId={connectionId} />
      {question !== null && path !== null && (
        <FileQuestionDialog
          question={question}
          connectionId={connectionId}
          folder={path}
          onClose={() => {
            setQuestion(null);
          }}
          onDone={() => {
            setQuestion(null);
            setChoice(NOTHING_CHOSEN);
            reload();
          }}
        />
      )}
    </section>
  );
}

function countText(state: 'loading' | 'there' | 'failed', count: number, isCut: boolean): string {
  if (state === 'loading') return 'Loading';
  return `${count.toLocaleString('en')} ${count === 1 ? 'item' : 'items'}${isCut ? ', and more' : ''}`;
}
