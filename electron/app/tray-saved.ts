// The saved connections in the tray: favourites, what was opened last, and the others by name.
import type { SavedConnectionSpec } from '../../shared/saved-connection.ts';
import { MAX_LISTED, shorten, type TrayItem } from './tray-item.ts';

const MAX_RECENT = 5;

export function savedItems(saved: readonly SavedConnectionSpec[]): readonly TrayItem[] {
  const item = (spec: SavedConnectionSpec, group: string): TrayItem => ({
    kind: 'item',
    id: `${group}:${spec.id}`,
    label: shorten(spec.name),
    action: { do: 'open-saved', id: spec.id },
  });
  const recent = saved
    .filter(({ lastOpenedAt }) => lastOpenedAt !== null)
    .sort((a, b) => (b.lastOpenedAt ?? 0) - (a.lastOpenedAt ?? 0))
    .slice(0, MAX_RECENT);
  const byName = [...saved].sort((a, b) => a.name.localeCompare(b.name, undefined, { numeric: true }));
  const named = (isFavourite: boolean): readonly SavedConnectionSpec[] =>
    byName.filter((spec) => spec.isFavourite === isFavourite).slice(0, MAX_LISTED);
  const list = (id: string, label: string, specs: readonly SavedConnectionSpec[]): readonly TrayItem[] =>
    specs.length === 0 ? [] : [{ kind: 'list', id, label, items: specs.map((spec) => item(spec, id)) }];
  return [
    ...list('favourite', 'Favourites', named(true)),
    ...list('recent', 'Recent', recent),
    ...list('saved', 'Saved connections', named(false)),
  ];
}
