// The one join of two byte streams: a local socket and the transport that leads to the target. Every byte of a tunnel
// passes here. Errors of either side, half-open sides, backpressure and the end are handled here and nowhere else.
import type { Duplex } from 'node:stream';
import type { Clock } from './clock.ts';

export interface PairEnding {
  /** Whose end, error or close came first; `us` when `close` was called. */
  readonly by: 'local' | 'remote' | 'us';
  readonly error: Error | null;
}

export interface StreamPairOptions {
  readonly local: Duplex;
  readonly remote: Duplex;
  readonly clock: Clock;
  /** Bytes that went on their way: `up` from local to remote. */
  readonly onBytes: (direction: 'up' | 'down', bytes: number) => void;
  /**
   * The local side has ended its half. True: it is gone for good, nobody waits for an answer, and the remote side is
   * closed as soon as all was written. False, or absent: only `end` is passed on; asked again now and then. Must not
   * reject.
   */
  readonly isLocalGone?: () => Promise<boolean>;
  /** Cuts the local side so that its program sees a failure instead of a clean end. */
  readonly abortLocal?: () => void;
}

export interface StreamPair {
  /** Settles once, when both sides are closed. Never rejects. */
  readonly ended: Promise<PairEnding>;
  /** Cuts both sides. */
  close(): void;
}

/** The remote side is over: how long the local one may still talk into the void before it is closed. */
const LINGER_MS = 10_000;
/** A program that waits for its answer may give up waiting. */
const LOOK_AGAIN_MS = 2_000;

export function joinStreams(options: StreamPairOptions): StreamPair {
  const { local, remote, clock, onBytes } = options;
  const abortLocal =
    options.abortLocal ??
    (() => {
      local.destroy();
    });
  let ending: PairEnding | null = null;
  let remoteEnded = false;
  let localEnded = false;
  let localGone = false;
  let stopLinger: (() => void) | null = null;
  let stopLooking: () => void = () => undefined;
  const over = (by: PairEnding['by'], error: Error | null) => {
    ending ??= { by, error };
  };

  copy(local, remote, (bytes) => {
    onBytes('up', bytes);
  });
  copy(remote, local, (bytes) => {
    onBytes('down', bytes);
  });

  whenEnded(local, () => {
    localEnded = true;
    remote.end();
    lookWhetherGone();
  });
  const lookWhetherGone = () => {
    if (remoteEnded || remote.destroyed || options.isLocalGone === undefined) return;
    void options.isLocalGone().then((isGone) => {
      if (remote.destroyed) return;
      if (!isGone) {
        stopLooking = clock.after(LOOK_AGAIN_MS, lookWhetherGone);
        return;
      }
      localGone = true;
      over('local', null);
      const close = () => {
        remote.destroy();
      };
      if (remote.writableFinished) close();
      else remote.once('finish', close);
    });
  };
  whenEnded(remote, () => {
    remoteEnded = true;
    over(localEnded ? 'local' : 'remote', null);
    local.end();
  });

  local.on('error', (error) => {
    over('local', error);
    remote.destroy();
  });
  remote.on('error', (error) => {
    over('remote', error);
    abortLocal();
  });

  const ended = new Promise<PairEnding>((resolve) => {
    let open = 2;
    const onClosed = () => {
      open -= 1;
      if (open > 0) return;
      stopLinger?.();
      stopLooking();
      resolve(ending ?? { by: 'remote', error: null });
    };
    whenClosed(local, () => {
      over('local', null);
      remote.destroy();
      onClosed();
    });
    whenClosed(remote, () => {
      // It may have failed before it was joined.
      over('remote', remote.errored);
      if (localGone) local.destroy();
      else if (!remoteEnded) abortLocal();
      else if (!local.destroyed) {
        // All is on its way to the local program; what it still says is read and dropped, because closing a socket
        // with unread bytes would reset it and take away what the program has not read yet.
        local.resume();
        const close = () => {
          local.destroy();
        };
        local.once('end', close);
        local.once('finish', () => {
          if (localEnded) close();
        });
        if (local.writableFinished && localEnded) close();
        else stopLinger = lingerAfterFlush(local, clock, close);
      }
      onClosed();
    });
  });

  return {
    ended,
    close() {
      over('us', null);
      remote.destroy();
      abortLocal();
    },
  };
}

function copy(from: Duplex, to: Duplex, count: (bytes: number) => void): void {
  from.on('data', (chunk: Uint8Array) => {
    // Writing to an ended stream is an error; what comes then has nobody to go to.
    if (to.destroyed || to.writableEnded) return;
    count(chunk.length);
    if (to.write(chunk)) return;
    from.pause();
    to.once('drain', () => {
      from.resume();
    });
  });
}

function lingerAfterFlush(local: Duplex, clock: Clock, close: () => void): () => void {
  let stop: () => void = () => undefined;
  const start = () => {
    stop = clock.after(LINGER_MS, close);
  };
  if (local.writableFinished) start();
  else local.once('finish', start);
  return () => {
    stop();
  };
}

/** A program may have ended its half before anybody looked, while its connection was waiting. */
function whenEnded(stream: Duplex, run: () => void): void {
  if (stream.readableEnded) run();
  else stream.once('end', run);
}

function whenClosed(stream: Duplex, run: () => void): void {
  if (stream.closed) run();
  else stream.once('close', run);
}
