// What the window shows: which side list, which page, what is selected. Nothing of it is truth about AWS.
import { createStore } from 'zustand/vanilla';
import { useStore } from 'zustand';
import type { AwsAccess } from '../../shared/aws.ts';
import type { TargetId } from '../../shared/ids.ts';

export type View = 'instances' | 'saved' | 'tunnels' | 'settings';

/** The target the inspector describes; its access may differ from the chosen one (a tab of another profile). */
export interface Inspected {
  readonly access: AwsAccess;
  readonly targetId: TargetId;
}

export interface Workspace {
  readonly view: View;
  readonly access: AwsAccess | null;
  readonly sidebar: 'shown' | 'hidden';
  readonly inspector: 'shown' | 'hidden';
  readonly inspected: Inspected | null;
  readonly filter: string;
}

export const workspaceStore = createStore<Workspace>(() => ({
  view: 'instances',
  access: null,
  sidebar: 'shown',
  inspector: 'shown',
  inspected: null,
  filter: '',
}));

export function useWorkspace<T>(select: (workspace: Workspace) => T): T {
  return useStore(workspaceStore, select);
}

export function showView(view: View): void {
  workspaceStore.setState(isPage(view) ? { view } : { view, sidebar: 'shown' });
}

/** A page takes the place of lists, terminals and inspector. */
export function isPage(view: View): boolean {
  return view === 'settings' || view === 'tunnels';
}

/** A terminal comes to the front: what covers it goes. */
export function leavePage(): void {
  workspaceStore.setState(({ view }) => ({ view: isPage(view) ? 'instances' : view }));
}

export function toggleSidebar(): void {
  workspaceStore.setState((state) => ({ sidebar: state.sidebar === 'shown' ? 'hidden' : 'shown' }));
}

export function toggleInspector(): void {
  workspaceStore.setState((state) => ({ inspector: state.inspector === 'shown' ? 'hidden' : 'shown' }));
}

export function showInspector(): void {
  workspaceStore.setState({ inspector: 'shown' });
}

export function inspect(inspected: Inspected | null): void {
  workspaceStore.setState({ inspected });
}

export function setFilter(filter: string): void {
  workspaceStore.setState({ filter });
}
