// Which service URLs replace AWS's own for an access. The SDK reads these for the profile in AWS_PROFILE only, not for
// one chosen in code, so they are resolved here and handed to every client; the SSM engine learns from here which
// hosts beside AWS's a StreamUrl may name.
import { AppError } from '../../shared/app-error.ts';
import type { ConfigFiles } from './config-files.ts';

/** The services used, by the name that AWS_ENDPOINT_URL_<NAME> and `[services]` sections use. */
export const SERVICES = ['ec2', 'ssm', 'sts', 'kms', 'ssmmessages'] as const;
export type ServiceName = (typeof SERVICES)[number];

export type EndpointOverrides = Readonly<Partial<Record<ServiceName, URL>>>;

/**
 * Precedence of AWS's tools: AWS_ENDPOINT_URL_<SERVICE>, AWS_ENDPOINT_URL, `services` section of the profile,
 * endpoint_url of the profile. AWS_IGNORE_CONFIGURED_ENDPOINT_URLS (or the profile's key) turns all of them off.
 * Throws `aws/profile-invalid` for a value that is not an http(s) URL.
 */
export function endpointOverrides(
  env: NodeJS.ProcessEnv,
  files: ConfigFiles,
  profileName: string | null,
): EndpointOverrides {
  const profile = files.profiles.get(profileName ?? env['AWS_PROFILE'] ?? 'default') ?? {};
  const ignore = env['AWS_IGNORE_CONFIGURED_ENDPOINT_URLS'] ?? profile['ignore_configured_endpoint_urls'];
  if (ignore === 'true') return {};
  const services = profile['services'] === undefined ? undefined : files.services.get(profile['services']);
  const overrides: Partial<Record<ServiceName, URL>> = {};
  for (const service of SERVICES) {
    const text =
      present(env[`AWS_ENDPOINT_URL_${service.toUpperCase()}`]) ??
      present(env['AWS_ENDPOINT_URL']) ??
      present(services?.[`${service}.endpoint_url`]) ??
      present(profile['endpoint_url']);
    if (text !== undefined) overrides[service] = parseEndpoint(text, service);
  }
  return overrides;
}

function parseEndpoint(text: string, service: ServiceName): URL {
  try {
    const url = new URL(text);
    if (url.protocol === 'http:' || url.protocol === 'https:') return url;
  } catch {
    // Said below, with the service that it was for.
  }
  throw new AppError(
    'aws/profile-invalid',
    `The endpoint URL set for ${service} is not an http or https URL.`,
    {
      detail: text.slice(0, 200),
    },
  );
}

/** The distinct URLs in force, for the StreamUrl policy. */
export function overrideUrls(overrides: EndpointOverrides): URL[] {
  const byHref = new Map(Object.values(overrides).map((url) => [url.href, url]));
  return [...byHref.values()];
}

function present(value: string | undefined): string | undefined {
  return value === undefined || value === '' ? undefined : value;
}
