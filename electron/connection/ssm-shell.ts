// A shell over the route `ssm`, in the shape that a connection knows.
import type { AwsClients } from '../aws/clients.ts';
import type { Clock } from '../base/clock.ts';
import type { Log } from '../base/log.ts';
import type { ShellSession } from '../ssm/shell-session.ts';
import type { RoutedShell, ShellRequest } from './shell-route.ts';
import { openSsmSession } from './ssm-session.ts';

export interface SsmShellRequest extends ShellRequest {
  readonly clients: AwsClients;
  readonly clock: Clock;
  readonly log: Log;
}

/** Rejects with AppError, after a session that was begun has been terminated. */
export async function openSsmShell(request: SsmShellRequest): Promise<RoutedShell> {
  return routed(await openSsmSession({ ...request, documentName: null, parameters: {}, reason: null }));
}

function routed(session: ShellSession): RoutedShell {
  const { stream, customerMessage } = session;
  // The account's own words of greeting come first, as with AWS's client.
  if (customerMessage !== '') stream.unshift(Buffer.from(`${printable(customerMessage)}\r\n`));
  return {
    stream,
    ending: session.ending,
    sessionId: session.sessionId,
    encrypted: session.encrypted,
    resize: (size) => {
      session.resize(size);
    },
    stats: () => {
      const { bytesDown, bytesUp, roundTripMs } = session.stats();
      return { downBytes: bytesDown, upBytes: bytesUp, roundTripMs };
    },
    probe: () => {
      session.probe();
    },
    close: () => session.close(),
  };
}

/** A greeting is text: it must not drive the terminal. */
function printable(text: string): string {
  const lines = text.split(/\r?\n/).map((line) => line.replace(/\p{Cc}/gu, ''));
  return lines.join('\r\n');
}
