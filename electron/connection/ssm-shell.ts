// The route `ssm` to a shell: credentials, StartSession, then the engine. Where AWS and the engine meet.
import { overrideUrls } from '../aws/endpoint-overrides.ts';
import type { AwsClients } from '../aws/clients.ts';
import { startSession } from '../aws/ssm-api.ts';
import type { Clock } from '../base/clock.ts';
import type { Log } from '../base/log.ts';
import type { ShellSession } from '../ssm/shell-session.ts';
import { openShellSession } from '../ssm/shell-session.ts';
import { makeSessionControl } from './session-control.ts';
import type { RoutedShell, ShellRequest } from './shell-route.ts';

export interface SsmShellRequest extends ShellRequest {
  readonly clients: AwsClients;
  readonly clock: Clock;
  readonly log: Log;
}

/** Rejects with AppError, after the session was terminated; a session is terminated too when `signal` aborts. */
export async function openSsmShell(request: SsmShellRequest): Promise<RoutedShell> {
  const { clients, signal, targetId, clock, log } = request;
  await clients.credentials.current(signal);
  request.onCredentials();
  const grant = await startSession(
    clients,
    { targetId, documentName: null, parameters: {}, reason: null },
    signal,
  );
  request.onSessionId(grant.sessionId);
  const session = await openShellSession({
    grant,
    control: makeSessionControl(clients, clock),
    targetId,
    size: request.size,
    streamUrlPolicy: {
      region: clients.access.region,
      endpointOverrides: overrideUrls(clients.overrides).map((url) => new URL(url)),
    },
    network: clients.network,
    signal,
    onPhase: request.onPhase,
    clock,
    log,
  });
  return routed(session);
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
