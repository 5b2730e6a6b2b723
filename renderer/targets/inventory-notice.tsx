// Where loading stands, above the list: progress with a way to stop, half an answer, or why there is none.
import { useState } from 'react';
import { TriangleAlert } from 'lucide-react';
import { cancelLoading, loadInventory } from '../access/access-actions.ts';
import { ErrorCard } from '../errors/error-card.tsx';
import { ERROR_TEXTS } from '../errors/error-text.ts';
import type { AppErrorData } from '../../shared/app-error.ts';
import type { Inventory } from '../stores/targets.ts';
import { formatCount } from '../ui/format-time.ts';
import { useLate } from '../ui/use-late.ts';

export function InventoryNotice({ inventory }: { readonly inventory: Inventory | null }) {
  const phase = inventory?.phase ?? null;
  const late = useLate(phase?.kind === 'loading');
  if (inventory === null || phase === null) return null;
  switch (phase.kind) {
    case 'idle':
      return null;
    case 'loading':
      if (!late) return null;
      return (
        <div className="list-notice">
          <span className="spinner" aria-hidden />
          <span role="status">
            {phase.loadedCount === 0
              ? 'Loading instances'
              : `${formatCount(phase.loadedCount)} instances so far`}
          </span>
          <button type="button" className="text-button" onClick={cancelLoading}>
            Cancel
          </button>
        </div>
      );
    case 'cancelled':
      if (inventory.entries.size === 0) return null;
      return (
        <div className="list-notice" role="status">
          <span>Loading was stopped: the list is incomplete</span>
          <button type="button" className="text-button" onClick={loadInventory}>
            Load again
          </button>
        </div>
      );
    case 'failed':
      return (
        <div className="list-trouble">
          <ErrorCard error={phase.error} onRetry={loadInventory} />
        </div>
      );
    case 'ready':
      return phase.partial === null ? null : <Partial key={phase.at} error={phase.partial} />;
  }
}

/** One source failed, the other answered: the list is worth having, and what is missing is said. */
function Partial({ error }: { readonly error: AppErrorData }) {
  const [shown, setShown] = useState<'line' | 'card'>('line');
  if (shown === 'card') {
    return (
      <div className="list-trouble">
        <ErrorCard
          error={error}
          onRetry={loadInventory}
          onDismiss={() => {
            setShown('line');
          }}
        />
      </div>
    );
  }
  return (
    <div className="list-notice warn" role="status">
      <TriangleAlert size={14} aria-hidden />
      <span title={error.message}>Part of the list is missing: {ERROR_TEXTS[error.code].title}</span>
      <button
        type="button"
        className="text-button"
        onClick={() => {
          setShown('card');
        }}
      >
        Why
      </button>
    </div>
  );
}
