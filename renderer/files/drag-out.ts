// The beginning of a drag out of the window. The system's drag can begin only while the button is down, and main begins
// it when the files are fetched: only the page sees when the button goes up before.
import type { ConnectionId } from '../../shared/ids.ts';
import { call } from '../bridge/client.ts';
import { reportError } from '../stores/notices.ts';

/** `blur`: somebody went elsewhere by keys, and what the button does there we do not see. */
const LETTING_GO = ['pointerup', 'pointercancel', 'dragend', 'blur'] as const;

export function dragOut(connectionId: ConnectionId, folder: string, names: readonly string[]): void {
  const listening = new AbortController();
  const { signal } = listening;
  const released = (): void => {
    listening.abort();
    call('drags.released', null).catch(reportError);
  };
  for (const kind of LETTING_GO) window.addEventListener(kind, released, { signal, capture: true });
  call('drags.begin', { connectionId, folder, names: [...names] }).catch((thrown: unknown) => {
    listening.abort();
    reportError(thrown);
  });
}
