// What is being moved over this connection: how far, how fast, how long still; what is asked, and what was left out.
import { ArrowDown, ArrowUp, X } from 'lucide-react';
import type { ConflictAnswer, FileConflict, TransferSnapshot } from '../../shared/files.ts';
import type { ConnectionId, TransferId } from '../../shared/ids.ts';
import { useState } from 'react';
import { call } from '../bridge/client.ts';
import { ErrorCard } from '../errors/error-card.tsx';
import { reportError } from '../stores/notices.ts';
import { useTransfers } from '../stores/transfers.ts';
import { Button, IconButton } from '../ui/button.tsx';
import { formatAge, formatBytes, formatCount, formatRate } from '../ui/format-time.ts';
import { shownName, timeText } from './file-rows.ts';

export function TransferList({ connectionId }: { readonly connectionId: ConnectionId }) {
  const transfers = [...useTransfers().values()].filter((each) => each.connectionId === connectionId);
  if (transfers.length === 0) return null;
  return (
    <ul className="transfer-list" aria-label="Transfers">
      {transfers.reverse().map((transfer) => (
        <Transfer key={transfer.id} transfer={transfer} />
      ))}
    </ul>
  );
}

function isOver({ phase }: TransferSnapshot): boolean {
  return phase.kind === 'done' || phase.kind === 'cancelled' || phase.kind === 'failed';
}

function Transfer({ transfer }: { readonly transfer: TransferSnapshot }) {
  const { id, title, direction, phase, totalBytes, doneBytes } = transfer;
  const over = isOver(transfer);
  const percent = totalBytes === 0 ? 0 : Math.min(100, Math.round((doneBytes * 100) / totalBytes));
  const Arrow = direction === 'up' ? ArrowUp : ArrowDown;
  const stop = (): void => {
    call(over ? 'transfers.dismiss' : 'transfers.cancel', { transferId: id }).catch(reportError);
  };
  return (
    <li className="transfer">
      <Arrow size={14} strokeWidth={1.8} aria-label={direction === 'up' ? 'Upload' : 'Download'} />
      <span className="transfer-title" title={shownName(title)}>
        {shownName(title)}
      </span>
      <IconButton label={over ? `Remove ${title} from the list` : `Cancel ${title}`} onClick={stop}>
        <X size={14} aria-hidden />
      </IconButton>
      {!over && (
        <progress
          aria-label={`${title}: how far`}
          max={100}
          value={phase.kind === 'looking' ? undefined : percent}
        />
      )}
      <span className="transfer-state dim" role="status">
        {stateText(transfer, percent)}
      </span>
      {phase.kind === 'asking' && <Conflict id={id} conflict={phase.conflict} />}
      {phase.kind === 'failed' && <ErrorCard error={phase.error} />}
      {transfer.leftOutCount > 0 && (
        <details>
          <summary>{formatCount(transfer.leftOutCount)} left out</summary>
          <ul>
            {transfer.leftOut.map(({ name, why }) => (
              <li key={name}>
                <b>{shownName(name)}</b>: {why}
              </li>
            ))}
          </ul>
        </details>
      )}
    </li>
  );
}

function stateText(transfer: TransferSnapshot, percent: number): string {
  const { phase, doneFiles, totalFiles, doneBytes, totalBytes, bytesPerSecond, remainingMs } = transfer;
  const files = `${formatCount(doneFiles)} of ${formatCount(totalFiles)} files`;
  switch (phase.kind) {
    case 'queued':
      return 'Waits for the others';
    case 'looking':
      return `Looking: ${formatCount(totalFiles)} files so far`;
    case 'moving': {
      const left = remainingMs === null ? '' : ` · ${formatAge(remainingMs)} left`;
      return `${percent} % · ${files} · ${formatBytes(doneBytes)} of ${formatBytes(totalBytes)} · ${formatRate(bytesPerSecond)}${left}`;
    }
    case 'asking':
      return `Asks · ${files}`;
    case 'waiting':
      return `${phase.reason} It goes on by itself when the connection is back.`;
    case 'done':
      return `Done · ${files} · ${formatBytes(totalBytes)} to ${shownName(transfer.destination)}`;
    case 'cancelled':
      return 'Cancelled';
    case 'failed':
      return 'Failed';
  }
}

const ANSWERS: readonly (readonly [ConflictAnswer, string])[] = [
  ['keep-both', 'Keep both'],
  ['replace', 'Replace'],
  ['skip', 'Skip'],
];

function Conflict({ id, conflict }: { readonly id: TransferId; readonly conflict: FileConflict }) {
  // Asked once: who wants to decide one by one takes the mark away.
  const [forAll, setForAll] = useState(true);
  const version = ({ size, modifiedAt }: FileConflict['there']): string =>
    `${formatBytes(size)}, ${timeText(modifiedAt)}`;
  return (
    <div className="transfer-question" role="group" aria-label={`${conflict.name} is there already`}>
      <p>
        <b>{shownName(conflict.name)}</b> is there already: {version(conflict.there)}. The one that comes:{' '}
        {version(conflict.coming)}.
      </p>
      <label>
        <input
          type="checkbox"
          checked={forAll}
          onChange={() => {
            setForAll(!forAll);
          }}
        />
        For all
      </label>
      {ANSWERS.map(([answer, label]) => (
        <Button
          key={answer}
          onClick={() => {
            call('transfers.answer', { transferId: id, answer, forAll }).catch(reportError);
          }}
        >
          {label}
        </Button>
      ))}
    </div>
  );
}
