// The side list with its draggable edge: instances or saved connections.
import { useState } from 'react';
import { call } from '../bridge/client.ts';
import { SavedList } from '../connections/saved-list.tsx';
import { reportError } from '../stores/notices.ts';
import { DEFAULT_SETTINGS } from '../../shared/settings-defaults.ts';
import { useSettings } from '../stores/settings.ts';
import { useWorkspace } from '../stores/workspace.ts';
import { InstanceList } from '../targets/instance-list.tsx';
import { Splitter } from '../ui/splitter.tsx';
import './side-bar.css';

/** As the settings allow. */
const WIDTH = { min: 220, max: 520 };

export function SideBar() {
  const view = useWorkspace((workspace) => workspace.view);
  const saved = useSettings((settings) => settings.sidebarWidth);
  // While dragging the width is the mouse's; the settings follow when it is over.
  const [dragged, setDragged] = useState<number | null>(null);
  const width = dragged ?? saved;
  const store = (sidebarWidth: number): void => {
    call('settings.change', { sidebarWidth })
      .catch(reportError)
      .finally(() => {
        setDragged(null);
      });
  };
  return (
    <aside
      className="side-bar"
      style={{ width }}
      aria-label={view === 'saved' ? 'Saved connections' : 'Instances'}
    >
      {view === 'saved' ? <SavedList /> : <InstanceList />}
      <Splitter
        label="Width of the side list"
        value={width}
        min={WIDTH.min}
        max={WIDTH.max}
        onChange={setDragged}
        onCommit={(next) => {
          setDragged(next);
          store(next);
        }}
        onReset={() => {
          store(DEFAULT_SETTINGS.sidebarWidth);
        }}
      />
    </aside>
  );
}
