// The heads of the columns: each sorts, and turns the order around when it sorts already.
import { ChevronDown, ChevronUp } from 'lucide-react';
import type { Sorting, SortKey } from './file-rows.ts';

const HEADS: readonly (readonly [SortKey, string])[] = [
  ['name', 'Name'],
  ['size', 'Size'],
  ['modified', 'Changed'],
];

interface SortBarProps {
  readonly sorting: Sorting;
  readonly onSort: (sorting: Sorting) => void;
}

export function SortBar({ sorting, onSort }: SortBarProps) {
  const Sign = sorting.direction === 'up' ? ChevronUp : ChevronDown;
  return (
    <div className="sort-bar" role="group" aria-label="Sort by">
      {HEADS.map(([by, label]) => (
        <button
          key={by}
          type="button"
          className={`sort-head ring-inside sort-${by}`}
          aria-pressed={sorting.by === by}
          onClick={() => {
            onSort({ by, direction: sorting.by === by && sorting.direction === 'up' ? 'down' : 'up' });
          }}
        >
          {label}
          {sorting.by === by && (
            <Sign size={12} aria-label={sorting.direction === 'up' ? 'ascending' : 'descending'} />
          )}
        </button>
      ))}
    </div>
  );
}
