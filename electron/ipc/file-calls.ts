// Files of instances: looked at, changed, moved, edited here, dragged out.
import type { DRAG_CALLS } from '../../shared/drags.ts';
import type { EDIT_CALLS } from '../../shared/edits.ts';
import type { FILE_CALLS } from '../../shared/file-calls.ts';
import type { FilesDesk } from '../app/files-desk.ts';
import { dragCalls } from './drag-calls.ts';
import { editCalls } from './edit-calls.ts';
import type { HandlersOf } from './router.ts';

type AboutFiles = keyof typeof FILE_CALLS | keyof typeof EDIT_CALLS | keyof typeof DRAG_CALLS;

export function fileCalls(desk: FilesDesk): HandlersOf<AboutFiles> {
  const { transfers } = desk;
  return {
    ...editCalls(desk),
    ...dragCalls(desk),
    'files.list': ({ connectionId, folder }, { signal }) => desk.list(connectionId, folder, signal),
    'files.make-folder': async ({ connectionId, folder, name }, { signal }) => {
      await desk.makeFolder(connectionId, folder, name, signal);
      return null;
    },
    'files.rename': async ({ connectionId, folder, ...names }, { signal }) => {
      await desk.rename(connectionId, folder, names, signal);
      return null;
    },
    'files.remove': async ({ connectionId, folder, names }, { signal }) => {
      await desk.remove(connectionId, folder, names, signal);
      return null;
    },
    'files.set-mode': async ({ connectionId, folder, ...change }, { signal }) => {
      await desk.setMode(connectionId, folder, change, signal);
      return null;
    },
    'files.upload': ({ connectionId, folder, grant }) => {
      desk.uploadDropped(connectionId, folder, grant);
      return null;
    },
    'files.choose-upload': async ({ connectionId, folder, what }) => {
      await desk.chooseUpload(connectionId, folder, what);
      return null;
    },
    'files.download': async ({ connectionId, folder, names }) => {
      await desk.download(connectionId, folder, names);
      return null;
    },
    'transfers.snapshot': () => transfers.snapshot(),
    'transfers.answer': ({ transferId, answer, forAll }) => {
      transfers.answer(transferId, answer, forAll);
      return null;
    },
    'transfers.cancel': async ({ transferId }) => {
      await transfers.cancel(transferId);
      return null;
    },
    'transfers.dismiss': ({ transferId }) => {
      transfers.dismiss(transferId);
      return null;
    },
  };
}
