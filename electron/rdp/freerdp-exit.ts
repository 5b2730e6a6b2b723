// What FreeRDP's exit code says (client/X11/xf_utils and xfreerdp.h: 0 to 31 are the server's reasons to disconnect,
// 128 and above are failures). Pure.
import { AppError, type AppErrorCode } from '../../shared/app-error.ts';
import type { ProgramEnding } from './program.ts';
import type { ClientEnding } from './rdp-client.ts';

/** The server said goodbye: signed out, session taken over by somebody else, idle limit. */
const LAST_GOODBYE = 31;

const MEANINGS: Readonly<Record<number, readonly [AppErrorCode, string]>> = {
  131: ['rdp/client-failed', 'The connection failed.'],
  132: ['rdp/sign-in-refused', 'The target did not accept the user name and password.'],
  133: ['rdp/client-failed', 'Client and target could not agree on a security protocol.'],
  134: ['rdp/sign-in-refused', 'The target did not accept the user name and password.'],
  135: ['rdp/sign-in-refused', 'The account is locked out.'],
  141: ['rdp/client-failed', 'The client could not connect to the tunnel.'],
  143: ['rdp/client-failed', 'The client did not take the certificate of the target.'],
  144: ['rdp/sign-in-refused', 'The account may not sign in with Remote Desktop.'],
  147: ['rdp/sign-in-refused', 'The target ended the connection while signing in.'],
  148: ['rdp/sign-in-refused', 'The password has expired.'],
  149: ['rdp/sign-in-refused', 'The password must be changed before signing in.'],
  151: ['rdp/sign-in-refused', 'The account is disabled.'],
  154: ['rdp/sign-in-refused', 'The target did not accept the user name and password.'],
  155: ['rdp/sign-in-refused', 'The account may not sign in with Remote Desktop.'],
  156: ['rdp/sign-in-refused', 'The account is restricted.'],
  157: ['rdp/sign-in-refused', 'The account has expired.'],
  158: ['rdp/sign-in-refused', 'The account may not sign in with Remote Desktop.'],
};

/** The likeliest cause, and the reason why Kerberos is none of the ways out: there is no domain over a tunnel. */
const SIGN_IN_HINT =
  'The password from AWS is the first one of the instance; it does not work any more when somebody has changed it. Through a tunnel only NTLM is possible, no Kerberos.';

export function freeRdpEnding({ code, said }: ProgramEnding): ClientEnding {
  // A signal: we stopped it, or the person did.
  if (code === null || code <= LAST_GOODBYE) return { kind: 'closed' };
  const [errorCode, message] = MEANINGS[code] ?? (['rdp/client-failed', 'FreeRDP failed.'] as const);
  const detail = errorCode === 'rdp/sign-in-refused' ? SIGN_IN_HINT : lastError(said);
  const exit = `(exit code ${code})`;
  return {
    kind: 'failed',
    error: new AppError(errorCode, message, {
      detail: detail === null ? exit : `${detail} ${exit}`,
      retryable: true,
    }),
  };
}

/** Its own words without time and thread. */
function lastError(said: string): string | null {
  const line = said
    .split('\n')
    .filter((text) => text.includes('[ERROR]'))
    .at(-1);
  return line === undefined ? null : line.replace(/^(\[[^\]]*\]\s*)+-?\s*/, '').slice(0, 300);
}
