// All tunnels in one table: what leads where, and where each stands.
import { Pause, Play, Plus } from 'lucide-react';
import { countOn, useTunnels } from '../stores/tunnels.ts';
import { Button } from '../ui/button.tsx';
import { useNow } from '../ui/use-now.ts';
import { newTunnel, pauseAll, resumeAll } from './tunnel-actions.ts';
import { TunnelRow } from './tunnel-row.tsx';
import './tunnels-page.css';

export function TunnelsPage() {
  const byId = useTunnels((state) => state.byId);
  const paused = useTunnels((state) => state.paused);
  const on = useTunnels(countOn);
  const views = [...byId.values()];
  const counting = views.some(
    ({ live: { state } }) => state.kind === 'reconnecting' || state.kind === 'waiting-for-port',
  );
  const now = useNow(counting ? 500 : null);
  return (
    <main className="tunnels-page">
      <div className="tunnels-head">
        <div>
          <h1>Tunnels</h1>
          <p className="dim">
            A tunnel keeps a local port open and leads it to a port behind an instance, or a port of the
            instance that leads here. It stays open through sleep, network changes and expired credentials.
          </p>
        </div>
        {views.length > 0 && (
          <div className="tunnels-actions">
            {on > 0 ? (
              <Button onClick={pauseAll}>
                <Pause size={14} aria-hidden />
                Pause all
              </Button>
            ) : (
              paused.length > 0 && (
                <Button onClick={resumeAll}>
                  <Play size={14} aria-hidden />
                  Resume {paused.length}
                </Button>
              )
            )}
            <NewTunnel />
          </div>
        )}
      </div>
      {views.length === 0 ? (
        <div className="tunnels-empty">
          <h2>No tunnel yet</h2>
          <p className="dim">
            For a database, a web page or a desktop that only an instance can reach: choose the instance and
            the port, and connect to 127.x.y.z as if it were here.
          </p>
          <NewTunnel />
        </div>
      ) : (
        <div className="tunnels-scroll">
          <table className="tunnels-table" aria-label="Tunnels">
            <thead>
              <tr>
                <th scope="col">On</th>
                <th scope="col">Name</th>
                <th scope="col">Listens at</th>
                <th scope="col">Leads to</th>
                <th scope="col">State</th>
                <th scope="col" className="tunnel-rate">
                  Last minute
                </th>
                <th scope="col">
                  <span className="visually-hidden">Actions</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {views.map((view) => (
                <TunnelRow
                  key={view.saved.id}
                  view={view}
                  paused={paused.includes(view.saved.id)}
                  now={now}
                />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </main>
  );
}

function NewTunnel() {
  return (
    <Button
      tone="primary"
      onClick={() => {
        newTunnel();
      }}
    >
      <Plus size={14} aria-hidden />
      New tunnel
    </Button>
  );
}
