// Decides which StreamUrl the token of a session may be sent to: a message gateway of AWS, or the stand-in that the
// user configured. Anything else in an answer would leak the token and sign a request for a stranger.
import { AppError } from '../../shared/app-error.ts';
import { isLoopbackHost } from '../base/loopback.ts';

export interface StreamUrlPolicy {
  readonly region: string;
  /** The URLs of AWS_ENDPOINT_URL, AWS_ENDPOINT_URL_SSM and the like that are in force; empty for AWS itself. */
  readonly endpointOverrides: readonly URL[];
}

/** Ends of AWS's service names: commercial and GovCloud, China, European Sovereign Cloud. */
const DNS_SUFFIX = '(?:amazonaws\\.com|amazonaws\\.com\\.cn|amazonaws\\.eu)';
const DUAL_STACK_SUFFIX = '(?:api\\.aws|api\\.amazonwebservices\\.com\\.cn|api\\.amazonwebservices\\.eu)';

/** Answers with the parsed URL or throws AppError `ssm/stream-url-refused`. */
export function acceptStreamUrl(streamUrl: string, policy: StreamUrlPolicy): URL {
  let url: URL;
  try {
    url = new URL(streamUrl);
  } catch (error) {
    throw refused('It is not a URL.', error);
  }
  if (url.username !== '' || url.password !== '') throw refused('It holds a user name.');
  if (url.protocol === 'wss:' && url.port === '' && isGatewayHost(url.hostname, policy.region)) return url;
  for (const override of policy.endpointOverrides) {
    if (!isSameHost(url.hostname, override.hostname)) continue;
    if (url.protocol === 'wss:') return url;
    // In the clear only where the API itself is spoken to in the clear.
    if (url.protocol === 'ws:' && override.protocol === 'http:') return url;
  }
  throw refused(`${url.protocol}//${url.host} is no message gateway of AWS in ${policy.region}.`);
}

function isGatewayHost(hostname: string, region: string): boolean {
  if (!/^[a-z0-9-]+$/.test(region)) return false;
  return new RegExp(
    `^(?:ssmmessages(?:-fips)?\\.${region}\\.(?:${DNS_SUFFIX}|${DUAL_STACK_SUFFIX})` +
      `|vpce-[a-z0-9-]+\\.ssmmessages(?:-fips)?\\.${region}\\.vpce\\.${DNS_SUFFIX})$`,
  ).test(hostname);
}

function isSameHost(one: string, other: string): boolean {
  return one === other || (isLoopbackHost(one) && isLoopbackHost(other));
}

function refused(detail: string, cause?: unknown): AppError {
  return new AppError('ssm/stream-url-refused', 'The address given for the session is not one of AWS.', {
    detail,
    cause,
  });
}
