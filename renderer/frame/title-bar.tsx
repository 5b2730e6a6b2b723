// The title bar: the mark, whose AWS one looks at, and the field that goes anywhere.
import {
  ChevronDown,
  PanelLeftClose,
  PanelLeftOpen,
  PanelRightClose,
  PanelRightOpen,
  Search,
} from 'lucide-react';
import { SANDBOX_PROFILE_ID } from '../../shared/profile-ids.ts';
import { isProduction, profileColour } from '../access/profile-colour.ts';
import { ariaKeys } from '../commands/key-match.ts';
import { useKeyHint, useKeys, withKeys } from '../commands/keys-of.ts';
import { runCommand } from '../commands/run-command.ts';
import { useProfile } from '../stores/profiles.ts';
import { isPage, useWorkspace } from '../stores/workspace.ts';
import { GateMark } from '../ui/gate-mark.tsx';
import { IconButton } from '../ui/button.tsx';
import { Keys } from '../ui/keys.tsx';
import './title-bar.css';

export function TitleBar() {
  const access = useWorkspace((workspace) => workspace.access);
  const view = useWorkspace((workspace) => workspace.view);
  const goToKey = useKeys()['go-to'][0];
  return (
    <header className="title-bar">
      <div className="title-start">
        <span className="brand">
          <GateMark size={20} />
          Sallyport
        </span>
        {access !== null && <AccessPill />}
      </div>
      <button
        type="button"
        className="go-to"
        aria-keyshortcuts={ariaKeys(goToKey === undefined ? [] : [goToKey])}
        onClick={() => {
          runCommand('go-to');
        }}
      >
        <Search size={14} aria-hidden />
        <span>Go to an instance, tunnel or command</span>
        <Keys shortcut={goToKey} />
      </button>
      {access !== null && !isPage(view) && <PanelButtons />}
    </header>
  );
}

function AccessPill() {
  const access = useWorkspace((workspace) => workspace.access);
  const profile = useProfile(access?.profileId ?? null);
  const chooseKeys = useKeyHint('choose-profile');
  if (access === null) return null;
  const sandbox = access.profileId === SANDBOX_PROFILE_ID;
  const name = profile?.name ?? (sandbox ? 'Sandbox' : access.profileId.replace(/^profile:/, ''));
  const shown = { kind: profile?.kind ?? (sandbox ? 'sandbox' : 'static-keys'), name } as const;
  const production = isProduction(shown);
  return (
    <div className={production ? 'access-pill production' : 'access-pill'}>
      <button
        type="button"
        className="ring-inside"
        title={withKeys(`AWS profile ${name}: choose another`, chooseKeys)}
        aria-label={`AWS profile ${name}${production ? ', production' : ''}: choose another`}
        onClick={() => {
          runCommand('choose-profile');
        }}
      >
        <i className="profile-dot" style={{ background: profileColour(shown) }} />
        <span className="access-name">{name}</span>
        {production && <span className="production-word">production</span>}
      </button>
      <button
        type="button"
        className="ring-inside access-region"
        title="Choose region"
        disabled={sandbox}
        aria-label={`Region ${access.region}: choose another`}
        onClick={() => {
          runCommand('choose-region');
        }}
      >
        {access.region}
        {!sandbox && <ChevronDown size={12} aria-hidden />}
      </button>
    </div>
  );
}

function PanelButtons() {
  const sidebar = useWorkspace((workspace) => workspace.sidebar);
  const inspector = useWorkspace((workspace) => workspace.inspector);
  const sidebarKeys = useKeyHint('toggle-sidebar');
  const inspectorKeys = useKeyHint('toggle-inspector');
  const Left = sidebar === 'shown' ? PanelLeftClose : PanelLeftOpen;
  const Right = inspector === 'shown' ? PanelRightClose : PanelRightOpen;
  return (
    <span className="panel-buttons">
      <IconButton
        label="Side list"
        keys={sidebarKeys}
        aria-pressed={sidebar === 'shown'}
        onClick={() => {
          runCommand('toggle-sidebar');
        }}
      >
        <Left size={15} strokeWidth={1.8} aria-hidden />
      </IconButton>
      <IconButton
        label="Inspector"
        keys={inspectorKeys}
        aria-pressed={inspector === 'shown'}
        onClick={() => {
          runCommand('toggle-inspector');
        }}
      >
        <Right size={15} strokeWidth={1.8} aria-hidden />
      </IconButton>
    </span>
  );
}
