// Files of instances that are open in programs here.
import type { EDIT_CALLS } from '../../shared/edits.ts';
import type { FilesDesk } from '../app/files-desk.ts';
import type { HandlersOf } from './router.ts';

export function editCalls(desk: FilesDesk): HandlersOf<keyof typeof EDIT_CALLS> {
  const { edits } = desk;
  return {
    'edits.begin': async ({ connectionId, folder, name }, { signal }) => {
      await desk.edit(connectionId, folder, name, signal);
      return null;
    },
    'edits.list': () => edits.listWhenSwept(),
    'edits.open': async ({ editId }, { signal }) => {
      await edits.open(editId, signal);
      return null;
    },
    'edits.reveal': ({ editId }) => {
      desk.reveal(edits.fileOf(editId));
      return null;
    },
    'edits.answer': ({ editId, answer }) => {
      edits.answer(editId, answer);
      return null;
    },
    'edits.upload': ({ editId }) => {
      edits.upload(editId);
      return null;
    },
    'edits.stop': async ({ editId, unsaved }) => {
      await edits.stop(editId, unsaved);
      return null;
    },
  };
}
