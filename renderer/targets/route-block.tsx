// The inspector's card of routes: which one is in use, which are ready, and why the others are not.
import type { AwsAccess, Target } from '../../shared/aws.ts';
import type { ConnectionSnapshot } from '../../shared/connection.ts';
import { useOutlook } from '../stores/outlooks.ts';
import { StateSign } from '../ui/state-sign.tsx';
import { routeRows } from './route-rows.ts';

interface RouteBlockProps {
  readonly access: AwsAccess;
  readonly target: Target;
  readonly connection: ConnectionSnapshot | null;
}

export function RouteBlock({ access, target, connection }: RouteBlockProps) {
  const outlook = useOutlook(access, target);
  // Of the connection, once it has looked; those of an ended one tell what failed.
  const isSerial = connection?.how.shell === 'serial-console';
  const own = isSerial ? [] : (connection?.routeReasons ?? []);
  const reasons = own.length > 0 ? own : (outlook?.reasons ?? []);
  return (
    <ul className="route-block" aria-label="Routes">
      {routeRows(target, connection, reasons).map((row) => (
        <li key={row.name}>
          <span className={`tone-${row.tone}`}>
            <StateSign sign={row.sign} size={14} />
          </span>
          <b>{row.name}</b>
          <span className="dim">{row.text}</span>
          {row.hint !== null && <p>{row.hint}</p>}
        </li>
      ))}
    </ul>
  );
}
