// The virtual list of targets: only what is in sight is drawn, and the keyboard moves as in any list.
import { useCallback, useEffect, useRef } from 'react';
import type { KeyboardEvent, MouseEvent } from 'react';
import { useVirtualizer } from '@tanstack/react-virtual';
import type { AwsAccess, Target } from '../../shared/aws.ts';
import type { TargetId } from '../../shared/ids.ts';
import { LIST_COMMANDS } from '../../shared/command-keys.ts';
import { listCommandOf, useListKeys } from '../commands/list-keys.ts';
import { FILTER_FIELD_ID } from '../commands/run-command.ts';
import { useSettings } from '../stores/settings.ts';
import { sameAccess } from '../stores/targets.ts';
import { inspect, useWorkspace } from '../stores/workspace.ts';
import { openTarget } from '../tabs/tab-actions.ts';
import { listMove, moveSelection } from './list-movement.ts';
import { runOnTarget } from './target-keys.ts';
import { openTargetMenu } from './target-menu.ts';
import { GroupRow, TargetRow, optionId } from './target-row.tsx';
import { positionOf, targetCount } from './target-rows.ts';
import type { Listing } from './target-rows.ts';
import type { TargetEntry } from './target-entry.ts';

const LIST_ID = 'instance-list';
/** As in target-row.css: two lines, or one when compact; the heads are 34. */
const ROW_PX = { comfortable: 48, compact: 28 } as const;
const GROUP_PX = 34;
/** Drawn beyond what is in sight, against gaps while scrolling. Each is a row more to fill at every letter of the filter. */
const OVERSCAN = 4;

interface TargetListProps {
  readonly listing: Listing;
  readonly entries: ReadonlyMap<TargetId, TargetEntry>;
  readonly access: AwsAccess;
}

export function TargetList({ listing, entries, access }: TargetListProps) {
  const { rows, heads } = listing;
  const scrollRef = useRef<HTMLDivElement>(null);
  const density = useSettings((settings) => settings.density);
  const isBySsh = useSettings((settings) => settings.newShells === 'automatic');
  const inspected = useWorkspace((workspace) => workspace.inspected);
  const selectedId = inspected !== null && sameAccess(inspected.access, access) ? inspected.targetId : null;
  const selected = selectedId === null ? undefined : entries.get(selectedId);
  const selectedIndex = selected === undefined ? -1 : rows.indexOf(selected);
  const rowPx = ROW_PX[density];
  const listKeys = useListKeys(LIST_COMMANDS);

  // A new function is what makes the virtualizer compute the places again: exactly when rows or their height change.
  // By index, so that filtering fills the rows that are there instead of making others.
  const getItemKey = useCallback(
    (index: number) => (rowPx > 0 && index < rows.length ? index : -1),
    [rows, rowPx],
  );
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scrollRef.current,
    estimateSize: (index) => (heads.has(index) ? GROUP_PX : rowPx),
    getItemKey,
    overscan: OVERSCAN,
  });
  useEffect(() => {
    if (selectedIndex !== -1) virtualizer.scrollToIndex(selectedIndex, { align: 'auto' });
    // Only when the selection moves: scrolling on every new page would fight the user's own scrolling.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [selectedId]);

  const select = (index: number): void => {
    const row = rows[index];
    if (row?.kind !== 'target') return;
    inspect({ access, targetId: row.target.id });
    virtualizer.scrollToIndex(index, { align: 'auto' });
  };
  /** Where the first click of a double click went. */
  const clicked = useRef<TargetId | null>(null);
  /** The row under the mouse becomes the selected one. */
  const selectPointed = (event: MouseEvent): Target | null => {
    const element = (event.target as Element).closest<HTMLElement>('[data-index]');
    const index = Number(element?.dataset['index'] ?? -1);
    select(index);
    const row = rows[index];
    return row?.kind === 'target' ? row.target : null;
  };

  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>): void => {
    const command = listCommandOf(event);
    const move = command === null ? listMove(event.key) : null;
    const target = selectedIndex === -1 ? null : (selected?.target ?? null);
    if (move !== null) {
      const page = Math.max(1, Math.floor(event.currentTarget.clientHeight / rowPx) - 1);
      select(
        moveSelection(rows.length, (index) => rows[index]?.kind === 'target', selectedIndex, move, page),
      );
    } else if (command !== null) {
      const row = target === null ? null : document.getElementById(optionId(target.id));
      if (target !== null) runOnTarget(command, access, target, row?.getBoundingClientRect() ?? null);
    } else if (
      event.key.length === 1 &&
      !event.ctrlKey &&
      !event.metaKey &&
      !event.altKey &&
      event.key !== ' '
    ) {
      // Typing in the list is filtering: the letter lands in the field by itself once that has the focus.
      document.getElementById(FILTER_FIELD_ID)?.focus();
      return;
    } else {
      return;
    }
    event.preventDefault();
  };

  const count = targetCount(listing);
  const items = virtualizer.getVirtualItems();
  const active =
    selectedIndex !== -1 && items.some((item) => item.index === selectedIndex) ? selectedId : null;
  return (
    <div
      ref={scrollRef}
      id={LIST_ID}
      className="target-list ring-inside"
      role="listbox"
      aria-label="Instances"
      aria-activedescendant={active === null ? undefined : optionId(active)}
      tabIndex={0}
      {...listKeys}
      onKeyDown={onKeyDown}
      onMouseDown={(event) => {
        const target = selectPointed(event);
        if (event.detail === 1) clicked.current = target?.id ?? null;
      }}
      onDoubleClick={(event) => {
        const target = selectPointed(event);
        // Rows that came between the clicks have put another one there, and nobody has chosen that.
        if (target !== null && target.id === clicked.current) openTarget(access, target);
      }}
      onContextMenu={(event) => {
        const target = selectPointed(event);
        if (target === null) return;
        event.preventDefault();
        openTargetMenu(access, target, event.clientX, event.clientY);
      }}
      onFocus={() => {
        if (selectedIndex === -1) select(rows.findIndex((row) => row.kind === 'target'));
      }}
    >
      <div className="target-list-inner" role="presentation" style={{ height: virtualizer.getTotalSize() }}>
        <div role="presentation" style={{ transform: `translateY(${items[0]?.start ?? 0}px)` }}>
          {items.map(({ index }) => {
            const row = rows[index];
            if (row === undefined) return null;
            if (row.kind === 'group') return <GroupRow key={index} head={row} />;
            return (
              <TargetRow
                key={index}
                access={access}
                entry={row}
                index={index}
                position={positionOf(listing, index)}
                count={count}
                selected={index === selectedIndex}
                isBySsh={isBySsh}
              />
            );
          })}
        </div>
      </div>
    </div>
  );
}

/** From the filter field: moves the focus into the list, which selects its first row. */
export function focusList(selectFirst: boolean): void {
  const list = document.getElementById(LIST_ID);
  if (list === null) return;
  list.focus();
  if (selectFirst && list.getAttribute('aria-activedescendant') === null) list.scrollTop = 0;
}
