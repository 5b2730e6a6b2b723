// The tabs as a pure reducer: what is open, which one is in front, what was closed.
import type { AppErrorData } from '../../shared/app-error.ts';
import type { AwsAccess, Target } from '../../shared/aws.ts';
import type { TerminalSize } from '../../shared/connection.ts';
import type { ConnectionId, DesktopId, SavedConnectionId, TargetId } from '../../shared/ids.ts';
import type { ConnectChoice } from '../../shared/route.ts';
import { assertNever } from '../../shared/assert-never.ts';

export type TabId = string & { readonly tabId: true };

/** What a tab opens and where; enough to do it again. */
export interface TabSource {
  readonly kind: 'shell' | 'desktop';
  readonly access: AwsAccess;
  readonly targetId: TargetId;
  readonly title: string;
  readonly platform: Target['platform'];
  readonly savedConnectionId: SavedConnectionId | null;
  /** Null: as the saved connection says, else automatically. */
  readonly how: ConnectChoice | null;
}

/** `measuring` until main has answered, for which a terminal needs its size; `refused` when it would not even begin. */
export type TabLink =
  | { readonly kind: 'measuring' }
  | { readonly kind: 'linked'; readonly connectionId: ConnectionId }
  | { readonly kind: 'desktop'; readonly desktopId: DesktopId }
  | { readonly kind: 'refused'; readonly error: AppErrorData };

export interface Tab {
  readonly id: TabId;
  readonly source: TabSource;
  readonly title: string;
  readonly link: TabLink;
  readonly activity: 'seen' | 'unseen';
  readonly size: TerminalSize | null;
}

/** Of the element that shows it. */
export function paneId(tab: Pick<Tab, 'id'>): string {
  return `pane-${tab.id}`;
}

export interface ClosedTab {
  readonly source: TabSource;
  readonly title: string;
  readonly index: number;
}

export interface TabsState {
  readonly tabs: readonly Tab[];
  readonly activeId: TabId | null;
  readonly closed: readonly ClosedTab[];
}

export const NO_TABS: TabsState = { tabs: [], activeId: null, closed: [] };

/** A browser remembers about as many; more is not reopened one by one. */
const MAX_CLOSED = 20;

export type TabEvent =
  | {
      readonly kind: 'opened';
      readonly id: TabId;
      readonly source: TabSource;
      readonly title: string;
      readonly index: number | null;
    }
  | { readonly kind: 'closed'; readonly ids: readonly TabId[] }
  | { readonly kind: 'activated'; readonly id: TabId }
  | { readonly kind: 'moved'; readonly id: TabId; readonly toIndex: number }
  | { readonly kind: 'renamed'; readonly id: TabId; readonly title: string }
  | { readonly kind: 'linked'; readonly id: TabId; readonly link: TabLink }
  | { readonly kind: 'sized'; readonly id: TabId; readonly size: TerminalSize }
  | { readonly kind: 'wrote'; readonly id: TabId }
  | { readonly kind: 'reopened' };

export function reduceTabs(state: TabsState, event: TabEvent): TabsState {
  switch (event.kind) {
    case 'opened': {
      const { id, source, title } = event;
      const tab: Tab = { id, source, title, link: { kind: 'measuring' }, activity: 'seen', size: null };
      const at = clamp(event.index ?? state.tabs.length, 0, state.tabs.length);
      return { ...state, tabs: [...state.tabs.slice(0, at), tab, ...state.tabs.slice(at)], activeId: id };
    }
    case 'closed':
      return closeTabs(state, new Set(event.ids));
    case 'activated':
      if (!state.tabs.some((tab) => tab.id === event.id)) return state;
      return { ...change(state, event.id, { activity: 'seen' }), activeId: event.id };
    case 'moved': {
      const tab = state.tabs.find((each) => each.id === event.id);
      if (tab === undefined) return state;
      const rest = state.tabs.filter((each) => each.id !== event.id);
      const at = clamp(event.toIndex, 0, rest.length);
      return { ...state, tabs: [...rest.slice(0, at), tab, ...rest.slice(at)] };
    }
    case 'renamed':
      return event.title.trim() === '' ? state : change(state, event.id, { title: event.title.trim() });
    case 'linked':
      return change(state, event.id, { link: event.link });
    case 'sized':
      return change(state, event.id, { size: event.size });
    case 'wrote':
      return state.activeId === event.id ? state : change(state, event.id, { activity: 'unseen' });
    case 'reopened':
      return { ...state, closed: state.closed.slice(0, -1) };
    default:
      return assertNever(event);
  }
}

/** The tab in front after a close is the right neighbour, or the left one at the end. */
function closeTabs(state: TabsState, ids: ReadonlySet<TabId>): TabsState {
  const tabs = state.tabs.filter((tab) => !ids.has(tab.id));
  if (tabs.length === state.tabs.length) return state;
  const closed = state.tabs
    .map((tab, index) => ({ tab, index }))
    .filter(({ tab }) => ids.has(tab.id))
    .map(({ tab, index }) => ({ source: tab.source, title: tab.title, index }));
  const next = {
    tabs,
    activeId: state.activeId,
    closed: [...state.closed, ...closed].slice(-MAX_CLOSED),
  };
  if (state.activeId === null || !ids.has(state.activeId)) return next;
  const from = state.tabs.findIndex((tab) => tab.id === state.activeId);
  const right = state.tabs.slice(from + 1).find((tab) => !ids.has(tab.id));
  const left = state.tabs
    .slice(0, from)
    .reverse()
    .find((tab) => !ids.has(tab.id));
  const front = right ?? left ?? null;
  if (front === null) return { ...next, activeId: null };
  return { ...change(next, front.id, { activity: 'seen' }), activeId: front.id };
}

function change(state: TabsState, id: TabId, patch: Partial<Tab>): TabsState {
  const tab = state.tabs.find((each) => each.id === id);
  if (tab === undefined) return state;
  const same = (Object.keys(patch) as (keyof Tab)[]).every((key) => tab[key] === patch[key]);
  if (same) return state;
  return { ...state, tabs: state.tabs.map((each) => (each.id === id ? { ...each, ...patch } : each)) };
}

/** The neighbour `step` places on, around the ends. */
export function neighbour(state: TabsState, step: 1 | -1): TabId | null {
  const at = state.tabs.findIndex((tab) => tab.id === state.activeId);
  if (at === -1) return state.tabs[0]?.id ?? null;
  return state.tabs[(at + step + state.tabs.length) % state.tabs.length]?.id ?? null;
}

function clamp(value: number, low: number, high: number): number {
  return Math.max(low, Math.min(high, value));
}
