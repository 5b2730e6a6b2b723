// The inspector: what the selected target is, what one can do with it, and how it is reached or why not.
import { ArrowRightFromLine, Monitor, Star, Terminal } from 'lucide-react';
import type { AwsAccess, Target } from '../../shared/aws.ts';
import type { ConnectionSnapshot } from '../../shared/connection.ts';
import { hostKeyWords } from '../connections/host-key-words.ts';
import { saveRequestFor } from '../connections/save-request.ts';
import { desktopState } from '../desktops/desktop-words.ts';
import { useConnections } from '../stores/connections.ts';
import { useDesktops } from '../stores/desktops.ts';
import { openDialog } from '../stores/dialogs.ts';
import { activeTab, useTabs } from '../stores/tabs.ts';
import { sameAccess, useInventory } from '../stores/targets.ts';
import { useWorkspace } from '../stores/workspace.ts';
import { openTargetDesktop, openTargetShell } from '../tabs/tab-actions.ts';
import { newTunnel } from '../tunnels/tunnel-actions.ts';
import { Button } from '../ui/button.tsx';
import { formatClock } from '../ui/format-time.ts';
import { INSPECTOR_ID, leaveProperties } from './properties.ts';
import { Facts, targetFacts, targetTags } from './target-facts.tsx';
import { RouteBlock } from './route-block.tsx';
import './inspector.css';

export function Inspector() {
  const inspected = useWorkspace((workspace) => workspace.inspected);
  const inventory = useInventory(inspected?.access ?? null);
  const target = inspected === null ? null : (inventory?.entries.get(inspected.targetId)?.target ?? null);
  return (
    <aside
      id={INSPECTOR_ID}
      className="inspector ring-inside"
      aria-label="Inspector"
      tabIndex={-1}
      onKeyDown={(event) => {
        if (event.key === 'Escape') leaveProperties();
      }}
    >
      {inspected === null ? (
        <p className="dim inspector-hint">Select an instance to see what it is and how it is reached.</p>
      ) : target === null ? (
        <>
          <h2 className="selectable">{inspected.targetId}</h2>
          <p className="dim inspector-hint">This instance is not in the list of its account and region.</p>
        </>
      ) : (
        <TargetDetails access={inspected.access} target={target} />
      )}
    </aside>
  );
}

interface DetailsProps {
  readonly access: AwsAccess;
  readonly target: Target;
}

function TargetDetails({ access, target }: DetailsProps) {
  const connection = useConnectionTo(access, target);
  const tags = targetTags(target);
  return (
    <>
      <h2 className="selectable">{target.name ?? target.id}</h2>
      <div className="inspector-id mono selectable">{target.id}</div>
      <div className="inspector-actions">
        {target.platform === 'windows' && (
          <Button
            tone="primary"
            onClick={() => {
              openTargetDesktop(access, target);
            }}
          >
            <Monitor size={14} strokeWidth={1.8} aria-hidden />
            Desktop
          </Button>
        )}
        <Button
          tone={target.platform === 'windows' ? 'plain' : 'primary'}
          onClick={() => {
            openTargetShell(access, target);
          }}
        >
          <Terminal size={14} strokeWidth={1.8} aria-hidden />
          Shell
        </Button>
        <Button
          onClick={() => {
            openDialog({ kind: 'save', request: saveRequestFor(access, target) });
          }}
        >
          <Star size={14} strokeWidth={1.8} aria-hidden />
          Save
        </Button>
        <Button
          onClick={() => {
            newTunnel(target, access);
          }}
        >
          <ArrowRightFromLine size={14} strokeWidth={1.8} aria-hidden />
          Tunnel
        </Button>
      </div>
      <h3 className="section-head">Route</h3>
      <RouteBlock access={access} target={target} connection={connection} />
      <h3 className="section-head">{target.kind === 'instance' ? 'Instance' : 'Managed node'}</h3>
      <Facts facts={targetFacts(target)} />
      <LiveDesktop access={access} target={target} />
      {connection !== null && connection.phase.kind !== 'ended' && (
        <>
          <h3 className="section-head">Session</h3>
          <Facts
            facts={[
              ['User', connection.user],
              ['Host key', connection.hostKey === null ? null : hostKeyWords(connection.hostKey)],
              ['Cut by AWS', connection.cutAt === null ? null : `at ${formatClock(connection.cutAt)}`],
              ['Session', connection.sessionId],
              ['KMS', connection.route !== 'ssm' ? null : connection.encrypted ? 'encrypted' : 'not used'],
            ]}
          />
        </>
      )}
      {tags.length > 0 && (
        <>
          <h3 className="section-head">Tags</h3>
          <Facts facts={tags} />
        </>
      )}
    </>
  );
}

function LiveDesktop({ access, target }: DetailsProps) {
  const desktops = useDesktops();
  const live = [...desktops.values()].find(
    ({ targetId, access: other, phase }) =>
      targetId === target.id && sameAccess(other, access) && phase.kind !== 'ended',
  );
  if (live === undefined) return null;
  const { tunnel } = live;
  const address = tunnel?.address ?? null;
  return (
    <>
      <h3 className="section-head">Desktop</h3>
      <Facts
        facts={[
          ['State', desktopState(live)?.text ?? 'opening'],
          ['Address', address === null ? null : `${address.host}:${address.port}`],
        ]}
      />
    </>
  );
}

/** The tab in front if it leads here, else any live connection to this target. */
function useConnectionTo(access: AwsAccess, target: Target): ConnectionSnapshot | null {
  const front = useTabs((state) => {
    const tab = activeTab(state);
    return tab?.link.kind === 'linked' ? tab.link.connectionId : null;
  });
  const connections = useConnections();
  const here = [...connections.values()].filter(
    (connection) => connection.targetId === target.id && sameAccess(connection.access, access),
  );
  const live = here.find((connection) => connection.phase.kind !== 'ended');
  return here.find((connection) => connection.id === front) ?? live ?? null;
}
