// Shows or hides the files beside the terminal in front; there only where that has files.
import { FolderTree } from 'lucide-react';
import { useKeyHint } from '../commands/keys-of.ts';
import { useConnection } from '../stores/connections.ts';
import { activeTab, useTabs } from '../stores/tabs.ts';
import type { Tab } from '../tabs/tab-state.ts';
import { IconButton } from '../ui/button.tsx';
import { hasFiles, toggleFiles, useFilesShown } from './files-store.ts';

export function FilesButton() {
  const tab = useTabs(activeTab);
  return tab?.link.kind === 'linked' ? <ButtonOf tab={tab} connectionId={tab.link.connectionId} /> : null;
}

interface ButtonOfProps {
  readonly tab: Tab;
  readonly connectionId: Parameters<typeof useConnection>[0];
}

function ButtonOf({ tab, connectionId }: ButtonOfProps) {
  const connection = useConnection(connectionId);
  const shown = useFilesShown(tab.id);
  const keys = useKeyHint('toggle-files');
  if (!hasFiles(connection)) return null;
  return (
    <IconButton
      label="Files"
      keys={keys}
      className="tab-files"
      aria-pressed={shown}
      onClick={() => {
        toggleFiles(tab.id);
      }}
    >
      <FolderTree size={14} aria-hidden />
    </IconButton>
  );
}
