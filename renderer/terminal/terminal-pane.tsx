// The place of one terminal: xterm's element, and over or above it what the connection is doing when it is not simply open.
import { useEffect, useLayoutEffect, useRef } from 'react';
import { useConnection } from '../stores/connections.ts';
import { paneId } from '../tabs/tab-state.ts';
import type { Tab } from '../tabs/tab-state.ts';
import { hasFiles, useFilesShown } from '../files/files-store.ts';
import { FilesPanel } from '../files/files-panel.tsx';
import { ConnectionOverlay } from './connection-overlay.tsx';
import { useFind } from './find-state.ts';
import { SearchBar } from './search-bar.tsx';
import { rightClick } from './terminal-menu.ts';
import { terminalOf } from './terminals.ts';
import './terminal-pane.css';

interface TerminalPaneProps {
  readonly tab: Tab;
  readonly front: boolean;
}

export function TerminalPane({ tab, front }: TerminalPaneProps) {
  const placeRef = useRef<HTMLDivElement>(null);
  const connection = useConnection(tab.link.kind === 'linked' ? tab.link.connectionId : null);
  const find = useFind();
  const controller = terminalOf(tab.id);
  const filesShown = useFilesShown(tab.id);
  const files = filesShown && hasFiles(connection) ? connection : null;

  useLayoutEffect(() => {
    if (controller !== null) placeRef.current?.append(controller.element);
  }, [controller]);

  useEffect(() => {
    if (front) controller?.shown();
  }, [front, controller]);

  useEffect(() => {
    const element = controller?.element;
    if (controller == null || element === undefined) return undefined;
    const onMenu = (event: MouseEvent): void => {
      event.preventDefault();
      rightClick(controller, tab.id, event);
    };
    element.addEventListener('contextmenu', onMenu);
    return () => {
      element.removeEventListener('contextmenu', onMenu);
    };
  }, [controller, tab.id]);

  return (
    <section
      id={paneId(tab)}
      role="tabpanel"
      className="terminal-pane"
      aria-label={`Terminal ${tab.title}`}
      hidden={!front}
    >
      {find.tabId === tab.id && controller !== null && (
        <SearchBar controller={controller} asked={find.asked} />
      )}
      <ConnectionOverlay tab={tab} connection={connection} />
      <div className={files === null ? 'terminal-row' : 'terminal-row with-files'}>
        <div ref={placeRef} className="terminal-place" />
        {files !== null && <FilesPanel tabId={tab.id} connection={files} />}
      </div>
    </section>
  );
}
