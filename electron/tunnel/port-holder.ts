// Who holds a local port, as every system tells it: for the words "port 5432 is used by postgres (process 812)".
import { execFile } from 'node:child_process';

export type PortHolder =
  | {
      readonly kind: 'program';
      readonly processId: number;
      /** The program's short name. */
      readonly program: string;
    }
  /** The system shows this user whose it is, not which program. */
  | { readonly kind: 'other-user'; readonly user: string };

export interface PortOwners {
  /** Null when it cannot be told. Bounded; never rejects. */
  findHolder(address: string, port: number): Promise<PortHolder | null>;
}

/** Runs a program of the system; null when it is not there, fails or takes too long. Never rejects. */
export type AskProgram = (program: string, args: readonly string[]) => Promise<string | null>;

/** As the end of "is used by …". */
export function holderWords(holder: PortHolder | null): string {
  if (holder === null) return 'another program (this computer did not say which)';
  return holder.kind === 'program'
    ? `${holder.program} (process ${holder.processId})`
    : `a program of the user ${holder.user}`;
}

/** People wait for the words meanwhile; "another program" now is better than its name later. */
const ASK_LIMIT_MS = 2_000;

export const askProgram: AskProgram = (program, args) =>
  new Promise((resolve) => {
    execFile(
      program,
      [...args],
      { timeout: ASK_LIMIT_MS, killSignal: 'SIGKILL', windowsHide: true, maxBuffer: 8 * 1024 * 1024 },
      (error, stdout) => {
        resolve(error === null ? stdout : null);
      },
    );
  });
