// The middle of the window: tabs and their terminals, or what to do while there are none.
import { useEffect } from 'react';
import type { WindowCommandId } from '../../shared/command-keys.ts';
import { COMMANDS } from '../commands/command-list.ts';
import { useKeys } from '../commands/keys-of.ts';
import { useTabs } from '../stores/tabs.ts';
import { TabStrip } from '../tabs/tab-strip.tsx';
import { DesktopPane } from '../desktops/desktop-pane.tsx';
import { TerminalPane } from '../terminal/terminal-pane.tsx';
import { GateMark } from '../ui/gate-mark.tsx';
import { Keys } from '../ui/keys.tsx';
import './main-area.css';

export function MainArea() {
  const tabs = useTabs((state) => state.tabs);
  const activeId = useTabs((state) => state.activeId);
  const front = tabs.find((tab) => tab.id === activeId)?.title ?? null;
  useEffect(() => {
    document.title = front === null ? 'Sallyport' : `${front} · Sallyport`;
  }, [front]);
  // In an order that never changes: moving a tab must not move its terminal in the page.
  const panes = [...tabs].sort((a, b) => (a.id < b.id ? -1 : 1));
  return (
    <main className="main-area">
      {tabs.length > 0 && <h1 className="visually-hidden">Shells and desktops</h1>}
      {tabs.length > 0 && <TabStrip />}
      {tabs.length === 0 && <NoTabs />}
      {panes.map((tab) => {
        const Pane = tab.source.kind === 'desktop' ? DesktopPane : TerminalPane;
        return <Pane key={tab.id} tab={tab} front={tab.id === activeId} />;
      })}
    </main>
  );
}

const HINTS: readonly WindowCommandId[] = ['go-to', 'show-instances', 'reopen-tab', 'show-shortcuts'];

function NoTabs() {
  const keys = useKeys();
  return (
    <div className="no-tabs">
      <GateMark size={40} />
      <h1>Open a shell or a desktop</h1>
      <p className="dim">Select an instance in the list and press Enter, or double-click it.</p>
      <dl>
        {HINTS.map((id) => (
          <div key={id}>
            <dt>{COMMANDS[id].label}</dt>
            <dd>
              <Keys shortcut={keys[id][0]} />
            </dd>
          </div>
        ))}
      </dl>
    </div>
  );
}
