// User and password for a desktop: what the person has saved or typed, or the first Administrator password from AWS,
// decrypted with the private key that they point to.
import { AppError } from '../../shared/app-error.ts';
import { DEFAULT_RDP_USER } from '../../shared/rdp.ts';
import type { AwsClients } from '../aws/clients.ts';
import { describeInstance } from '../aws/ec2-api.ts';
import { getWindowsPasswordData } from '../aws/windows-password-data.ts';
import type { Clock } from '../base/clock.ts';
import type { Secret } from '../base/secret.ts';
import type { RdpCredentials } from '../rdp/rdp-client.ts';
import { decryptWindowsPassword, explainNoPassword } from '../rdp/windows-password.ts';

/** Where private keys come from: a dialog of the app, a flag and the terminal on the command line. */
export interface KeySource {
  /** Text of the private key of this key pair. Rejects with `rdp/key-needed` when there is none to be had. */
  privateKey(keyName: string | null, signal: AbortSignal): Promise<Secret<string>>;
  /** `problem`: what was wrong with the passphrase before; null at first. Rejects when there is nobody to ask. */
  passphrase(problem: AppError | null, signal: AbortSignal): Promise<Secret<string>>;
}

export interface FirstPasswordRequest {
  readonly clients: AwsClients;
  readonly instanceId: string;
  readonly keys: KeySource;
  readonly clock: Clock;
}

/** As at a login: somebody who does not know it by then is guessing. */
const PASSPHRASE_TRIES = 3;

/** Rejects with an `rdp/…` AppError that says which of the many reasons it is, or with what AWS said. */
export async function firstWindowsPassword(
  { clients, instanceId, keys, clock }: FirstPasswordRequest,
  signal: AbortSignal,
): Promise<RdpCredentials> {
  if (!instanceId.startsWith('i-'))
    throw new AppError('rdp/password-unavailable', 'AWS keeps passwords of EC2 instances only.', {
      detail: 'Enter user and password of this machine yourself.',
    });
  const { ciphertext } = await getWindowsPasswordData(clients, instanceId, signal);
  // Asked for afterwards: without permission to describe, the password alone still works.
  const facts = await launchFacts(clients, instanceId, signal, ciphertext === null);
  if (ciphertext === null) throw explainNoPassword({ ...facts, now: clock.now() });
  const encrypted = { ciphertext, keyName: facts.keyName };
  const key = await keys.privateKey(facts.keyName, signal);
  let passphrase: Secret<string> | null = null;
  for (let attempt = 0; ; attempt++)
    try {
      const password = await decryptWindowsPassword(encrypted, key, passphrase);
      return { userName: DEFAULT_RDP_USER, password };
    } catch (error) {
      const isAboutPassphrase =
        error instanceof AppError &&
        (error.code === 'rdp/passphrase-needed' || error.code === 'rdp/passphrase-wrong');
      if (!isAboutPassphrase || attempt >= PASSPHRASE_TRIES) throw error;
      passphrase = await keys.passphrase(error.code === 'rdp/passphrase-wrong' ? error : null, signal);
    }
}

async function launchFacts(
  clients: AwsClients,
  instanceId: string,
  signal: AbortSignal,
  isNeeded: boolean,
): Promise<{ keyName: string | null; launchedAt: number | null }> {
  try {
    const instance = await describeInstance(clients, instanceId, signal);
    return { keyName: instance?.keyName ?? null, launchedAt: instance?.launchedAt ?? null };
  } catch (error) {
    if (isNeeded || signal.aborted) throw error;
    return { keyName: null, launchedAt: null };
  }
}
