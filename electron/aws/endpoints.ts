// EC2 DescribeInstanceConnectEndpoints: the ways into the VPCs of a region (fact sheet 1.17).
import {
  DescribeInstanceConnectEndpointsCommand,
  type Ec2InstanceConnectEndpoint,
} from '@aws-sdk/client-ec2';
import { type Endpoint, endpointSchema } from '../../shared/endpoint.ts';
import { awsCall } from './aws-call.ts';
import type { AwsClients } from './clients.ts';

/** The most that AWS gives at once. */
const PAGE = 50;
/** An account has five a region unless it asked for more; a list that never ends is no list. */
const MAX_PAGES = 40;

/** All of the region, in every state; they are few. Needs ec2:DescribeInstanceConnectEndpoints. Rejects as awsCall. */
export async function describeEndpoints(clients: AwsClients, signal: AbortSignal): Promise<Endpoint[]> {
  const found: Endpoint[] = [];
  let next: string | undefined;
  for (let page = 0; page < MAX_PAGES; page++) {
    const token: string | undefined = next;
    const answer = await awsCall(
      {
        action: 'ec2:DescribeInstanceConnectEndpoints',
        profileName: clients.profileName,
        region: clients.access.region,
        signal,
      },
      (abortSignal) =>
        clients.ec2.send(
          new DescribeInstanceConnectEndpointsCommand({
            MaxResults: PAGE,
            ...(token === undefined ? {} : { NextToken: token }),
          }),
          { abortSignal },
        ),
    );
    for (const each of answer.InstanceConnectEndpoints ?? []) {
      const endpoint = readEndpoint(each);
      if (endpoint !== null) found.push(endpoint);
    }
    next = answer.NextToken;
    if (next === undefined || next === '' || next === token) break;
  }
  return found;
}

/** Null for one that cannot be told apart or named. */
function readEndpoint(answer: Ec2InstanceConnectEndpoint): Endpoint | null {
  const { Ipv4: ipv4, Dualstack: dualStack } = answer.PublicDnsNames ?? {};
  const parsed = endpointSchema.safeParse({
    id: answer.InstanceConnectEndpointId,
    state: String(answer.State ?? 'unknown'),
    stateMessage: filled(answer.StateMessage),
    vpcId: filled(answer.VpcId),
    subnetId: filled(answer.SubnetId),
    dnsName: filled(answer.DnsName) ?? filled(ipv4?.DnsName),
    fipsDnsName: filled(answer.FipsDnsName) ?? filled(ipv4?.FipsDnsName),
    dualStackDnsName: filled(dualStack?.DnsName),
    dualStackFipsDnsName: filled(dualStack?.FipsDnsName),
    // Endpoints made before there was a choice say nothing.
    addressType: answer.IpAddressType ?? 'ipv4',
  });
  return parsed.success ? parsed.data : null;
}

function filled(text: string | undefined): string | null {
  return text === undefined || text === '' ? null : text;
}
