// A shell over SSH in the shape that a connection knows: it ends with its SSH connection, and that with it.
import type { TerminalSize } from '../../shared/connection.ts';
import type { MoreFiles, RoutedShell } from './shell-route.ts';
import type { ReachedSsh } from './ssh-reach.ts';

/** `reachMore`: signs in again by another session, where that makes downloads faster. Rejects as reaching does. */
export type ReachMore = (signal: AbortSignal) => Promise<ReachedSsh>;

/** Rejects with AppError, with the SSH connection closed. */
export async function openSshShell(
  { ssh, way }: ReachedSsh,
  size: TerminalSize,
  signal: AbortSignal,
  reachMore: ReachMore | null = null,
): Promise<RoutedShell> {
  const others = new Set<ReachedSsh['ssh']>();
  try {
    const shell = await ssh.openShell(size, {}, signal);
    return {
      stream: shell.stream,
      ending: shell.ending,
      resize: (next) => {
        shell.resize(next);
      },
      sessionId: way.sessionId,
      encrypted: way.encrypted,
      stats: () => ssh.stats,
      openFiles: (inner) => ssh.openSftp(inner),
      ...(reachMore === null ? {} : { openMoreFiles: (inner) => openMore(reachMore, others, inner) }),
      probe: () => {
        way.probe();
        ssh.probe();
      },
      close: async () => {
        await Promise.all([...others].map((other) => other.close()));
        await shell.close();
        await ssh.close();
      },
    };
  } catch (error) {
    await ssh.close();
    throw error;
  }
}

async function openMore(
  reachMore: ReachMore,
  others: Set<ReachedSsh['ssh']>,
  signal: AbortSignal,
): Promise<MoreFiles> {
  const { ssh } = await reachMore(signal);
  others.add(ssh);
  void ssh.ended.then(() => others.delete(ssh));
  try {
    return { files: await ssh.openSftp(signal), close: () => ssh.close() };
  } catch (error) {
    await ssh.close();
    throw error;
  }
}
