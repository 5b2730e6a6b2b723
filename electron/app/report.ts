// The text of "Copy report": what happened, on which version, with the connection's facts and the last log lines.
// Redacted as a whole; fit for a support ticket.
import type { AppErrorData } from '../../shared/app-error.ts';
import type { ConnectionSnapshot } from '../../shared/connection.ts';
import { redactText } from '../base/redact.ts';

export interface ReportFacts {
  readonly at: number;
  readonly version: string;
  readonly electron: string;
  readonly system: string;
  readonly homeDir: string;
  readonly error: AppErrorData;
  readonly connection: ConnectionSnapshot | null;
  readonly recentLog: readonly string[];
}

export function composeReport(facts: ReportFacts): string {
  const { error, connection } = facts;
  const lines = [
    'Sallyport report',
    `Time        ${new Date(facts.at).toISOString()}`,
    `Version     ${facts.version} (Electron ${facts.electron}, ${facts.system})`,
    '',
    `Error       ${error.code}`,
    `What        ${error.message}`,
    ...(error.detail === null ? [] : [`Why         ${error.detail.replaceAll('\n', '\n            ')}`]),
    ...(connection === null ? [] : connectionLines(connection)),
    '',
    'Last log lines',
    ...(facts.recentLog.length === 0 ? ['(none)'] : facts.recentLog),
    '',
  ];
  return withoutHome(redactText(lines.join('\n')), facts.homeDir);
}

function connectionLines(connection: ConnectionSnapshot): string[] {
  const { phase } = connection;
  const ending = phase.kind === 'ended' ? ` (${phase.ending.kind})` : '';
  return [
    '',
    `Target      ${connection.targetId} in ${connection.access.region}`,
    `Route       ${routeWords(connection)}`,
    `Phase       ${phase.kind}${ending}`,
    `Session     ${connection.sessionId ?? 'none'}`,
    `Round trip  ${connection.roundTripMs === null ? 'not measured' : `${String(connection.roundTripMs)} ms`}`,
  ];
}

function routeWords({ route, shell, routeNote, encrypted }: ConnectionSnapshot): string {
  const protection = shell === 'session-manager' ? (encrypted ? 'encrypted with KMS' : 'TLS only') : 'SSH';
  return [`${route ?? 'none yet'}, ${protection}`, routeNote].filter((part) => part !== null).join('; ');
}

/**
 * The user's name is in it on every system. On Windows it is also written with doubled backslashes (facts of the log
 * that are JSON), with slashes (URLs of files), and in any case of letters.
 */
function withoutHome(text: string, homeDir: string): string {
  if (homeDir.length < 2) return text;
  if (!homeDir.includes('\\')) return text.replaceAll(homeDir, '~');
  const parts = homeDir.split('\\').map((part) => part.replace(/[.*+?^${}()|[\]]/g, '\\$&'));
  return text.replace(new RegExp(parts.join('(?:\\\\{1,2}|/)'), 'gi'), '~');
}
