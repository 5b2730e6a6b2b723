// Quitting: asks once when connections are live, closes everything with a deadline, and leaves no process behind.
//   running -> asking -> running | closing -> closed (the app may go)
import type { Clock } from '../base/clock.ts';

/** Closing asks AWS to end each session; beyond this the operating system's patience matters more. */
const CLOSE_DEADLINE_MS = 5000;

export type QuitState = 'running' | 'asking' | 'closing' | 'closed';

/** What quitting would end. */
export interface LiveCounts {
  readonly connections: number;
  readonly desktops: number;
  /** Those that are switched on. */
  readonly tunnels: number;
  /** Files that a program here may still write to. */
  readonly edits: number;
}

/** Of what the core has; null while there is none. */
export function liveCounts(
  core: {
    readonly connections: { readonly liveCount: number };
    readonly desktops: { readonly live: { readonly liveCount: number } };
    readonly tunnels: { readonly liveCount: number };
    readonly edits: { readonly liveCount: number };
  } | null,
): LiveCounts {
  return {
    connections: core?.connections.liveCount ?? 0,
    desktops: core?.desktops.live.liveCount ?? 0,
    tunnels: core?.tunnels.liveCount ?? 0,
    edits: core?.edits.liveCount ?? 0,
  };
}

export interface QuitParts {
  readonly clock: Clock;
  readonly live: () => LiveCounts;
  /** The user's answer: quit although these are live? */
  readonly confirm: (live: LiveCounts) => Promise<boolean>;
  /** Closes connections, the sandbox, stores, log. Must not reject; is not waited for beyond the deadline. */
  readonly closeAll: () => Promise<void>;
  /** Ends the process for good; `before-quit` must not ask again. */
  readonly exit: () => void;
}

export interface Quit {
  readonly state: QuitState;
  /** The user or the system wants to quit: true when the app may go now, false when it must stay for the moment. */
  request(): boolean;
  /** Without a question: a signal, or the end of the user's session. */
  now(): void;
}

export function makeQuit(parts: QuitParts): Quit {
  let state: QuitState = 'running';

  async function ask(live: LiveCounts): Promise<void> {
    state = 'asking';
    const confirmed = await parts.confirm(live);
    // A signal may have decided meanwhile.
    if (state === 'asking') {
      if (confirmed) await close();
      else state = 'running';
    }
  }

  async function close(): Promise<void> {
    state = 'closing';
    let cancelDeadline: () => void = () => undefined;
    const deadline = new Promise<void>((resolve) => {
      cancelDeadline = parts.clock.after(CLOSE_DEADLINE_MS, resolve);
    });
    await Promise.race([parts.closeAll(), deadline]);
    cancelDeadline();
    state = 'closed';
    parts.exit();
  }

  return {
    get state() {
      return state;
    },
    request() {
      if (state === 'closed') return true;
      if (state !== 'running') return false;
      const live = parts.live();
      if (live.connections + live.desktops + live.tunnels + live.edits > 0) void ask(live);
      else void close();
      return false;
    },
    now() {
      if (state === 'running' || state === 'asking') void close();
    },
  };
}

/** The words of the one question. */
export function quitQuestion({ connections, desktops, tunnels, edits }: LiveCounts): {
  readonly message: string;
  readonly detail: string;
} {
  const counts = [
    ...(connections > 0 ? [counted(connections, 'connection')] : []),
    ...(desktops > 0 ? [counted(desktops, 'desktop')] : []),
    ...(tunnels > 0 ? [counted(tunnels, 'tunnel')] : []),
    ...(edits > 0 ? [counted(edits, 'edited file')] : []),
  ];
  const verb = connections + desktops + tunnels + edits === 1 ? 'is' : 'are';
  const ends = [
    ...(connections > 0 ? ['ends the shells in them'] : []),
    ...(desktops > 0 ? ['disconnects the desktops, which stay signed in'] : []),
    ...(tunnels > 0 ? ['stops the tunnels'] : []),
    ...(edits > 0 ? ['removes the copies of files that were uploaded'] : []),
  ];
  return {
    message: `Quit Sallyport? ${listed(counts)} ${verb} still open.`,
    detail: `Quitting ${listed(ends)}.`,
  };
}

function listed(parts: readonly string[]): string {
  return parts.length < 3
    ? parts.join(' and ')
    : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1) ?? ''}`;
}

function counted(count: number, what: string): string {
  return `${String(count)} ${what}${count === 1 ? '' : 's'}`;
}
