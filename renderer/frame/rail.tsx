// The rail: which list or page is shown, and the settings at the end.
import { ArrowRightFromLine, Server, Settings, Star } from 'lucide-react';
import type { WindowCommandId } from '../../shared/command-keys.ts';
import { useKeyHint, withKeys } from '../commands/keys-of.ts';
import { runCommand } from '../commands/run-command.ts';
import { countOn, useTunnels } from '../stores/tunnels.ts';
import { useWorkspace } from '../stores/workspace.ts';
import type { View } from '../stores/workspace.ts';
import './rail.css';

interface RailItem {
  readonly view: View;
  readonly label: string;
  readonly command: WindowCommandId;
  readonly icon: typeof Server;
}

const LISTS: readonly RailItem[] = [
  { view: 'instances', label: 'Instances', command: 'show-instances', icon: Server },
  { view: 'saved', label: 'Saved', command: 'show-saved', icon: Star },
  { view: 'tunnels', label: 'Tunnels', command: 'show-tunnels', icon: ArrowRightFromLine },
];
const SETTINGS: RailItem = { view: 'settings', label: 'Settings', command: 'show-settings', icon: Settings };

export function Rail() {
  return (
    <nav className="rail" aria-label="Places">
      {LISTS.map((item) => (
        <RailButton key={item.view} item={item} />
      ))}
      <span className="rail-space" />
      <RailButton item={SETTINGS} />
    </nav>
  );
}

function RailButton({ item }: { readonly item: RailItem }) {
  const view = useWorkspace((workspace) => workspace.view);
  const on = useTunnels(countOn);
  const badge = item.view === 'tunnels' ? on : 0;
  const keys = useKeyHint(item.command);
  const Icon = item.icon;
  return (
    <button
      type="button"
      aria-label={badge === 0 ? item.label : `${item.label}, ${badge} on`}
      title={withKeys(item.label, keys)}
      aria-current={view === item.view ? 'page' : undefined}
      onClick={() => {
        runCommand(item.command);
      }}
    >
      <Icon size={18} strokeWidth={1.8} aria-hidden />
      {badge > 0 && <span className="rail-badge">{badge > 99 ? '99+' : badge}</span>}
    </button>
  );
}
