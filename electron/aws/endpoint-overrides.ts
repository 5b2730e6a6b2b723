// Which service URLs replace AWS's own for an access. The SDK reads these for the profile in AWS_PROFILE only, not for
// one chosen in code, so they are resolved here and handed to every client; the SSM engine learns from here which
// hosts beside AWS's a StreamUrl may name.
import { AppError } from '../../shared/app-error.ts';
import { parseUrl } from '../base/parse-url.ts';
import type { ConfigFiles } from './config-files.ts';

/** The services used, by the name that AWS_ENDPOINT_URL_<NAME> and `[services]` sections use. */
export const SERVICES = [
  'ec2',
  'ssm',
  'sts',
  'kms',
  'ssmmessages',
  'ec2_instance_connect',
  'sso_oidc',
] as const;
export type ServiceName = (typeof SERVICES)[number];

export type EndpointOverrides = Readonly<Partial<Record<ServiceName, URL>>> & {
  /** Where tunnels of EC2 Instance Connect Endpoints are opened instead (`ws:` or `wss:`). AWS's tools have no such setting. */
  readonly openTunnel?: URL;
  readonly serialConsole?: SerialConsolePlace;
};

/** A stand-in for the serial consoles of AWS, with the host key to expect there (`SHA256:…`). */
export interface SerialConsolePlace {
  readonly host: string;
  readonly port: number;
  readonly fingerprint: string;
}

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
  const ours = { ...openTunnelOverride(env), ...serialConsoleOverride(env) };
  if (ignore === 'true') return ours;
  const services = profile['services'] === undefined ? undefined : files.services.get(profile['services']);
  const overrides: { -readonly [K in keyof EndpointOverrides]: EndpointOverrides[K] } = { ...ours };
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
  const url = parseUrl(text);
  if (url?.protocol === 'http:' || url?.protocol === 'https:') return url;
  throw new AppError(
    'aws/profile-invalid',
    `The endpoint URL set for ${service} is not an http or https URL.`,
    {
      detail: text.slice(0, 200),
    },
  );
}

/**
 * Where the WebSocket to an endpoint goes: its own name, or what is set to stand in for it: the setting for tunnels,
 * else the host of the one for EC2 Instance Connect. The Host header stays the endpoint's name in any case.
 */
export function openTunnelOrigin(overrides: EndpointOverrides, dnsName: string): URL {
  if (overrides.openTunnel !== undefined) return overrides.openTunnel;
  const service = overrides.ec2_instance_connect;
  if (service === undefined) return new URL(`wss://${dnsName}`);
  return new URL(`${service.protocol === 'http:' ? 'ws:' : 'wss:'}//${service.host}`);
}

function openTunnelOverride(env: NodeJS.ProcessEnv): Pick<EndpointOverrides, 'openTunnel'> {
  const text = present(env['SALLYPORT_OPEN_TUNNEL_URL']);
  if (text === undefined) return {};
  const url = parseUrl(text);
  if (url !== null && /^wss?:$/.test(url.protocol)) return { openTunnel: url };
  throw new AppError('aws/profile-invalid', 'SALLYPORT_OPEN_TUNNEL_URL is not a ws or wss URL.', {
    detail: text.slice(0, 200),
  });
}

function serialConsoleOverride(env: NodeJS.ProcessEnv): Pick<EndpointOverrides, 'serialConsole'> {
  const address = present(env['SALLYPORT_SERIAL_CONSOLE']);
  if (address === undefined) return {};
  const place = serialConsolePlace(address, env['SALLYPORT_SERIAL_HOST_KEY'] ?? '');
  if (place !== null) return { serialConsole: place };
  throw new AppError(
    'aws/profile-invalid',
    'SALLYPORT_SERIAL_CONSOLE (host:port) and SALLYPORT_SERIAL_HOST_KEY (SHA256:…) do not fit together.',
  );
}

/** Null for what is no `host:port` or no fingerprint. */
export function serialConsolePlace(address: string, fingerprint: string): SerialConsolePlace | null {
  const parts = /^([0-9a-zA-Z.-]{1,255}):(\d{1,5})$/.exec(address);
  const [, host, port] = parts ?? [];
  if (host === undefined || port === undefined) return null;
  return /^SHA256:[A-Za-z0-9+/]{43}$/.test(fingerprint) ? { host, port: Number(port), fingerprint } : null;
}

/** The distinct URLs in force, for the StreamUrl policy. */
export function overrideUrls(overrides: EndpointOverrides): URL[] {
  const urls = SERVICES.flatMap((service) => overrides[service] ?? []);
  const byHref = new Map(urls.map((url) => [url.href, url]));
  return [...byHref.values()];
}

function present(value: string | undefined): string | undefined {
  return value === undefined || value === '' ? undefined : value;
}
