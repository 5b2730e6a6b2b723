// What one can do with the files of a folder, and how many there are.
import { Download, Eye, FolderPlus, Upload } from 'lucide-react';
import { openMenu } from '../stores/context-menu.ts';
import { IconButton } from '../ui/button.tsx';

interface FilesToolbarProps {
  /** A folder is shown, and the connection is open. */
  readonly usable: 'no' | 'yes';
  readonly chosen: number;
  readonly hidden: 'shown' | 'left-out';
  readonly onHidden: (to: 'shown' | 'left-out') => void;
  readonly count: string;
  readonly onUpload: (what: 'files' | 'folder') => void;
  readonly onDownload: () => void;
  readonly onNewFolder: () => void;
}

export function FilesToolbar(props: FilesToolbarProps) {
  const { usable, chosen, hidden, count, onHidden, onUpload, onDownload, onNewFolder } = props;
  const isOff = usable === 'no';
  return (
    <div className="files-bar">
      <IconButton
        label="Upload"
        aria-haspopup="menu"
        disabled={isOff}
        onClick={(event) => {
          const { left, bottom } = event.currentTarget.getBoundingClientRect();
          const item = (label: string, what: 'files' | 'folder') =>
            ({
              kind: 'item',
              label,
              run: () => {
                onUpload(what);
              },
            }) as const;
          const entries = [item('Files', 'files'), item('A folder', 'folder')];
          openMenu({ x: left, y: bottom, label: 'Upload', entries });
        }}
      >
        <Upload size={14} aria-hidden />
      </IconButton>
      <IconButton label="Download" disabled={chosen === 0 || isOff} onClick={onDownload}>
        <Download size={14} aria-hidden />
      </IconButton>
      <IconButton label="New folder" disabled={isOff} onClick={onNewFolder}>
        <FolderPlus size={14} aria-hidden />
      </IconButton>
      <IconButton
        label="Hidden files"
        aria-pressed={hidden === 'shown'}
        onClick={() => {
          onHidden(hidden === 'shown' ? 'left-out' : 'shown');
        }}
      >
        <Eye size={14} aria-hidden />
      </IconButton>
      <span className="files-count dim">{count}</span>
    </div>
  );
}
