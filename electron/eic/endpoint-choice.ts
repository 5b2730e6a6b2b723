// Which EC2 Instance Connect Endpoint leads to a target, by which of its names, to which of the target's addresses.
// Pure. Rules as AWS's own CLI has them (fact sheet 1.18, 1.20), and dual-stack names, which it never uses.
import { AppError } from '../../shared/app-error.ts';
import type { Target } from '../../shared/aws.ts';
import type { Endpoint } from '../../shared/endpoint.ts';

/** An update that failed leaves the endpoint as it was. */
const USABLE_STATES: readonly string[] = [
  'create-complete',
  'update-in-progress',
  'update-complete',
  'update-failed',
];

export interface EndpointChoice {
  readonly endpoint: Endpoint;
  /** Host header, name in the certificate, and what is signed. */
  readonly dnsName: string;
  /** Without brackets, also for IPv6. */
  readonly privateAddress: string;
}

export interface ChoiceFacts {
  readonly target: Pick<Target, 'vpcId' | 'subnetId' | 'privateAddress' | 'ipv6Address'>;
  readonly endpoints: readonly Endpoint[];
  /** Chosen by the user; null for the nearest. */
  readonly endpointId: string | null;
  readonly useFips: boolean;
  /** Whether this computer gets out by IPv4. */
  readonly hasIpv4: boolean;
}

/** The AppError says in words why there is none: `eice/no-endpoint`, `…/endpoint-not-ready`, `…/address-family`. */
export function chooseEndpoint(facts: ChoiceFacts): EndpointChoice | AppError {
  const { target, endpoints, endpointId } = facts;
  const candidates = endpoints.filter(({ id, vpcId }) =>
    endpointId === null ? target.vpcId !== null && vpcId === target.vpcId : id === endpointId,
  );
  const [first] = candidates;
  if (first === undefined) return noEndpoint(facts);
  const usable = candidates.filter(({ state }) => USABLE_STATES.includes(state));
  const [nearest] = [...usable.filter(({ subnetId }) => subnetId === target.subnetId), ...usable];
  if (nearest === undefined)
    return new AppError(
      'eice/endpoint-not-ready',
      `The endpoint ${first.id} is not ready: ${stateWords(first.state)}.`,
      {
        detail: first.stateMessage,
        retryable: first.state.endsWith('-in-progress'),
      },
    );
  const privateAddress = addressFor(nearest, target);
  if (privateAddress === null)
    return new AppError(
      'eice/address-family',
      `The endpoint ${nearest.id} connects to ${familyWords(nearest)}, and the instance has no such address.`,
    );
  const dnsName = nameOf(nearest, facts);
  if (dnsName === null)
    return new AppError(
      'eice/no-endpoint',
      facts.useFips
        ? `The endpoint ${nearest.id} has no FIPS name, and your settings ask for one.`
        : `AWS names no address for the endpoint ${nearest.id}.`,
    );
  return { endpoint: nearest, dnsName, privateAddress };
}

const STATE_WORDS: Readonly<Record<string, string>> = {
  'create-in-progress': 'it is being created',
  'create-failed': 'it could not be created',
  'delete-in-progress': 'it is being deleted',
  'delete-complete': 'it was deleted',
  'delete-failed': 'it could not be deleted',
};

function stateWords(state: string): string {
  return STATE_WORDS[state] ?? `AWS says ${state.replaceAll('-', ' ')}`;
}

function noEndpoint({ target, endpointId }: ChoiceFacts): AppError {
  if (endpointId !== null)
    return new AppError('eice/no-endpoint', `There is no endpoint ${endpointId} here.`);
  const where =
    target.vpcId === null ? 'The VPC of the instance is not known.' : `No endpoint in ${target.vpcId}.`;
  return new AppError('eice/no-endpoint', where);
}

function addressFor(endpoint: Endpoint, target: ChoiceFacts['target']): string | null {
  switch (endpoint.addressType) {
    case 'ipv4':
      return target.privateAddress;
    case 'ipv6':
      return target.ipv6Address;
    case 'dualstack':
      return target.privateAddress ?? target.ipv6Address;
  }
}

function familyWords({ addressType }: Endpoint): string {
  return addressType === 'ipv6' ? 'IPv6 addresses only' : 'IPv4 addresses only';
}

function nameOf(endpoint: Endpoint, { useFips, hasIpv4 }: ChoiceFacts): string | null {
  if (useFips) return (hasIpv4 ? null : endpoint.dualStackFipsDnsName) ?? endpoint.fipsDnsName;
  // The plain names have IPv4 addresses only.
  return (hasIpv4 ? null : endpoint.dualStackDnsName) ?? endpoint.dnsName ?? endpoint.dualStackDnsName;
}
