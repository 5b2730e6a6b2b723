// Where loading stands, around the list: progress with a way to stop, half an answer, or why there is none.
import { useState } from 'react';
import { TriangleAlert } from 'lucide-react';
import { cancelLoading, loadInventory } from '../access/access-actions.ts';
import { ErrorCard } from '../errors/error-card.tsx';
import { ERROR_TEXTS } from '../errors/error-text.ts';
import type { AppErrorData } from '../../shared/app-error.ts';
import type { Inventory } from '../stores/targets.ts';
import { formatCount } from '../ui/format-time.ts';
import { useLate } from '../ui/use-late.ts';

interface InventoryProps {
  readonly inventory: Inventory | null;
}

/** Below the list, so that no row moves under the mouse when it comes and goes. */
export function InventoryProgress({ inventory }: InventoryProps) {
  const phase = inventory?.phase ?? null;
  const late = useLate(phase?.kind === 'loading');
  if (phase?.kind === 'loading' && late) {
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
  }
  if (phase?.kind !== 'cancelled' || inventory?.entries.size === 0) return null;
  return (
    <div className="list-notice" role="status">
      <span>Loading was stopped: the list is incomplete</span>
      <button type="button" className="text-button" onClick={loadInventory}>
        Load again
      </button>
    </div>
  );
}

/** Above the list: what is missing from it, and why. */
export function InventoryTrouble({ inventory }: InventoryProps) {
  const phase = inventory?.phase ?? null;
  if (phase?.kind === 'ready' && phase.partial !== null)
    return <Partial key={phase.at} error={phase.partial} />;
  if (phase?.kind !== 'failed') return null;
  return (
    <div className="list-trouble">
      <ErrorCard error={phase.error} onRetry={loadInventory} />
    </div>
  );
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
