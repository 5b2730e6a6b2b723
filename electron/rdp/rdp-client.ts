// What every RDP client program is to the launch: found or not, started with what it needs to sign in, and done with
// that as soon as it is connected. No implementation may put a password on a command line, into an environment, or
// into a file that outlives the launch.
import type { AppError } from '../../shared/app-error.ts';
import type { RdpClientId, RdpOptions, RdpSecurity } from '../../shared/rdp.ts';
import type { Secret } from '../base/secret.ts';
import type { RdpCertificate } from './rdp-certificate.ts';

export interface RdpCredentials {
  /** As rdpUserNameSchema. */
  readonly userName: string;
  /** Null: the client asks for it. */
  readonly password: Secret<string> | null;
}

export interface RdpClientRequest {
  /** The tunnel's listener. */
  readonly host: string;
  readonly port: number;
  readonly credentials: RdpCredentials;
  /** What the window is called. */
  readonly instanceName: string;
  readonly options: RdpOptions;
  readonly security: RdpSecurity;
  /** Checked against the pin already; the client is told to take no other. Null: none was seen. */
  readonly certificate: RdpCertificate | null;
}

export interface FoundClient {
  /** Absolute path. */
  readonly program: string;
  /** Come before those of the launch (`flatpak run …`). */
  readonly leadingArguments: readonly string[];
}

export type ClientEnding =
  /** The window was closed, or the person signed out. */
  | { readonly kind: 'closed' }
  /** The program went away at once and left the window to another process: only the tunnel knows how long it lasts. */
  | { readonly kind: 'handed-over' }
  | { readonly kind: 'failed'; readonly error: AppError };

export interface RdpLaunch {
  /** What the person should know, in sentences: such as that this client takes no password. */
  readonly notes: readonly string[];
  /** Settles once; never rejects. */
  readonly ended: Promise<ClientEnding>;
  /** The client is connected: whatever was laid out for signing in is taken away. Never rejects; safe to call twice. */
  connected(): Promise<void>;
  /** As `connected`, and ends the program that was started, where it still runs. Never rejects; safe to call twice. */
  close(): Promise<void>;
}

export interface RdpClient {
  readonly id: RdpClientId;
  /** For people. */
  readonly name: string;
  /** False: the person has to enter the password. */
  readonly passesPassword: boolean;
  /** Null when it is not on this computer. */
  find(signal: AbortSignal): Promise<FoundClient | null>;
  /** Rejects with `rdp/client-failed`, `rdp/client-missing`. */
  launch(found: FoundClient, request: RdpClientRequest, signal: AbortSignal): Promise<RdpLaunch>;
}

/** `.\Administrator` and `CORP\anna` in their two halves; other forms stay whole. A dot is the machine itself. */
export function splitUserName(userName: string): { readonly domain: string; readonly user: string } {
  const at = userName.indexOf('\\');
  if (at < 0) return { domain: '', user: userName };
  const domain = userName.slice(0, at);
  return { domain: domain === '.' ? '' : domain, user: userName.slice(at + 1) };
}

/** A window title or a file name from a name that anybody with a tag may have written. */
export function titleOf(instanceName: string): string {
  const title = instanceName
    .replace(/[\p{Cc}\p{Cf}]/gu, ' ')
    .trim()
    .slice(0, 100);
  return title === '' ? 'Remote desktop' : title;
}
