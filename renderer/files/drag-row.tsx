// What is dragged out of the window: on its way here, or here and waiting to be dragged.
import { GripVertical, X } from 'lucide-react';
import type { DragSnapshot } from '../../shared/drags.ts';
import type { ConnectionId } from '../../shared/ids.ts';
import { call } from '../bridge/client.ts';
import { useDrag } from '../stores/drag.ts';
import { reportError } from '../stores/notices.ts';
import { Button, IconButton } from '../ui/button.tsx';
import { shownName } from './file-rows.ts';

export function DragRow({ connectionId }: { readonly connectionId: ConnectionId }) {
  const drag = useDrag();
  if (drag?.connectionId !== connectionId) return null;
  const { id, phase } = drag;
  const title = shownName(drag.title);
  const isHere = phase === 'ready' || phase === 'handed';
  const isBusy = phase === 'dragging' || phase === 'saving';
  return (
    <div className="transfer-list" role="group" aria-label="Dragged files">
      <div
        className={`transfer drag-row drag-${isHere ? 'here' : 'away'}`}
        draggable={isHere}
        onDragStart={(event) => {
          event.preventDefault();
          call('drags.start', { dragId: id }).catch(reportError);
        }}
      >
        <GripVertical size={14} strokeWidth={1.8} className={isHere ? 'tone-info' : 'tone-dim'} aria-hidden />
        <span className="transfer-title" title={title}>
          {headText(drag.phase, title)}
        </span>
        <IconButton
          label={`Discard ${title}`}
          disabled={isBusy}
          onClick={() => {
            call('drags.discard', { dragId: id }).catch(reportError);
          }}
        >
          <X size={14} aria-hidden />
        </IconButton>
        <span className="transfer-state dim" role="status">
          {stateText(phase)}
        </span>
        {isHere && (
          <div className="transfer-question">
            <Button
              onClick={() => {
                call('drags.save', { dragId: id }).catch(reportError);
              }}
            >
              Save to a folder…
            </Button>
          </div>
        )}
      </div>
    </div>
  );
}

function headText(phase: DragSnapshot['phase'], title: string): string {
  return phase === 'ready' ? `Ready to drag: ${title}` : title;
}

function stateText(phase: DragSnapshot['phase']): string {
  switch (phase) {
    case 'held':
      return 'Fetching. Keep holding to drag it as soon as it is here, or let go and drag this row later.';
    case 'fetching':
      return 'Fetching. Drag this row when it is here.';
    case 'ready':
      return 'Drag this row to where it should go';
    case 'dragging':
      return 'Being dragged';
    case 'handed':
      return 'Dragged out. It can be dragged once more from here';
    case 'saving':
      return 'Being saved';
  }
}
