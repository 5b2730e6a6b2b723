// Files of instances that are dragged out of the window. The page names them on the target only, never here.
import type { DRAG_CALLS } from '../../shared/drags.ts';
import type { FilesDesk } from '../app/files-desk.ts';
import type { HandlersOf } from './router.ts';

export function dragCalls(desk: FilesDesk): HandlersOf<keyof typeof DRAG_CALLS> {
  const { drags } = desk;
  return {
    'drags.begin': async ({ connectionId, folder, names }) => {
      await desk.dragOut(connectionId, folder, names);
      return null;
    },
    'drags.released': () => {
      drags.released();
      return null;
    },
    'drags.start': async ({ dragId }) => {
      await drags.start(dragId);
      return null;
    },
    'drags.save': async ({ dragId }, { signal }) => {
      await desk.saveDragged(dragId, signal);
      return null;
    },
    'drags.discard': async ({ dragId }) => {
      await drags.discard(dragId);
      return null;
    },
    'drags.current': () => drags.current(),
  };
}
