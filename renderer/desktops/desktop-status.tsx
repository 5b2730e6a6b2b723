// A desktop that is open in a window of its own: where it stands, how it is reached, and what one can do from here.
import type { DesktopSnapshot } from '../../shared/desktop.ts';
import { operatingSystem } from '../stores/app-start.ts';
import type { Tab } from '../tabs/tab-state.ts';
import { Facts } from '../targets/target-facts.tsx';
import { SparkLine } from '../tunnels/spark-line.tsx';
import { Button } from '../ui/button.tsx';
import { formatAge, formatBytes, formatRate } from '../ui/format-time.ts';
import { Keys } from '../ui/keys.tsx';
import { StateSign } from '../ui/state-sign.tsx';
import { useNow } from '../ui/use-now.ts';
import {
  closeDesktop,
  copyDesktopPassword,
  openOptionsOf,
  reconnectDesktop,
  retryDesktop,
  saveDesktopFile,
} from './desktop-actions.ts';
import { accountWords, desktopRouteNote, desktopRouteWords, desktopState } from './desktop-words.ts';

interface StatusProps {
  readonly tab: Tab;
  readonly desktop: DesktopSnapshot;
}

export function DesktopStatus({ tab, desktop }: StatusProps) {
  const { phase, tunnel, id } = desktop;
  const now = useNow(1000);
  const state = desktopState(desktop);
  if (state === null || (phase.kind !== 'open' && phase.kind !== 'disconnected')) return null;
  const address = tunnel?.address ?? null;
  const rate = tunnel?.rates.at(-1) ?? { up: 0, down: 0 };
  return (
    <>
      <h2 className="selectable">{tab.title}</h2>
      <p className={`desktop-state tone-${state.tone}`} role="status">
        <StateSign sign={state.sign} size={14} />
        {state.text}
      </p>
      <p>
        The desktop has a window of its own, called “{tab.title}”. <Switching />
      </p>
      {phase.notes.map((note) => (
        <p key={note} className="desktop-note">
          {note}
        </p>
      ))}
      <div className="desktop-facts">
        <Facts
          facts={[
            ['Since', formatAge(now - phase.since)],
            ['Route', desktopRouteWords(desktop)],
            ['Why this route', desktopRouteNote(desktop)],
            ['Rate', `↓ ${formatRate(rate.down)} ↑ ${formatRate(rate.up)}`],
            ['Client', phase.client],
            ['User', accountWords(desktop)],
            ['Address', address === null ? null : `${address.host}:${address.port}`],
            [
              'Bytes',
              tunnel === null
                ? null
                : `${formatBytes(tunnel.downBytes)} down, ${formatBytes(tunnel.upBytes)} up`,
            ],
          ]}
        />
        <SparkLine rates={tunnel?.rates ?? []} />
      </div>
      <div className="desktop-buttons">
        {(tunnel?.state.kind === 'waiting-for-credentials' || tunnel?.state.kind === 'reconnecting') && (
          <Button
            onClick={() => {
              retryDesktop(id);
            }}
          >
            Try now
          </Button>
        )}
        <Button
          tone="primary"
          onClick={() => {
            reconnectDesktop(id);
          }}
        >
          Reconnect
        </Button>
        <Button
          onClick={() => {
            closeDesktop(id);
          }}
        >
          Close the desktop
        </Button>
        <Button
          onClick={() => {
            openOptionsOf(desktop);
          }}
        >
          Options…
        </Button>
        <Button
          onClick={() => {
            saveDesktopFile(id);
          }}
        >
          Save as .rdp…
        </Button>
        {phase.notes.length > 0 && (
          <Button
            onClick={() => {
              copyDesktopPassword(id);
            }}
          >
            Copy the password
          </Button>
        )}
      </div>
    </>
  );
}

function Switching() {
  return (
    <span className="dim">
      Switch to it with <Keys shortcut={operatingSystem() === 'macos' ? 'Cmd+Tab' : 'Alt+Tab'} />.
    </span>
  );
}
