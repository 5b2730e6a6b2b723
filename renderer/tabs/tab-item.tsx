// One tab: its state as a sign, its title, and a cross for the mouse.
import { useState } from 'react';
import type { HTMLAttributes } from 'react';
import { CircleAlert, CircleHelp, Clock, Unplug, X } from 'lucide-react';
import type { ListCommandId } from '../../shared/command-keys.ts';
import type { ConnectionSnapshot } from '../../shared/connection.ts';
import type { DesktopSnapshot } from '../../shared/desktop.ts';
import { listCommandOf, useListKeys } from '../commands/list-keys.ts';
import { useConnection } from '../stores/connections.ts';
import { useDesktop } from '../stores/desktops.ts';
import { KindIcon } from '../ui/platform-icon.tsx';
import { focusFront, renameTab } from './tab-actions.ts';
import { setRenaming } from './renaming.ts';
import { paneId } from './tab-state.ts';
import type { Tab } from './tab-state.ts';

const KEYS: readonly ListCommandId[] = [
  'open-selected',
  'menu-of-selected',
  'rename-selected',
  'delete-selected',
];

interface TabItemProps {
  readonly tab: Tab;
  readonly active: boolean;
  readonly drop: 'none' | 'before' | 'after';
  readonly drag: HTMLAttributes<HTMLElement>;
  readonly onActivate: () => void;
  readonly onClose: () => void;
  readonly onRename: () => void;
  readonly onMenu: (x: number, y: number) => void;
}

export function TabItem(props: TabItemProps) {
  const { tab, active, drop, drag, onActivate, onClose, onRename, onMenu } = props;
  const connection = useConnection(tab.link.kind === 'linked' ? tab.link.connectionId : null);
  const desktop = useDesktop(tab.link.kind === 'desktop' ? tab.link.desktopId : null);
  const state = tab.source.kind === 'desktop' ? desktopState(tab, desktop) : tabState(tab, connection);
  const listKeys = useListKeys(KEYS);
  const unseen = tab.activity === 'unseen' && !active;
  return (
    <div
      {...drag}
      className={`tab ring-inside drop-${drop} ${state}`}
      role="tab"
      aria-selected={active}
      aria-controls={paneId(tab)}
      aria-label={[tab.title, STATE_WORDS[state], unseen ? 'new output' : null].filter(Boolean).join(', ')}
      title={`${tab.title} · ${tab.source.targetId}${STATE_WORDS[state] === null ? '' : ` · ${STATE_WORDS[state]}`}`}
      {...listKeys}
      tabIndex={active ? 0 : -1}
      onMouseDown={(event) => {
        if (event.button === 0) onActivate();
        // Middle click closes; without this the page would begin to scroll, or paste on Linux.
        if (event.button === 1) event.preventDefault();
      }}
      onClick={focusFront}
      onAuxClick={(event) => {
        if (event.button === 1) onClose();
      }}
      onDoubleClick={onRename}
      onContextMenu={(event) => {
        event.preventDefault();
        onMenu(event.clientX, event.clientY);
      }}
      onKeyDown={(event) => {
        const box = event.currentTarget.getBoundingClientRect();
        const command = listCommandOf(event);
        if (command === 'open-selected' || event.key === ' ') onActivate();
        else if (command === 'rename-selected') onRename();
        else if (command === 'delete-selected') onClose();
        else if (command === 'menu-of-selected') onMenu(box.left + 8, box.bottom);
        else return;
        event.preventDefault();
        event.stopPropagation();
      }}
    >
      <TabSign tab={tab} state={state} />
      <span className="tab-title">{tab.title}</span>
      {unseen && <i className="tab-dot" />}
      <span
        className="tab-close"
        aria-hidden
        data-testid="close-tab"
        title="Close"
        onMouseDown={(event) => {
          event.stopPropagation();
        }}
        onClick={(event) => {
          event.stopPropagation();
          onClose();
        }}
      >
        <X size={12} />
      </span>
    </div>
  );
}

type TabState = 'open' | 'connecting' | 'reconnecting' | 'asking' | 'failed' | 'ended';

const STATE_WORDS: Readonly<Record<TabState, string | null>> = {
  open: null,
  connecting: 'connecting',
  reconnecting: 'reconnecting',
  asking: 'asks you something',
  failed: 'failed',
  ended: 'disconnected',
};

function tabState(tab: Tab, connection: ConnectionSnapshot | null): TabState {
  if (tab.link.kind === 'refused') return 'failed';
  switch (connection?.phase.kind) {
    case 'open':
      return 'open';
    case 'reconnecting':
      return 'reconnecting';
    case 'ended':
      return connection.phase.ending.kind === 'failed' ? 'failed' : 'ended';
    default:
      return 'connecting';
  }
}

function desktopState(tab: Tab, desktop: DesktopSnapshot | null): TabState {
  if (tab.link.kind === 'refused') return 'failed';
  if (desktop?.question != null) return 'asking';
  switch (desktop?.phase.kind) {
    case 'open':
      return 'open';
    case 'disconnected':
      return 'reconnecting';
    case 'ended':
      return desktop.phase.ending.kind === 'failed' ? 'failed' : 'ended';
    default:
      return 'connecting';
  }
}

function TabSign({ tab, state }: { readonly tab: Tab; readonly state: TabState }) {
  switch (state) {
    case 'open':
      return <KindIcon kind={tab.source.kind} size={14} />;
    case 'connecting':
      return <span className="spinner" aria-hidden />;
    case 'asking':
      return <CircleHelp className="tone-info" size={14} aria-hidden />;
    case 'reconnecting':
      return <Clock className="tone-warn" size={14} aria-hidden />;
    case 'failed':
      return <CircleAlert className="tone-bad" size={14} aria-hidden />;
    case 'ended':
      return <Unplug size={14} aria-hidden />;
  }
}

export function TabRename({ tab }: { readonly tab: Tab }) {
  const [title, setTitle] = useState(tab.title);
  const finish = (): void => {
    setRenaming(null);
    renameTab(tab.id, title);
  };
  return (
    <div className="tab" role="presentation">
      <input
        className="tab-rename"
        aria-label={`New title of ${tab.title}`}
        autoFocus
        maxLength={200}
        value={title}
        onFocus={(event) => {
          event.target.select();
        }}
        onChange={(event) => {
          setTitle(event.target.value);
        }}
        onBlur={finish}
        onKeyDown={(event) => {
          event.stopPropagation();
          if (event.key === 'Enter') finish();
          else if (event.key === 'Escape') setRenaming(null);
        }}
      />
    </div>
  );
}
