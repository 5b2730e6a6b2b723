// What was learnt about targets: which way worked, which user signed in, which host keys they showed. Kept by
// library/known-targets; for the sandbox, whose machines are new at every start, only in memory.
import type { TargetId } from '../../shared/ids.ts';
import type { Route, ShellKind } from '../../shared/route.ts';
import type { Log } from '../base/log.ts';

export interface WorkedWay {
  readonly route: Route;
  readonly shell: ShellKind;
  readonly user: string | null;
}

export interface PinnedHostKey {
  /** As OpenSSH names it. */
  readonly type: string;
  /** `SHA256:` and 43 characters. */
  readonly fingerprint: string;
  /** When EC2 said the machine was started, then; epoch milliseconds, null when it was not known. */
  readonly launchedAt: number | null;
}

export interface KnownTarget {
  /** The last one that worked; null when none did yet. */
  readonly way: WorkedWay | null;
  readonly hostKeys: readonly PinnedHostKey[];
}

/** All but `find` reject with `library/…` AppErrors. */
export interface KnownTargets {
  find(id: TargetId): KnownTarget | null;
  noteWay(id: TargetId, way: WorkedWay): Promise<void>;
  /** The key that the target has from now on, in place of all before. */
  pinHostKey(id: TargetId, key: PinnedHostKey): Promise<void>;
  forgetHostKeys(id: TargetId): Promise<void>;
  /** Takes what another process (the app, `sallyport`) has learnt meanwhile. */
  refresh(): Promise<void>;
}

/** What is known by now; when that cannot be read, what was known before. Rejects never. */
export async function refreshKnown(known: KnownTargets, log: Log): Promise<void> {
  try {
    await known.refresh();
  } catch (error) {
    log.warn('what other programs learnt about targets could not be read', { error });
  }
}

const UNKNOWN: KnownTarget = { way: null, hostKeys: [] };

export function memoryKnownTargets(): KnownTargets {
  const byId = new Map<TargetId, KnownTarget>();
  const change = (id: TargetId, patch: Partial<KnownTarget>): Promise<void> => {
    byId.set(id, { ...(byId.get(id) ?? UNKNOWN), ...patch });
    return Promise.resolve();
  };
  return {
    find: (id) => byId.get(id) ?? null,
    noteWay: (id, way) => change(id, { way }),
    pinHostKey: (id, key) => change(id, { hostKeys: [key] }),
    forgetHostKeys: (id) => change(id, { hostKeys: [] }),
    refresh: () => Promise.resolve(),
  };
}
