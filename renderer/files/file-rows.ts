// What the list of files shows, from what a folder holds: filtered, sorted, in words. Pure.
import type { FileItem } from '../../shared/files.ts';

export type SortKey = 'name' | 'size' | 'modified';
export interface Sorting {
  readonly by: SortKey;
  readonly direction: 'up' | 'down';
}

const byName = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' });

/** Folders first, whatever the order of the rest. */
export function fileRows(
  items: readonly FileItem[],
  { by, direction }: Sorting,
  hidden: 'shown' | 'left-out',
): FileItem[] {
  const sign = direction === 'up' ? 1 : -1;
  const order = (a: FileItem, b: FileItem): number => {
    if (a.kind !== b.kind && (a.kind === 'folder' || b.kind === 'folder'))
      return a.kind === 'folder' ? -1 : 1;
    const first =
      by === 'size' ? a.size - b.size : by === 'modified' ? (a.modifiedAt ?? 0) - (b.modifiedAt ?? 0) : 0;
    return sign * (first === 0 ? byName.compare(a.name, b.name) : first);
  };
  return items.filter(({ name }) => hidden === 'shown' || !name.startsWith('.')).sort(order);
}

/** `rwxr-x---`. */
export function modeText(mode: number): string {
  return [8, 7, 6, 5, 4, 3, 2, 1, 0]
    .map((bit) => ((mode >> bit) & 1 ? 'rwx'.charAt(2 - (bit % 3)) : '-'))
    .join('');
}

/** Names come from the far side: what would move the cursor or turn the text around is shown as what it is. */
export function shownName(name: string): string {
  return name.replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, (character) => {
    const code = character.codePointAt(0) ?? 0;
    return `\\u{${code.toString(16)}}`;
  });
}

export function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

export function parentOf(folder: string): string | null {
  if (folder === '/') return null;
  const cut = folder.lastIndexOf('/');
  return cut <= 0 ? '/' : folder.slice(0, cut);
}

export function inFolder(folder: string, name: string): string {
  return folder.endsWith('/') ? folder + name : `${folder}/${name}`;
}

export function timeText(epochMs: number | null): string {
  if (epochMs === null) return '';
  const date = new Date(epochMs);
  const two = (value: number): string => String(value).padStart(2, '0');
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day} ${two(date.getHours())}:${two(date.getMinutes())}`;
}
