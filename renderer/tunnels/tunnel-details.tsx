// More about one tunnel: totals, sessions, how it starts and stops, and what went wrong last.
import type { TunnelView } from '../../shared/saved-tunnel.ts';
import { ERROR_TEXTS } from '../errors/error-text.ts';
import { Facts } from '../targets/target-facts.tsx';
import { formatBytes, formatClock } from '../ui/format-time.ts';

export function TunnelDetails({ view: { saved, live } }: { readonly view: TunnelView }) {
  const { lastError } = live;
  const rtt = live.roundTripMs;
  return (
    <div className="tunnel-details">
      <Facts
        facts={[
          ['Target', saved.targetName === null ? saved.targetId : `${saved.targetName} (${saved.targetId})`],
          ['AWS profile', `${saved.access.profileId.replace(/^profile:/, '')} · ${saved.access.region}`],
          ['Starts', saved.start === 'at-launch' ? 'with Sallyport' : 'by hand'],
          ...(saved.direction.kind === 'to-here' ? [] : ([['Session', sessionWords(saved)]] as const)),
        ]}
      />
      <Facts
        facts={[
          ['Connections', `${live.openConnections} open, ${live.totalConnections} since it was switched on`],
          ['Bytes', `${formatBytes(live.downBytes)} down, ${formatBytes(live.upBytes)} up`],
          ['Round trip', rtt === null ? 'not measured yet' : `${Math.max(1, Math.round(rtt))} ms`],
          ['Sessions', String(live.sessionCount)],
          ['Who may use it', whoWords(saved, live)],
        ]}
      />
      {lastError !== null && (
        <p className="tunnel-last-error">
          <b>
            Last error, {formatClock(lastError.at)}: {ERROR_TEXTS[lastError.error.code].title}.
          </b>{' '}
          <span className="selectable">
            {lastError.error.message}
            {lastError.error.detail !== null && ` ${lastError.error.detail}`}
          </span>{' '}
          <span className="dim">{ERROR_TEXTS[lastError.error.code].nextStep}</span>
        </p>
      )}
    </div>
  );
}

function whoWords({ direction }: TunnelView['saved'], { guard }: TunnelView['live']): string {
  if (direction.kind === 'to-here')
    return direction.listenAddress === null
      ? 'any program on the instance'
      : 'any machine that reaches this port of the instance';
  return guard === 'own-processes-only'
    ? 'only programs you run'
    : 'any user of this computer; this system does not tell who connects';
}

function sessionWords(saved: TunnelView['saved']): string {
  const begins = saved.session === 'at-once' ? 'opens at once' : 'opens at the first connection';
  return saved.stopWhenIdleMinutes === null
    ? begins
    : `${begins}, ends after ${saved.stopWhenIdleMinutes} min without one`;
}
