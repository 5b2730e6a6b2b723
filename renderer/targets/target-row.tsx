// One row of the list: what it is called, what it is, and whether it can be reached.
import { memo, useMemo } from 'react';
import type { AwsAccess } from '../../shared/aws.ts';
import type { TargetId } from '../../shared/ids.ts';
import type { RouteOutlook } from '../../shared/route.ts';
import { useOutlook } from '../stores/outlooks.ts';
import { formatCount } from '../ui/format-time.ts';
import { PlatformIcon } from '../ui/platform-icon.tsx';
import { StateSign } from '../ui/state-sign.tsx';
import { mayNeedEndpoint, optionLabel, rowMeta, rowState } from './target-words.ts';
import { groupOf } from './target-rows.ts';
import type { GroupHead } from './target-rows.ts';
import type { TargetEntry } from './target-entry.ts';
import './target-row.css';

export function optionId(id: TargetId): string {
  return `target-${id}`;
}

export function GroupRow({ head }: { readonly head: GroupHead }) {
  return (
    <div className="group-row section-head" role="presentation">
      {/* In capitals an id is another id. */}
      <span className={head.title.startsWith('vpc-') ? 'group-id' : ''}>{head.title}</span>
      <span>{formatCount(head.count)}</span>
    </div>
  );
}

interface TargetRowProps {
  readonly access: AwsAccess;
  readonly entry: TargetEntry;
  /** In the list's rows; the list finds by it which row the mouse is on. */
  readonly index: number;
  readonly position: number;
  readonly count: number;
  readonly selected: boolean;
  /** New shells go by SSH where they can: then an endpoint matters. */
  readonly isBySsh: boolean;
}

export const TargetRow = memo(function TargetRow(props: TargetRowProps) {
  const { access, entry, isBySsh } = props;
  const { target, label } = entry;
  const outlook = useOutlook(access, isBySsh && mayNeedEndpoint(target) ? target : null);
  const name = useMemo(() => optionLabel(target, groupOf(entry), outlook), [target, entry, outlook]);
  return (
    <div
      id={optionId(target.id)}
      className="target-row"
      role="option"
      aria-selected={props.selected}
      aria-label={name}
      aria-posinset={props.position}
      aria-setsize={props.count}
      title={`${label} · ${target.id}`}
      data-index={props.index}
    >
      <RowFace entry={entry} outlook={outlook} />
    </div>
  );
});

interface RowFaceProps {
  readonly entry: TargetEntry;
  readonly outlook: RouteOutlook | null;
}

/** Apart from the row: a letter changes how many there are, which each row says, more often than what a row shows. */
const RowFace = memo(function RowFace({ entry: { target, label }, outlook }: RowFaceProps) {
  const state = rowState(target, outlook);
  return (
    <>
      <span className="target-icon">
        <PlatformIcon platform={target.platform} size={15} />
      </span>
      <span className="target-name">{label}</span>
      <span className={`row-state tone-${state.tone}`}>
        <StateSign sign={state.sign} />
        {state.text}
      </span>
      <span className="target-meta">{rowMeta(target)}</span>
    </>
  );
});
