// EC2 DescribeInstanceConnectEndpoints (fact sheet 1.17).
import type { Endpoint, Endpoints } from '../company/endpoints.ts';
import { ApiError } from './api-error.ts';
import type { ApiCall, QueryForm } from './call.ts';
import { ACCOUNT_ID } from './credentials.ts';
import { filtersOf, listOf, matcherFor, type FilterFields } from './ec2-filters.ts';
import { NAMESPACE, readMaxResults } from './ec2-request.ts';
import { pageOf } from './page-token.ts';
import { xmlElement, type XmlObject } from './xml.ts';

export interface EndpointWorld {
  readonly endpoints: Endpoints;
  /** Where they are; every other region is empty. */
  readonly region: string;
}

const MAX_PAGE = 50;

const FIELDS: FilterFields<Endpoint> = {
  'instance-connect-endpoint-id': ({ id }) => [id],
  state: ({ state }) => [state],
  'subnet-id': ({ subnetId }) => [subnetId],
  'vpc-id': ({ vpcId }) => [vpcId],
};

/** The XML body of the answer. Throws ApiError. */
export function describeEndpoints(call: ApiCall, form: QueryForm, world: EndpointWorld): string {
  const ids = listOf(form, 'InstanceConnectEndpointId');
  const filters = filtersOf(form);
  const maxResults = readMaxResults(form, 1, MAX_PAGE);
  const nextToken = form.get('NextToken') ?? null;
  const here = call.region === world.region ? world.endpoints.all() : [];
  for (const id of ids)
    if (!here.some((endpoint) => endpoint.id === id))
      throw new ApiError(
        'InvalidInstanceConnectEndpointId.NotFound',
        `The instance connect endpoint ID '${id}' does not exist`,
      );
  const chosen = ids.length > 0 ? here.filter(({ id }) => ids.includes(id)) : here;
  const matches = matcherFor(filters, FIELDS);
  const page = pageOf(chosen.filter(matches), maxResults ?? MAX_PAGE, nextToken, [ids, filters]);
  return xmlElement(
    'DescribeInstanceConnectEndpointsResponse',
    {
      requestId: call.requestId,
      instanceConnectEndpointSet: page.items.map((endpoint) => endpointXml(endpoint, world.region)),
      nextToken: page.nextToken,
    },
    NAMESPACE,
  );
}

function endpointXml(endpoint: Endpoint, region: string): XmlObject {
  const { id, dnsName, fipsDnsName, dualStackDnsName } = endpoint;
  return {
    ownerId: ACCOUNT_ID,
    instanceConnectEndpointId: id,
    instanceConnectEndpointArn: `arn:aws:ec2:${region}:${ACCOUNT_ID}:instance-connect-endpoint/${id}`,
    state: endpoint.state,
    stateMessage: endpoint.stateMessage,
    dnsName,
    fipsDnsName,
    networkInterfaceIdSet: endpoint.networkInterfaceIds,
    vpcId: endpoint.vpcId,
    availabilityZone: endpoint.zone,
    createdAt: endpoint.createdAt,
    subnetId: endpoint.subnetId,
    preserveClientIp: endpoint.preserveClientIp,
    securityGroupIdSet: [endpoint.securityGroupId],
    tagSet: Object.entries(endpoint.tags).map(([key, value]) => ({ key, value })),
    ipAddressType: endpoint.ipAddressType,
    publicDnsNames: {
      ipv4: { dnsName, fipsDnsName },
      dualstack: { dnsName: dualStackDnsName, fipsDnsName },
    },
  };
}
