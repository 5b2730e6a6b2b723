// The tabs: in front, behind, with something new; moved by drag, renamed in place, and all of it by keys too.
import { useEffect, useRef, useState } from 'react';
import type { DragEvent, KeyboardEvent } from 'react';
import { Plus } from 'lucide-react';
import { useKeyHint } from '../commands/keys-of.ts';
import { runCommand } from '../commands/run-command.ts';
import { tabEvent, useTabs } from '../stores/tabs.ts';
import { IconButton } from '../ui/button.tsx';
import { activateNeighbour, activateTab, closeTabs, focusFront } from './tab-actions.ts';
import { setRenaming, useRenaming } from './renaming.ts';
import { openTabMenu } from './tab-menu.ts';
import { AllTabsButton } from './all-tabs-button.tsx';
import { FilesButton } from '../files/files-button.tsx';
import { TabItem, TabRename } from './tab-item.tsx';
import type { Tab, TabId } from './tab-state.ts';
import './tab-strip.css';

/** Our own kind, so that a dragged file or text is never taken for a tab. */
const DRAG_KIND = 'application/x-sallyport-tab';

export function TabStrip() {
  const tabs = useTabs((state) => state.tabs);
  const activeId = useTabs((state) => state.activeId);
  const renaming = useRenaming();
  const newTabKeys = useKeyHint('new-tab');
  const stripRef = useRef<HTMLDivElement>(null);
  const [dropAt, setDropAt] = useState<number | null>(null);

  useEffect(() => {
    stripRef.current
      ?.querySelector('[aria-selected=true]')
      ?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }, [activeId, tabs.length]);

  const drag = (tab: Tab, index: number) => ({
    draggable: true,
    onDragStart: (event: DragEvent) => {
      event.dataTransfer.setData(DRAG_KIND, tab.id);
      event.dataTransfer.effectAllowed = 'move';
    },
    onDragOver: (event: DragEvent) => {
      if (!event.dataTransfer.types.includes(DRAG_KIND)) return;
      event.preventDefault();
      const box = event.currentTarget.getBoundingClientRect();
      setDropAt(event.clientX > box.left + box.width / 2 ? index + 1 : index);
    },
    onDragEnd: () => {
      setDropAt(null);
      focusFront();
    },
    onDrop: (event: DragEvent) => {
      event.preventDefault();
      const id = event.dataTransfer.getData(DRAG_KIND) as TabId;
      const from = tabs.findIndex((each) => each.id === id);
      if (from !== -1 && dropAt !== null)
        tabEvent({ kind: 'moved', id, toIndex: dropAt > from ? dropAt - 1 : dropAt });
      setDropAt(null);
    },
  });

  return (
    <div className="tab-strip">
      <div
        ref={stripRef}
        className="tab-list"
        role="tablist"
        aria-label="Open terminals"
        onKeyDown={onKeyDown}
        onWheel={scrollSideways}
      >
        {tabs.map((tab, index) =>
          renaming === tab.id ? (
            <TabRename key={tab.id} tab={tab} />
          ) : (
            <TabItem
              key={tab.id}
              tab={tab}
              active={tab.id === activeId}
              drop={
                dropAt === index
                  ? 'before'
                  : dropAt === tabs.length && index === tabs.length - 1
                    ? 'after'
                    : 'none'
              }
              drag={drag(tab, index)}
              onActivate={() => {
                activateTab(tab.id);
              }}
              onClose={() => {
                closeTabs([tab.id]);
              }}
              onRename={() => {
                setRenaming(tab.id);
              }}
              onMenu={(x, y) => {
                openTabMenu(tab, x, y);
              }}
            />
          ),
        )}
      </div>
      <IconButton
        label="New tab"
        keys={newTabKeys}
        className="tab-new"
        onClick={() => {
          runCommand('new-tab');
        }}
      >
        <Plus size={14} aria-hidden />
      </IconButton>
      <AllTabsButton stripRef={stripRef} count={tabs.length} />
      <FilesButton />
    </div>
  );
}

/** Moving along the tabs with the arrows brings each to the front, as in any tab list; the focus stays on the strip. */
function onKeyDown(event: KeyboardEvent<HTMLDivElement>): void {
  if ((event.target as HTMLElement).getAttribute('role') !== 'tab') return;
  const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
  if (step === 0) return;
  event.preventDefault();
  const strip = event.currentTarget;
  activateNeighbour(step, () => strip.querySelector<HTMLElement>('[aria-selected=true]'));
}

function scrollSideways(event: React.WheelEvent<HTMLDivElement>): void {
  if (Math.abs(event.deltaY) > Math.abs(event.deltaX)) event.currentTarget.scrollLeft += event.deltaY;
}
