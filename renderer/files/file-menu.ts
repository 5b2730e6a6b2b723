// The menu of what is chosen in the list of files.
import type { FileItem } from '../../shared/files.ts';
import { keyHint } from '../commands/keys-of.ts';
import type { MenuEntry } from '../stores/context-menu.ts';
import type { FileQuestion } from './file-questions.tsx';

interface FileDeeds {
  readonly open: (item: FileItem) => void;
  readonly edit: (item: FileItem) => void;
  readonly download: () => void;
  readonly ask: (question: FileQuestion) => void;
}

export function fileMenu(chosen: readonly FileItem[], { open, edit, download, ask }: FileDeeds): MenuEntry[] {
  const [item] = chosen;
  if (item === undefined) return [];
  const one = chosen.length === 1;
  const entries: MenuEntry[] = [];
  const add = (label: string, run: () => void, keys?: string): void => {
    entries.push({ kind: 'item', label, run, ...(keys === undefined ? {} : { keys }) });
  };
  if (one && item.kind === 'folder')
    add(
      'Open',
      () => {
        open(item);
      },
      keyHint('open-selected'),
    );
  if (one && item.kind === 'file')
    add(
      'Edit',
      () => {
        edit(item);
      },
      keyHint('settings-of-selected'),
    );
  add('Download…', download);
  entries.push({ kind: 'separator' });
  if (one) {
    add(
      'Rename…',
      () => {
        ask({ kind: 'rename', item });
      },
      keyHint('rename-selected'),
    );
    // Of a link nobody reads them: what counts is what it points to.
    if (item.linkTo === null)
      add('Permissions…', () => {
        ask({ kind: 'mode', item });
      });
  }
  entries.push({
    kind: 'item',
    label: 'Delete…',
    keys: keyHint('delete-selected'),
    tone: 'danger',
    run: () => {
      ask({ kind: 'remove', names: chosen.map(({ name }) => name) });
    },
  });
  return entries;
}
