// The virtual list of targets: only what is in sight is drawn, and the keyboard moves as in any list.
import { useCallback, useEffect, useRef } from 'react';
import type { KeyboardEvent } from 'react';
import { useVirtualizer } from '@tanstack/react-virtual';
import type { AwsAccess, Target } from '../../shared/aws.ts';
import { FILTER_FIELD_ID } from '../commands/run-command.ts';
import { useSettings } from '../stores/settings.ts';
import { sameAccess } from '../stores/targets.ts';
import { inspect, useWorkspace } from '../stores/workspace.ts';
import { openTarget } from '../tabs/tab-actions.ts';
import { listMove, moveSelection } from './list-movement.ts';
import { openTargetMenu } from './target-menu.ts';
import { GroupRow, TargetRow, optionId } from './target-row.tsx';
import { targetCount } from './target-rows.ts';
import type { Row } from './target-rows.ts';

const LIST_ID = 'instance-list';
/** As in target-row.css: two lines, or one when compact; the heads are 34. */
const ROW_PX = { comfortable: 48, compact: 28 } as const;
const GROUP_PX = 34;

interface TargetListProps {
  readonly rows: readonly Row[];
  readonly access: AwsAccess;
}

export function TargetList({ rows, access }: TargetListProps) {
  const scrollRef = useRef<HTMLDivElement>(null);
  const density = useSettings((settings) => settings.density);
  const inspected = useWorkspace((workspace) => workspace.inspected);
  const selectedId = inspected !== null && sameAccess(inspected.access, access) ? inspected.targetId : null;
  const selectedIndex = rows.findIndex((row) => row.kind === 'target' && row.entry.target.id === selectedId);
  const rowPx = ROW_PX[density];

  // A new function is what makes the virtualizer compute the places again: exactly when rows or their height change.
  const getItemKey = useCallback(
    (index: number) => (rowPx > 0 ? (rows[index]?.key ?? index) : index),
    [rows, rowPx],
  );
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scrollRef.current,
    estimateSize: (index) => (rows[index]?.kind === 'group' ? GROUP_PX : rowPx),
    getItemKey,
    overscan: 8,
  });
  useEffect(() => {
    if (selectedIndex !== -1) virtualizer.scrollToIndex(selectedIndex, { align: 'auto' });
    // Only when the selection moves: scrolling on every new page would fight the user's own scrolling.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [selectedId]);

  const select = (index: number): void => {
    const row = rows[index];
    if (row?.kind !== 'target') return;
    inspect({ access, targetId: row.entry.target.id });
    virtualizer.scrollToIndex(index, { align: 'auto' });
  };
  const selectedTarget = (): Target | null => {
    const row = rows[selectedIndex];
    return row?.kind === 'target' ? row.entry.target : null;
  };

  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>): void => {
    const move = listMove(event.key);
    const target = selectedTarget();
    if (move !== null) {
      const page = Math.max(1, Math.floor(event.currentTarget.clientHeight / rowPx) - 1);
      select(
        moveSelection(rows.length, (index) => rows[index]?.kind === 'target', selectedIndex, move, page),
      );
    } else if (event.key === 'Enter') {
      if (target !== null) openTarget(access, target);
    } else if ((event.key === 'F10' && event.shiftKey) || event.key === 'ContextMenu') {
      const option = target === null ? null : document.getElementById(optionId(target.id));
      const box = option?.getBoundingClientRect();
      if (target !== null && box !== undefined) openTargetMenu(access, target, box.left + 24, box.bottom);
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
      onKeyDown={onKeyDown}
      onFocus={() => {
        if (selectedIndex === -1) select(rows.findIndex((row) => row.kind === 'target'));
      }}
    >
      <div className="target-list-inner" role="presentation" style={{ height: virtualizer.getTotalSize() }}>
        {items.map((item) => {
          const row = rows[item.index];
          if (row === undefined) return null;
          const place = { transform: `translateY(${item.start}px)`, height: item.size };
          if (row.kind === 'group') return <GroupRow key={item.key} row={row} place={place} />;
          return (
            <TargetRow
              key={item.key}
              access={access}
              row={row}
              place={place}
              selected={item.index === selectedIndex}
              count={targetCount(rows)}
              onSelect={() => {
                select(item.index);
              }}
              onOpen={() => {
                openTarget(access, row.entry.target);
              }}
              onMenu={(x, y) => {
                select(item.index);
                openTargetMenu(access, row.entry.target, x, y);
              }}
            />
          );
        })}
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
