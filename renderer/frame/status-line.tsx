// The status line: the pace and the route of the connection in front, or where things stand without one.
import { Activity, Keyboard } from 'lucide-react';
import type { ConnectionSnapshot } from '../../shared/connection.ts';
import type { DesktopSnapshot } from '../../shared/desktop.ts';
import { statusWords } from '../connections/way-words.ts';
import { desktopState } from '../desktops/desktop-words.ts';
import { useConnections, useConnectionWithRates } from '../stores/connections.ts';
import { useDesktop, useDesktops } from '../stores/desktops.ts';
import { activeTab, useTabs } from '../stores/tabs.ts';
import { countOn, useTunnels } from '../stores/tunnels.ts';
import { useKeyHint } from '../commands/keys-of.ts';
import { togglePassKeys } from '../commands/pass-keys.ts';
import { runCommand } from '../commands/run-command.ts';
import { usePassedKeys } from '../stores/passed-keys.ts';
import { formatRate } from '../ui/format-time.ts';
import { useNow } from '../ui/use-now.ts';
import './status-line.css';

export function StatusLine() {
  const tab = useTabs(activeTab);
  const connection = useConnectionWithRates(tab?.link.kind === 'linked' ? tab.link.connectionId : null);
  const open = connection?.phase.kind === 'open' ? connection : null;
  const desktop = useDesktop(tab?.link.kind === 'desktop' ? tab.link.desktopId : null);
  const size = tab?.size ?? null;
  return (
    <footer className="status-line">
      <PassedKeys />
      {tab?.source.kind === 'desktop' ? (
        <DesktopPace desktop={desktop} />
      ) : open === null ? (
        <RestingWords connection={connection} />
      ) : (
        <Pace connection={open} />
      )}
      <span className="status-end">
        <OpenCount />
        <TunnelCount />
        {size !== null && (
          <span title="Columns and rows">
            {size.cols} × {size.rows}
          </span>
        )}
        {tab?.source.kind === 'shell' && <span>UTF-8</span>}
      </span>
    </footer>
  );
}

/** While it is so, nothing else says why the window's keys do nothing. */
function PassedKeys() {
  const to = usePassedKeys();
  const keys = useKeyHint('pass-keys');
  return (
    <span role="status" className="status-keys">
      {to === 'shell' && (
        <button type="button" className="status-button ring-inside tone-warn" onClick={togglePassKeys}>
          <Keyboard size={13} aria-hidden />
          Keys go to the shell · {keys} ends this
        </button>
      )}
    </span>
  );
}

function RestingWords({ connection }: { readonly connection: ConnectionSnapshot | null }) {
  const tunnelsOn = useTunnels(countOn);
  if (connection === null) return tunnelsOn === 0 ? <span>Not connected</span> : null;
  if (connection.phase.kind === 'reconnecting') return <span>Reconnecting</span>;
  return <span>{connection.phase.kind === 'ended' ? 'Disconnected' : 'Connecting'}</span>;
}

function Pace({ connection }: { readonly connection: ConnectionSnapshot }) {
  const { roundTripMs, downBytesPerSecond, upBytesPerSecond } = connection;
  const way = statusWords(connection);
  return (
    <>
      <span className="status-pace tone-ok" title="Round-trip time to the instance">
        <Activity size={13} aria-hidden />
        {roundTripMs === null ? 'Connected' : `${Math.max(1, Math.round(roundTripMs))} ms`}
      </span>
      <span className="status-way" title={way}>
        {way}
      </span>
      <span className="status-rates">
        ↓ {formatRate(downBytesPerSecond)} ↑ {formatRate(upBytesPerSecond)}
      </span>
      {connection.encrypted && <span>KMS encrypted</span>}
      {connection.cutAt !== null && <CutSoon cutAt={connection.cutAt} shell={connection.shell} />}
    </>
  );
}

/** In good time: somebody may start tmux, or choose another route. */
const TELL_BEFORE_MS = 10 * 60_000;

type CutSoonProps = Pick<ConnectionSnapshot, 'shell'> & { readonly cutAt: number };

function CutSoon({ cutAt, shell }: CutSoonProps) {
  const left = cutAt - useNow(10_000);
  if (left > TELL_BEFORE_MS) return null;
  return (
    <span className="tone-warn" role="status">
      AWS cuts this route in {Math.max(1, Math.ceil(left / 60_000))} min
      {/* A serial console is somebody's alone: whether to take it again is the user's choice. */}
      {shell === 'serial-console' ? '' : ', then a new shell opens'}
    </span>
  );
}

function DesktopPace({ desktop }: { readonly desktop: DesktopSnapshot | null }) {
  const state = desktop === null ? null : desktopState(desktop);
  if (desktop === null || state === null)
    return <span>{desktop?.phase.kind === 'ended' ? 'Disconnected' : 'Connecting'}</span>;
  const rtt = desktop.tunnel?.roundTripMs ?? null;
  const rate = desktop.tunnel?.rates.at(-1) ?? { up: 0, down: 0 };
  return (
    <>
      <span className={`status-pace tone-${state.tone}`} title="Round-trip time of the data channel">
        <Activity size={13} aria-hidden />
        {state.tone !== 'ok' || rtt === null ? state.text : `${Math.max(1, Math.round(rtt))} ms`}
      </span>
      <span>desktop via Session Manager</span>
      <span className="status-rates">
        ↓ {formatRate(rate.down)} ↑ {formatRate(rate.up)}
      </span>
    </>
  );
}

function OpenCount() {
  const connections = useConnections();
  const desktops = useDesktops();
  const all = [...connections.values(), ...desktops.values()];
  const count = all.filter(({ phase }) => phase.kind !== 'ended').length;
  if (count < 2) return null;
  return <span>{count} connections</span>;
}

function TunnelCount() {
  const on = useTunnels(countOn);
  if (on === 0) return null;
  return (
    <button
      type="button"
      className="status-button ring-inside"
      onClick={() => {
        runCommand('show-tunnels');
      }}
    >
      {on === 1 ? '1 tunnel' : `${on} tunnels`}
    </button>
  );
}
