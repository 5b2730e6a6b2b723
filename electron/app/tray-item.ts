// An entry of the tray's menu, and how much of what has no bound the menu shows.
import type { ConnectionId, DesktopId, SavedConnectionId, TunnelId } from '../../shared/ids.ts';

export type TrayAction =
  | { readonly do: 'focus-connection'; readonly id: ConnectionId }
  | { readonly do: 'focus-desktop'; readonly id: DesktopId }
  | { readonly do: 'toggle-tunnel'; readonly id: TunnelId }
  | { readonly do: 'show-tunnel'; readonly id: TunnelId }
  | { readonly do: 'open-saved'; readonly id: SavedConnectionId }
  | { readonly do: 'open' | 'new-tunnel' | 'pause-all' | 'resume-all' | 'settings' | 'quit' };

export type TrayItem =
  | { readonly kind: 'line' }
  | { readonly kind: 'words'; readonly id: string; readonly label: string }
  | { readonly kind: 'item'; readonly id: string; readonly label: string; readonly action: TrayAction }
  | {
      readonly kind: 'check';
      readonly id: string;
      readonly label: string;
      readonly checked: boolean;
      readonly action: TrayAction;
    }
  | {
      readonly kind: 'list';
      readonly id: string;
      readonly label: string;
      readonly items: readonly TrayItem[];
    };

/** A menu one takes in at a glance; all of them are in the window. */
export const MAX_LISTED = 12;
const MAX_LABEL = 60;

export function shorten(name: string): string {
  return name.length <= MAX_LABEL ? name : `${name.slice(0, MAX_LABEL - 1)}…`;
}
