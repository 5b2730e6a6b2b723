// A shell over SSH in the shape that a connection knows: it ends with its SSH connection, and that with it.
import type { TerminalSize } from '../../shared/connection.ts';
import type { RoutedShell } from './shell-route.ts';
import type { ReachedSsh } from './ssh-reach.ts';

/** Rejects with AppError, with the SSH connection closed. */
export async function openSshShell(
  { ssh, way }: ReachedSsh,
  size: TerminalSize,
  signal: AbortSignal,
): Promise<RoutedShell> {
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
      probe: () => {
        way.probe();
        ssh.probe();
      },
      close: async () => {
        await shell.close();
        await ssh.close();
      },
    };
  } catch (error) {
    await ssh.close();
    throw error;
  }
}
