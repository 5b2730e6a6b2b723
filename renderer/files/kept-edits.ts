// Says at the start what an earlier run has left: changes that exist on this computer only.
import type { EditSnapshot } from '../../shared/edits.ts';
import { call } from '../bridge/client.ts';
import { reportError, sayUntilDismissed } from '../stores/notices.ts';
import { nameOf, shownName } from './file-rows.ts';

export function tellKeptEdits(edits: readonly EditSnapshot[]): void {
  const kept = edits.filter(({ phase }) => phase.kind === 'kept');
  const [first] = kept;
  if (first === undefined) return;
  const { place, path, id } = first;
  const more = kept.length === 1 ? '' : ` and ${kept.length - 1} more`;
  const words = `You changed ${shownName(nameOf(path))} of ${place.targetTitle}${more}, and it was not uploaded. It is kept: open a shell there over SSH and look at its files.`;
  sayUntilDismissed(words, {
    label: 'Show copy',
    run: () => {
      call('edits.reveal', { editId: id }).catch(reportError);
    },
  });
}
