// An error in place: what happened, why, what to do, one primary button, and a report to copy.
import { useState } from 'react';
import { CircleAlert } from 'lucide-react';
import type { AppErrorData } from '../../shared/app-error.ts';
import type { AwsProfileId, ConnectionId } from '../../shared/ids.ts';
import { startSignIn } from '../access/sign-in.ts';
import { call } from '../bridge/client.ts';
import { runCommand } from '../commands/run-command.ts';
import { reportError } from '../stores/notices.ts';
import { workspaceStore } from '../stores/workspace.ts';
import { Button } from '../ui/button.tsx';
import { ERROR_TEXTS } from './error-text.ts';
import type { ErrorAction } from './error-words.ts';
import './error-card.css';

export interface CardAction {
  readonly label: string;
  readonly tone?: 'primary' | 'plain' | 'danger';
  readonly run: () => void;
}

interface ErrorCardProps {
  readonly error: AppErrorData;
  readonly connectionId?: ConnectionId | null;
  /** Whose sign-in "Sign in" begins; else that of the AWS profile whose instances are shown. */
  readonly profileId?: AwsProfileId;
  /** What "Try again" does here; without it a retry has no button. */
  readonly onRetry?: () => void;
  readonly retryLabel?: string;
  /** What can be done here, the likeliest first; in place of the one button that the words name. */
  readonly actions?: readonly CardAction[];
  readonly onDismiss?: () => void;
}

export function ErrorCard(props: ErrorCardProps) {
  const { error, connectionId = null } = props;
  const words = ERROR_TEXTS[error.code];
  const primary = props.actions === undefined ? primaryButton(words.action, props) : null;
  return (
    <section className="error-card" role="alert" aria-label={words.title}>
      <span className="error-sign">
        <CircleAlert size={16} aria-hidden />
      </span>
      <div className="error-body">
        <h2>{words.title}</h2>
        {error.message !== '' && error.message !== `${words.title}.` && <p>{error.message}</p>}
        <p className="dim error-explanation">{words.explanation}</p>
        {error.detail !== null && error.detail !== error.message && (
          <pre className="error-detail" tabIndex={0} aria-label="Details">
            {error.detail}
          </pre>
        )}
        <p className="error-next">{words.nextStep}</p>
        <div className="error-actions">
          {primary !== null && (
            <Button tone="primary" onClick={primary.run}>
              {primary.label}
            </Button>
          )}
          {props.actions?.map(({ label, tone, run }, index) => (
            <Button key={label} tone={tone ?? (index === 0 ? 'primary' : 'plain')} onClick={run}>
              {label}
            </Button>
          ))}
          <CopyReport error={error} connectionId={connectionId} />
          {props.onDismiss !== undefined && words.action !== 'dismiss' && (
            <Button onClick={props.onDismiss}>Dismiss</Button>
          )}
        </div>
      </div>
    </section>
  );
}

interface Primary {
  readonly label: string;
  readonly run: () => void;
}

function primaryButton(action: ErrorAction, props: ErrorCardProps): Primary | null {
  const { onRetry, onDismiss } = props;
  switch (action) {
    case 'retry':
    case 'copy-report':
      return onRetry === undefined ? null : { label: props.retryLabel ?? 'Try again', run: onRetry };
    case 'sign-in': {
      const profileId = props.profileId ?? workspaceStore.getState().access?.profileId;
      if (profileId === undefined) return command('Choose AWS profile', 'choose-profile');
      return {
        label: 'Sign in',
        run: () => {
          onDismiss?.();
          startSignIn(profileId, onRetry);
        },
      };
    }
    case 'choose-profile':
      return command('Choose AWS profile', 'choose-profile');
    case 'choose-region':
      return command('Choose region', 'choose-region');
    case 'reload-inventory':
      return command('Reload instances', 'reload-inventory');
    case 'show-instances':
      return command('Show instances', 'show-instances');
    case 'show-saved':
      return command('Show saved connections', 'show-saved');
    case 'dismiss':
      return onDismiss === undefined ? null : { label: 'Dismiss', run: onDismiss };
  }

  function command(label: string, id: Parameters<typeof runCommand>[0]): Primary {
    return {
      label,
      run: () => {
        onDismiss?.();
        runCommand(id);
      },
    };
  }
}

function CopyReport({ error, connectionId }: { error: AppErrorData; connectionId: ConnectionId | null }) {
  const [copied, setCopied] = useState<'not-yet' | 'copied'>('not-yet');
  const copy = (): void => {
    call('report.copy', { error, connectionId })
      .then(() => {
        setCopied('copied');
      })
      .catch(reportError);
  };
  return <Button onClick={copy}>{copied === 'copied' ? 'Report copied' : 'Copy report'}</Button>;
}
