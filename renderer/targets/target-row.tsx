// One row of the list: what it is called, what it is, and whether it can be reached.
import { memo } from 'react';
import type { CSSProperties } from 'react';
import type { AwsAccess } from '../../shared/aws.ts';
import type { TargetId } from '../../shared/ids.ts';
import { useSettings } from '../stores/settings.ts';
import { useOutlook } from '../stores/outlooks.ts';
import { PlatformIcon } from '../ui/platform-icon.tsx';
import { StateSign } from '../ui/state-sign.tsx';
import { mayNeedEndpoint, optionLabel, rowMeta, rowState } from './target-words.ts';
import type { Row } from './target-rows.ts';
import './target-row.css';

export function optionId(id: TargetId): string {
  return `target-${id}`;
}

interface GroupRowProps {
  readonly row: Extract<Row, { kind: 'group' }>;
  readonly place: CSSProperties;
}

export function GroupRow({ row, place }: GroupRowProps) {
  return (
    <div className="group-row section-head" role="presentation" style={place}>
      {/* In capitals an id is another id. */}
      <span className={row.title.startsWith('vpc-') ? 'group-id' : ''}>{row.title}</span>
      <span>{row.count}</span>
    </div>
  );
}

interface TargetRowProps {
  readonly access: AwsAccess;
  readonly row: Extract<Row, { kind: 'target' }>;
  readonly place: CSSProperties;
  readonly selected: boolean;
  readonly count: number;
  readonly onSelect: () => void;
  readonly onOpen: () => void;
  readonly onMenu: (x: number, y: number) => void;
}

function sameRow(a: TargetRowProps, b: TargetRowProps): boolean {
  return (
    a.row === b.row &&
    a.access === b.access &&
    a.selected === b.selected &&
    a.count === b.count &&
    a.place.transform === b.place.transform &&
    a.place.height === b.place.height
  );
}

/** The handlers close over the same row, so that a redraw with only new handlers can be skipped. */
export const TargetRow = memo(function TargetRow(props: TargetRowProps) {
  const { target, label } = props.row.entry;
  // The shell of Session Manager goes by no endpoint.
  const isBySsh = useSettings((settings) => settings.newShells === 'automatic');
  const outlook = useOutlook(props.access, isBySsh && mayNeedEndpoint(target) ? target : null);
  const state = rowState(target, outlook);
  const meta = rowMeta(target);
  return (
    <div
      id={optionId(target.id)}
      className="target-row"
      role="option"
      aria-selected={props.selected}
      aria-label={optionLabel(target, props.row.group, outlook)}
      aria-posinset={props.row.position}
      aria-setsize={props.count}
      style={props.place}
      title={`${label} · ${target.id}`}
      onMouseDown={props.onSelect}
      onDoubleClick={props.onOpen}
      onContextMenu={(event) => {
        event.preventDefault();
        props.onMenu(event.clientX, event.clientY);
      }}
    >
      <span className="target-icon">
        <PlatformIcon platform={target.platform} size={15} />
      </span>
      <span className="target-name">{label}</span>
      <span className={`row-state tone-${state.tone}`}>
        <StateSign sign={state.sign} />
        {state.text}
      </span>
      <span className="target-meta">{meta}</span>
    </div>
  );
}, sameRow);
