// Which certificates are trusted, as AWS's own tools read it: AWS_CA_BUNDLE, a profile's ca_bundle, NODE_EXTRA_CA_CERTS.
import { X509Certificate } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { rootCertificates } from 'node:tls';
import { AppError } from '../../shared/app-error.ts';

/** A bundle of every public root is about 250 KB; beyond this it is not a certificate file. */
const MAX_CA_FILE_BYTES = 8 * 1024 * 1024;
const FIRST_CERTIFICATE = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/;

/** PEM certificates to trust; undefined leaves Node's own roots in force. */
export type TrustedCertificates = readonly string[] | undefined;

/**
 * AWS_CA_BUNDLE (or a profile's ca_bundle) replaces the built-in roots, as in AWS's tools; NODE_EXTRA_CA_CERTS adds to
 * them. Read here as well because Electron does not apply the latter to every runtime. An unusable file is an
 * `aws/profile-invalid` error: silently trusting less or more would hide the cause of every later failure.
 */
export async function loadTrustedCertificates(
  env: NodeJS.ProcessEnv,
  profileBundle: string | undefined,
): Promise<TrustedCertificates> {
  const bundle = present('AWS_CA_BUNDLE', env['AWS_CA_BUNDLE']) ?? present('ca_bundle', profileBundle);
  const extra = present('NODE_EXTRA_CA_CERTS', env['NODE_EXTRA_CA_CERTS']);
  if (bundle === null && extra === null) return undefined;
  const added = extra === null ? [] : [await readPem(extra)];
  return bundle === null ? [...rootCertificates, ...added] : [await readPem(bundle), ...added];
}

interface CertificateFile {
  readonly setting: string;
  readonly file: string;
}

function present(setting: string, file: string | undefined): CertificateFile | null {
  return file === undefined || file === '' ? null : { setting, file };
}

async function readPem({ setting, file }: CertificateFile): Promise<string> {
  try {
    const { size } = await stat(file);
    if (size > MAX_CA_FILE_BYTES) throw new Error(`larger than ${String(MAX_CA_FILE_BYTES)} bytes`);
    const text = await readFile(file, 'utf8');
    const first = FIRST_CERTIFICATE.exec(text);
    if (first === null) throw new Error('holds no PEM certificate');
    // Node skips over what it cannot read here, and then trusts nobody.
    new X509Certificate(first[0]);
    return text;
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new AppError('aws/profile-invalid', `The certificate file named in ${setting} cannot be used.`, {
      detail: `${file}: ${why}`,
      cause: error,
    });
  }
}
