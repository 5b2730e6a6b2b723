// What stands over or above a terminal while its connection is not open: steps, reconnecting, why it ended.
import { useId, useRef, useState } from 'react';
import { Check, Clock } from 'lucide-react';
import type { ConnectionPhase, ConnectionSnapshot } from '../../shared/connection.ts';
import { passedWords, wayWords } from '../connections/way-words.ts';
import { ErrorCard } from '../errors/error-card.tsx';
import { closeTabs, disconnectTab, reconnectTab } from '../tabs/tab-actions.ts';
import type { Tab } from '../tabs/tab-state.ts';
import { Button } from '../ui/button.tsx';
import { Keys } from '../ui/keys.tsx';
import { formatElapsed } from '../ui/format-time.ts';
import { sentence } from '../ui/sentence.ts';
import { useNow } from '../ui/use-now.ts';
import { ConnectionFailed } from './connection-failed.tsx';
import { isConnecting, stepsOf, stepWords } from './connect-steps.ts';
import type { ConnectStep } from './connect-steps.ts';
import { terminalOf } from './terminals.ts';

interface OverlayProps {
  readonly tab: Tab;
  readonly connection: ConnectionSnapshot | null;
}

export function ConnectionOverlay({ tab, connection }: OverlayProps) {
  const hadOutput = useHadOutput(tab, connection);
  const retry = (): void => {
    reconnectTab(tab.id);
    terminalOf(tab.id)?.focus();
  };
  if (tab.link.kind === 'refused') {
    return (
      <div className="connect-panel">
        <div className="connect-trouble">
          <ErrorCard error={tab.link.error} profileId={tab.source.access.profileId} onRetry={retry} />
        </div>
      </div>
    );
  }
  const phase = connection?.phase ?? null;
  if (phase === null) return <ConnectPanel tab={tab} step="getting-credentials" connection={null} />;
  if (isConnecting(phase)) {
    return hadOutput ? (
      <ConnectBanner tab={tab} step={phase.kind} />
    ) : (
      <ConnectPanel tab={tab} step={phase.kind} connection={connection} />
    );
  }
  if (phase.kind === 'reconnecting') {
    return <ReconnectBanner tab={tab} phase={phase} />;
  }
  if (phase.kind === 'open') return null;
  if (phase.ending.kind === 'failed') {
    return (
      <ConnectionFailed
        key={phase.at}
        tab={tab}
        error={phase.ending.error}
        connection={connection}
        hadOutput={hadOutput}
        onRetry={retry}
      />
    );
  }
  if (hadOutput) return null;
  return <NeverOpened tab={tab} onRetry={retry} />;
}

/** Whether the terminal has anything worth seeing: once open, always. Decides between a panel and a banner. */
function useHadOutput(tab: Tab, connection: ConnectionSnapshot | null): boolean {
  const seen = useRef<string | null>(null);
  const kind = connection?.phase.kind;
  if (kind === 'open' || kind === 'reconnecting') seen.current = tab.id;
  return seen.current === tab.id;
}

interface StepProps {
  readonly tab: Tab;
  readonly step: ConnectStep;
}

function ConnectPanel({ tab, step, connection }: StepProps & Pick<OverlayProps, 'connection'>) {
  const over = connection === null ? null : wayWords(connection);
  const passed = connection === null ? null : passedWords(connection);
  return (
    <div className="connect-panel">
      <div className="connect-box">
        <h2>
          Connecting to {tab.source.title}
          {over === null ? '' : ` over ${over}`}
        </h2>
        <ol className="connect-steps" aria-hidden>
          {stepsOf(step, connection).map(({ step: each, words, state }) => (
            <li key={each} className={state}>
              <span className="connect-step-sign">
                {state === 'done' && <Check size={14} />}
                {state === 'now' && <span className="spinner" />}
                {state === 'later' && <i>·</i>}
              </span>
              {words}
            </li>
          ))}
        </ol>
        {passed !== null && <p className="dim connect-passed selectable">{passed}.</p>}
        <p className="visually-hidden" role="status">
          {stepWords(step)}
        </p>
        <div className="connect-foot">
          <CancelButton tab={tab} />
          <Elapsed />
          <span className="connect-keys">
            <Keys shortcut="Esc" /> stops
          </span>
        </div>
      </div>
    </div>
  );
}

function ConnectBanner({ tab, step }: StepProps) {
  return (
    <div className="connection-banner plain">
      <span className="spinner" aria-hidden />
      <span role="status">{stepWords(step)}</span>
      <CancelButton tab={tab} />
    </div>
  );
}

function CancelButton({ tab }: { readonly tab: Tab }) {
  return (
    <Button
      disabled={tab.link.kind !== 'linked'}
      onClick={() => {
        disconnectTab(tab.id);
      }}
    >
      Cancel
    </Button>
  );
}

function Elapsed() {
  const startedAt = useRef(Date.now());
  const now = useNow(100);
  return <span>{formatElapsed(Math.max(0, now - startedAt.current))}</span>;
}

interface ReconnectProps {
  readonly tab: Tab;
  readonly phase: Extract<ConnectionPhase, { kind: 'reconnecting' }>;
}

function ReconnectBanner({ tab, phase: { reason, detail, nextTryAt, attempt } }: ReconnectProps) {
  const [details, setDetails] = useState<'hidden' | 'shown'>('hidden');
  const detailsId = useId();
  const now = useNow(nextTryAt === null ? null : 250);
  const left = nextTryAt === null ? null : Math.ceil((nextTryAt - now) / 1000);
  const next = left === null || left <= 0 ? 'Trying now' : `Next try in ${left} s`;
  return (
    <div className="connection-banner">
      <Clock size={15} aria-hidden />
      <span>
        <span role="status">Reconnecting. {sentence(reason)}</span> {next}
        {attempt > 1 ? ` (try ${attempt}).` : '.'}
      </span>
      {detail !== null && (
        <Button
          aria-expanded={details === 'shown'}
          aria-controls={detailsId}
          onClick={() => {
            setDetails(details === 'shown' ? 'hidden' : 'shown');
          }}
        >
          Details
        </Button>
      )}
      <Button
        onClick={() => {
          disconnectTab(tab.id);
        }}
      >
        Stop
      </Button>
      {detail !== null && details === 'shown' && (
        <pre id={detailsId} className="error-detail" tabIndex={0} aria-label="Details">
          {detail}
        </pre>
      )}
    </div>
  );
}

function NeverOpened({ tab, onRetry }: { readonly tab: Tab; readonly onRetry: () => void }) {
  return (
    <div className="connect-panel">
      <div className="connect-box" role="status">
        <h2>Cancelled</h2>
        <p className="dim">Connecting to {tab.source.title} was stopped before the shell opened.</p>
        <div className="connect-foot connect-again">
          <Button tone="primary" onClick={onRetry}>
            Connect
          </Button>
          <Button
            onClick={() => {
              closeTabs([tab.id]);
            }}
          >
            Close tab
          </Button>
        </div>
      </div>
    </div>
  );
}
