// A command of the user's own as RDP client. It is split into words here, never by a shell, and is told host, port, user
// and name; the password is never among them.
import { AppError } from '../../shared/app-error.ts';
import { findProgram, type ProgramWorld, startProgram } from './program.ts';
import { fingerprintNotes } from './rdp-certificate.ts';
import { type ClientEnding, type RdpClient, type RdpClientRequest, titleOf } from './rdp-client.ts';
import path from 'node:path';

/** `command`: as rdpCommandSchema. */
export function customClient(command: string, world: ProgramWorld): RdpClient {
  return {
    id: 'custom',
    name: 'Your command',
    passesPassword: false,
    async find() {
      const [name] = splitWords(command);
      if (name === undefined) return null;
      const program = path.isAbsolute(name) ? name : await findProgram([name], world);
      return program === null ? null : { program, leadingArguments: [] };
    },
    async launch({ program }, request) {
      const [, ...args] = expandCommand(command, request);
      const running = await startProgram(program, { args, input: null }, world);
      return {
        notes: [
          'Your command is not given the password: enter or paste it when it asks.',
          ...fingerprintNotes('Your command', request.certificate),
        ],
        ended: running.ended.then(({ code, said }): ClientEnding => {
          if (code === null || code === 0) return { kind: 'handed-over' };
          const error = new AppError('rdp/client-failed', `Your command ended with exit code ${code}.`, {
            detail: said,
          });
          return { kind: 'failed', error };
        }),
        connected: () => Promise.resolve(),
        close: () => running.stop(),
      };
    },
  };
}

/** Program and arguments. A placeholder stays one argument whatever it stands for. */
export function expandCommand(
  command: string,
  request: Pick<RdpClientRequest, 'host' | 'port' | 'credentials' | 'instanceName'>,
): string[] {
  const values: Readonly<Record<string, string>> = {
    host: request.host,
    port: String(request.port),
    user: request.credentials.userName,
    name: titleOf(request.instanceName),
  };
  return splitWords(command).map((word, index) =>
    // The program itself is the user's choice alone.
    index === 0
      ? word
      : word.replace(/\{(host|port|user|name)\}/g, (whole, name: string) => values[name] ?? whole),
  );
}

/** Words as people expect them: blanks separate, single and double quotes keep together. Backslashes are themselves. */
export function splitWords(command: string): string[] {
  const words: string[] = [];
  for (const [word] of command.matchAll(/(?:"[^"]*"?|'[^']*'?|[^\s"'])+/g))
    words.push(
      word.replace(
        /"([^"]*)"?|'([^']*)'?/g,
        (_whole, double?: string, single?: string) => double ?? single ?? '',
      ),
    );
  return words;
}
