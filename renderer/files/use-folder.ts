// The folder that a panel shows: asked for anew when one goes elsewhere, when the connection is back, and on wish.
import { useCallback, useEffect, useRef, useState } from 'react';
import type { AppErrorData } from '../../shared/app-error.ts';
import type { FolderListing } from '../../shared/files.ts';
import type { ConnectionId } from '../../shared/ids.ts';
import { call, toErrorData } from '../bridge/client.ts';

export interface Folder {
  /** Null before the first. While another is loading it stays. */
  readonly listing: FolderListing | null;
  readonly state: 'loading' | 'there' | 'failed';
  readonly error: AppErrorData | null;
  /** Null: where the user begins. */
  readonly go: (folder: string | null) => void;
  readonly reload: () => void;
}

export function useFolder(connectionId: ConnectionId | null): Folder {
  const [shown, setShown] = useState<Pick<Folder, 'listing' | 'state' | 'error'>>({
    listing: null,
    state: 'loading',
    error: null,
  });
  const wanted = useRef<string | null>(null);
  const asking = useRef<AbortController | null>(null);

  const ask = useCallback(() => {
    asking.current?.abort();
    if (connectionId === null) return;
    const mine = new AbortController();
    asking.current = mine;
    setShown((before) => ({ ...before, state: 'loading' }));
    call('files.list', { connectionId, folder: wanted.current }, { signal: mine.signal })
      .then((listing) => {
        wanted.current = listing.path;
        setShown({ listing, state: 'there', error: null });
      })
      .catch((thrown: unknown) => {
        if (mine.signal.aborted) return;
        setShown((before) => ({ ...before, state: 'failed', error: toErrorData(thrown) }));
      });
  }, [connectionId]);

  useEffect(() => {
    ask();
    return () => {
      asking.current?.abort();
    };
  }, [ask]);

  const go = useCallback(
    (folder: string | null) => {
      wanted.current = folder;
      ask();
    },
    [ask],
  );
  return { ...shown, go, reload: ask };
}
