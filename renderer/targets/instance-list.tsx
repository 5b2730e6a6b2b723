// The side list of instances: filter field, where loading stands, and the virtual list.
import { useMemo } from 'react';
import { RotateCw, Search, X } from 'lucide-react';
import { loadInventory } from '../access/access-actions.ts';
import { FILTER_FIELD_ID, runCommand } from '../commands/run-command.ts';
import { useInventory } from '../stores/targets.ts';
import type { Inventory } from '../stores/targets.ts';
import { setFilter, useWorkspace } from '../stores/workspace.ts';
import { Button, IconButton } from '../ui/button.tsx';
import { formatCount } from '../ui/format-time.ts';
import { useLate } from '../ui/use-late.ts';
import { InventoryProgress, InventoryTrouble } from './inventory-notice.tsx';
import { filterGroups, groupTargets, listGroups } from './target-rows.ts';
import { focusList, TargetList } from './target-list.tsx';
import './instance-list.css';

export function InstanceList() {
  const access = useWorkspace((workspace) => workspace.access);
  const inventory = useInventory(access);
  const filter = useWorkspace((workspace) => workspace.filter);
  const entries = inventory?.entries;
  const groups = useMemo(() => groupTargets(entries?.values() ?? []), [entries]);
  // In the keystroke itself: it takes a few milliseconds, and keys pressed next must not meet the rows of before.
  const listing = useMemo(() => listGroups(filterGroups(groups, filter)), [groups, filter]);
  const total = entries?.size ?? 0;
  return (
    <>
      <FilterField total={total} />
      <InventoryTrouble inventory={inventory} />
      {entries !== undefined && listing.rows.length > 0 && access !== null ? (
        <TargetList listing={listing} entries={entries} access={access} />
      ) : (
        <NothingListed inventory={inventory} filter={filter} total={total} />
      )}
      <InventoryProgress inventory={inventory} />
    </>
  );
}

function FilterField({ total }: { readonly total: number }) {
  const filter = useWorkspace((workspace) => workspace.filter);
  return (
    <div className="filter-row">
      <label className="filter">
        <Search size={14} aria-hidden />
        <input
          id={FILTER_FIELD_ID}
          type="text"
          aria-label="Filter instances"
          placeholder={total === 0 ? 'Filter instances' : `Filter ${formatCount(total)} instances`}
          spellCheck={false}
          value={filter}
          onChange={(event) => {
            setFilter(event.target.value);
          }}
          onKeyDown={(event) => {
            if (event.key === 'Escape' && filter === '') runCommand('focus-terminal');
            else if (event.key === 'Escape') setFilter('');
            else if (event.key === 'ArrowDown' || event.key === 'Enter') focusList(event.key === 'Enter');
            else return;
            event.preventDefault();
          }}
        />
        {filter !== '' && (
          <IconButton
            label="Clear filter"
            onClick={() => {
              setFilter('');
              document.getElementById(FILTER_FIELD_ID)?.focus();
            }}
          >
            <X size={13} aria-hidden />
          </IconButton>
        )}
      </label>
      <IconButton label="Reload instances" onClick={loadInventory}>
        <RotateCw size={14} strokeWidth={1.8} aria-hidden />
      </IconButton>
    </div>
  );
}

interface NothingListedProps {
  readonly inventory: Inventory | null;
  readonly filter: string;
  readonly total: number;
}

function NothingListed({ inventory, filter, total }: NothingListedProps) {
  const phase = inventory?.phase ?? { kind: 'idle' as const };
  const waiting = total === 0 && (phase.kind === 'loading' || phase.kind === 'idle');
  const late = useLate(waiting);
  if (waiting) return late ? <Skeletons /> : <div className="list-fill" />;
  if (total > 0) {
    return (
      <Empty
        title={`Nothing fits “${filter}”`}
        text="The filter looks at names, ids, addresses, tags and systems."
      >
        <Button
          onClick={() => {
            setFilter('');
          }}
        >
          Clear filter
        </Button>
      </Empty>
    );
  }
  if (phase.kind === 'failed') return <div className="list-fill" />;
  if (phase.kind === 'cancelled') {
    return (
      <Empty title="Loading was stopped" text="Nothing had arrived yet.">
        <Button onClick={loadInventory}>Load again</Button>
      </Empty>
    );
  }
  return (
    <Empty
      title="No instances here"
      text="This account has no EC2 instances and no managed nodes in this region. Another region may have some."
    >
      <Button onClick={loadInventory}>Reload</Button>
    </Empty>
  );
}

function Empty(props: { readonly title: string; readonly text: string; readonly children: React.ReactNode }) {
  return (
    <div className="list-empty" role="status">
      <h2>{props.title}</h2>
      <p className="dim">{props.text}</p>
      {props.children}
    </div>
  );
}

/** As tall as the rows that will come, so that nothing jumps. */
function Skeletons() {
  return (
    <div className="list-fill" aria-hidden>
      <div className="skeleton-head" />
      {[62, 48, 70, 55, 64, 50].map((width) => (
        <div key={width} className="skeleton-row">
          <i style={{ width: `${width}%` }} />
          <i style={{ width: `${width - 14}%` }} />
        </div>
      ))}
    </div>
  );
}
