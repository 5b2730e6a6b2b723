// The list of files in a folder: only what is in sight is drawn; chosen with mouse and keys as in any file manager.
import { useRef } from 'react';
import type { KeyboardEvent, MouseEvent } from 'react';
import { useVirtualizer } from '@tanstack/react-virtual';
import { CornerDownRight, File, Folder, TriangleAlert } from 'lucide-react';
import { LIST_COMMANDS, type ListCommandId } from '../../shared/command-keys.ts';
import type { FileItem } from '../../shared/files.ts';
import { listCommandOf, useListKeys } from '../commands/list-keys.ts';
import { listMove, moveSelection } from '../targets/list-movement.ts';
import { formatBytes } from '../ui/format-time.ts';
import { modeText, shownName, timeText } from './file-rows.ts';

const ROW_PX = 28;
/** Properties are in the menu, as permissions. */
const KEYS: readonly ListCommandId[] = LIST_COMMANDS.filter((id) => id !== 'properties-of-selected');

export interface Choice {
  readonly names: ReadonlySet<string>;
  /** The one that has the keys; -1: none. */
  readonly at: number;
  /** Where a range begins. */
  readonly anchor: number;
}
export const NOTHING_CHOSEN: Choice = { names: new Set(), at: -1, anchor: -1 };

interface FileListProps {
  readonly id: string;
  readonly rows: readonly FileItem[];
  readonly choice: Choice;
  readonly onChoose: (choice: Choice) => void;
  readonly onOpen: (item: FileItem) => void;
  /** For `names`, which may have been chosen just now. */
  readonly onMenu: (names: ReadonlySet<string>, x: number, y: number) => void;
  /** The button is down on one of them and the pointer moves. */
  readonly onDrag: (names: ReadonlySet<string>) => void;
  readonly onKey: (key: 'up' | 'edit' | 'rename' | 'remove') => void;
}

export function FileList({ id, rows, choice, onChoose, onOpen, onMenu, onDrag, onKey }: FileListProps) {
  const scrollRef = useRef<HTMLDivElement>(null);
  const listKeys = useListKeys(KEYS);
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scrollRef.current,
    estimateSize: () => ROW_PX,
    overscan: 10,
  });
  const only = (index: number): Choice => {
    const row = rows[index];
    return row === undefined ? NOTHING_CHOSEN : { names: new Set([row.name]), at: index, anchor: index };
  };
  const range = (to: number): Choice => {
    const from = choice.anchor === -1 ? to : choice.anchor;
    const names = rows.slice(Math.min(from, to), Math.max(from, to) + 1).map(({ name }) => name);
    return { names: new Set(names), at: to, anchor: from };
  };
  const click = (event: MouseEvent, index: number): void => {
    const name = rows[index]?.name ?? '';
    if (event.shiftKey) onChoose(range(index));
    else if (event.ctrlKey || event.metaKey) {
      const names = new Set(choice.names);
      if (!names.delete(name)) names.add(name);
      onChoose({ names, at: index, anchor: index });
    } else onChoose(only(index));
  };
  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>): void => {
    const command = listCommandOf(event);
    const move = command === null ? listMove(event.key) : null;
    const row = rows[choice.at];
    const page = Math.max(1, Math.floor(event.currentTarget.clientHeight / ROW_PX) - 1);
    if (move !== null) {
      const next = moveSelection(rows.length, () => true, choice.at, move, page);
      onChoose(event.shiftKey ? range(next) : only(next));
      virtualizer.scrollToIndex(next, { align: 'auto' });
    } else if (event.key === 'a' && (event.ctrlKey || event.metaKey))
      onChoose({ ...choice, names: new Set(rows.map(({ name }) => name)) });
    else if (event.key === 'Backspace') onKey('up');
    else if (event.repeat && command !== null) {
      // Held down it is still one wish.
    } else if (command === 'open-selected' && row !== undefined) onOpen(row);
    else if (command === 'settings-of-selected' && choice.names.size === 1) onKey('edit');
    else if (command === 'rename-selected' && choice.names.size === 1) onKey('rename');
    else if (command === 'delete-selected' && choice.names.size > 0) onKey('remove');
    else if (command === 'menu-of-selected') {
      const box = document.getElementById(`${id}-${choice.at}`)?.getBoundingClientRect();
      if (box !== undefined) onMenu(choice.names, box.left + 24, box.bottom);
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const items = virtualizer.getVirtualItems();
  const isSeen = items.some(({ index }) => index === choice.at);
  return (
    <div
      ref={scrollRef}
      id={id}
      className="file-list ring-inside"
      role="listbox"
      aria-label="Files"
      aria-multiselectable
      {...listKeys}
      aria-activedescendant={isSeen ? `${id}-${choice.at}` : undefined}
      tabIndex={0}
      onKeyDown={onKeyDown}
      onFocus={() => {
        if (choice.at === -1) onChoose(only(0));
      }}
    >
      <div role="presentation" className="file-list-inner" style={{ height: virtualizer.getTotalSize() }}>
        {items.map(({ index, start }) => {
          const row = rows[index];
          if (row === undefined) return null;
          return (
            <div
              key={row.name}
              id={`${id}-${index}`}
              role="option"
              className="file-row"
              aria-selected={choice.names.has(row.name)}
              aria-setsize={rows.length}
              aria-posinset={index + 1}
              style={{ transform: `translateY(${start}px)`, height: ROW_PX }}
              title={`${shownName(row.name)}\n${modeText(row.mode)} ${row.owner ?? ''} ${row.group ?? ''}\n${timeText(row.modifiedAt)}`}
              draggable
              onDragStart={(event) => {
                // The browser's own drag would carry text; the system's carries files, and main begins that.
                event.preventDefault();
                const now = choice.names.has(row.name) ? choice : only(index);
                onChoose(now);
                onDrag(now.names);
              }}
              onClick={(event) => {
                click(event, index);
              }}
              onDoubleClick={() => {
                onOpen(row);
              }}
              onContextMenu={(event) => {
                event.preventDefault();
                const now = choice.names.has(row.name) ? choice : only(index);
                onChoose(now);
                onMenu(now.names, event.clientX, event.clientY);
              }}
            >
              <FileSign item={row} />
              <span className="file-name">
                {shownName(row.name)}
                {row.linkTo !== null && (
                  <span className="dim">
                    <CornerDownRight size={12} aria-hidden />
                    <span className="visually-hidden">link to</span> {shownName(row.linkTo)}
                    {row.kind === 'broken-link' && ' (leads nowhere)'}
                  </span>
                )}
              </span>
              <span className="file-size">{row.kind === 'file' ? formatBytes(row.size) : ''}</span>
              <span className="file-time">{timeText(row.modifiedAt)}</span>
            </div>
          );
        })}
      </div>
    </div>
  );
}

function FileSign({ item }: { readonly item: FileItem }) {
  if (item.kind === 'folder')
    return <Folder size={14} strokeWidth={1.8} className="tone-info" aria-label="Folder" />;
  if (item.kind === 'broken-link')
    return <TriangleAlert size={14} strokeWidth={1.8} className="tone-warn" aria-label="Broken link" />;
  return <File size={14} strokeWidth={1.8} className="tone-dim" aria-hidden />;
}
