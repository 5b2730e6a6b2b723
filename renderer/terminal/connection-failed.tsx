// A connection that has failed, in words: over the whole pane before there was output, above it afterwards.
import { useState } from 'react';
import type { AppErrorData } from '../../shared/app-error.ts';
import type { ConnectionSnapshot } from '../../shared/connection.ts';
import { call } from '../bridge/client.ts';
import { ErrorCard } from '../errors/error-card.tsx';
import type { CardAction } from '../errors/error-card.tsx';
import { reportError } from '../stores/notices.ts';
import type { Tab } from '../tabs/tab-state.ts';

interface FailedProps {
  readonly tab: Tab;
  readonly error: AppErrorData;
  readonly connection: ConnectionSnapshot | null;
  readonly hadOutput: boolean;
  readonly onRetry: () => void;
}

/** In a row of its own above the terminal, which gets smaller for it: what the shell said last stays readable. */
export function ConnectionFailed({ tab, error, connection, hadOutput, onRetry }: FailedProps) {
  const [shown, setShown] = useState<'shown' | 'dismissed'>('shown');
  const connectionId = connection?.id ?? null;
  const actions = actionsOn(tab, error, onRetry);
  const { profileId } = tab.source.access;
  if (!hadOutput) {
    return (
      <div className="connect-panel">
        <div className="connect-trouble">
          <ErrorCard {...{ error, connectionId, profileId, onRetry }} {...actions} />
        </div>
      </div>
    );
  }
  if (shown === 'dismissed') return null;
  return (
    <div className="ended-trouble">
      <ErrorCard
        {...{ error, connectionId, profileId, onRetry }}
        retryLabel="Reconnect"
        {...actions}
        onDismiss={() => {
          setShown('dismissed');
        }}
      />
    </div>
  );
}

/** What helps here besides trying again. */
function actionsOn(
  { source }: Tab,
  { code }: AppErrorData,
  onRetry: () => void,
): { readonly actions?: readonly CardAction[] } {
  if (code !== 'ssh/host-key-changed') return {};
  const forget = (): void => {
    call('targets.forget-host-key', { targetId: source.targetId }).then(onRetry, reportError);
  };
  return {
    actions: [
      { label: 'Try again', run: onRetry },
      { label: 'Forget the old key and connect', tone: 'danger', run: forget },
    ],
  };
}
