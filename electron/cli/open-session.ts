// Opens a session on a target for the command line: credentials, StartSession, data channel, each step in words.
import { assertNever } from '../../shared/assert-never.ts';
import type { TerminalSize } from '../../shared/connection.ts';
import type { AwsClients } from '../aws/clients.ts';
import { type Clock, systemClock } from '../base/clock.ts';
import type { Log } from '../base/log.ts';
import { openSsmSession } from '../connection/ssm-session.ts';
import type { ShellPhase, ShellSession } from '../ssm/shell-session.ts';
import type { ShellArguments } from './arguments.ts';
import { printable } from './printable.ts';

/** Runs one command without a terminal. With separate output its exit code travels too (facts 6). */
const COMMAND_DOCUMENT = 'AWS-StartNonInteractiveCommand';

export interface SessionRequest {
  readonly given: ShellArguments;
  readonly targetId: string;
  readonly clients: AwsClients;
  readonly size: TerminalSize;
  readonly signal: AbortSignal;
  readonly log: Log;
  readonly say: (text: string) => void;
  readonly onStdErr?: (bytes: Uint8Array) => Promise<void>;
}

/** Rejects with AppError, after a session that was begun has been terminated. */
export async function openSession(request: SessionRequest): Promise<ShellSession> {
  const { given, targetId, clients, say } = request;
  say('Getting credentials…');
  return await openSsmSession({
    ...documentOf(given),
    targetId,
    reason: given.reason,
    clients,
    size: request.size,
    signal: request.signal,
    onCredentials: () => {
      say(`Starting a session on ${printable(targetId)} in ${clients.access.region}…`);
    },
    onSessionId: (sessionId) => {
      request.log.debug('session', { sessionId });
    },
    onPhase: phaseTeller(say, systemClock),
    ...(request.onStdErr === undefined ? {} : { onStdErr: request.onStdErr }),
    clock: systemClock,
    log: request.log.part('ssm'),
  });
}

function documentOf(given: ShellArguments) {
  if (given.command === null) return { documentName: given.documentName, parameters: given.parameters };
  return {
    documentName: COMMAND_DOCUMENT,
    parameters: { ...given.parameters, command: [given.command], separateOutputStream: ['true'] },
  };
}

/** Each phase once in words; of a reconnect also that it is over. */
function phaseTeller(say: (text: string) => void, clock: Clock): (phase: ShellPhase) => void {
  let reconnecting = false;
  let opened = false;
  return (phase) => {
    switch (phase.kind) {
      case 'opening-channel':
        if (!reconnecting) say('Opening the data channel…');
        return;
      case 'waiting-for-agent':
        if (!reconnecting) say('Waiting for the agent…');
        return;
      case 'securing':
        if (!reconnecting) say('Setting up KMS encryption…');
        return;
      case 'open':
        if (opened) say('Reconnected.');
        else say('Connected.');
        opened = true;
        reconnecting = false;
        return;
      case 'reconnecting': {
        reconnecting = true;
        const seconds = phase.nextTryAt === null ? 0 : Math.ceil((phase.nextTryAt - clock.now()) / 1000);
        const when = seconds > 0 ? `next try in ${seconds} s` : 'trying now';
        say(`Reconnecting (try ${phase.attempt}): ${printable(phase.reason)}; ${when}.`);
        return;
      }
      default:
        assertNever(phase);
    }
  };
}
