// The certificate of a desktop: its fingerprints, and whether it is the one that this instance showed before.
import { createHash } from 'node:crypto';
import { AppError } from '../../shared/app-error.ts';

export interface RdpCertificate {
  /** 64 hex digits, of the DER: what FreeRDP compares. */
  readonly sha256: string;
  /** 40 hex digits: what mstsc keeps. */
  readonly sha1: string;
}

export function certificateOf(der: Uint8Array): RdpCertificate {
  const hash = (name: string): string => createHash(name).update(der).digest('hex');
  return { sha256: hash('sha256'), sha1: hash('sha1') };
}

/** Which certificate an instance showed, by instance id. */
export interface CertificatePins {
  /** SHA-256 as above; null when the instance was never seen. */
  find(instanceId: string): string | null;
  /** Remembers it, in place of an older one. Settles when it is stored. */
  pin(instanceId: string, sha256: string): Promise<void>;
  /** The user has looked into it: the next certificate is taken. */
  forget(instanceId: string): Promise<void>;
}

/**
 * Takes the first certificate of an instance, and the same one ever after. `certificate` null: the target showed none.
 * Rejects with `rdp/certificate-changed`.
 */
export async function checkCertificate(
  instanceId: string,
  certificate: RdpCertificate | null,
  pins: CertificatePins,
): Promise<void> {
  const pinned = pins.find(instanceId);
  if (pinned === null) {
    if (certificate !== null) await pins.pin(instanceId, certificate.sha256);
    return;
  }
  if (certificate?.sha256 === pinned) return;
  const now = certificate === null ? 'it shows none' : `it shows ${readableFingerprint(certificate.sha256)}`;
  throw new AppError('rdp/certificate-changed', 'This desktop shows another certificate than before.', {
    detail: `Before, ${instanceId} showed ${readableFingerprint(pinned)}; now ${now} (SHA-256). Windows makes a new one when it is prepared again (sysprep) or about twice a year; if nobody did and none is due, do not enter a password.`,
  });
}

/** `ab:cd:…` */
export function readableFingerprint(hex: string): string {
  return hex.replace(/(..)(?=.)/g, '$1:');
}

/** For clients that cannot be told which certificate is the right one, and ask the user at most. */
export function fingerprintNotes(client: string, certificate: RdpCertificate | null): readonly string[] {
  if (certificate === null) return [];
  const fingerprint = readableFingerprint(certificate.sha256);
  return [`${client} may ask whether to trust the desktop. The right fingerprint is ${fingerprint}`];
}

/** For stand-ins whose machines are new with every start. */
export function rememberPins(): CertificatePins {
  const pins = new Map<string, string>();
  return {
    find: (instanceId) => pins.get(instanceId) ?? null,
    pin: async (instanceId, sha256) => {
      pins.set(instanceId, sha256);
    },
    forget: async (instanceId) => {
      pins.delete(instanceId);
    },
  };
}
