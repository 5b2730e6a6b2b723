// EC2 DescribeSecurityGroups.
import { SECURITY_GROUP_LIST, type SecurityGroup, type SecurityRule } from '../company/security-groups.ts';
import { ApiError } from './api-error.ts';
import type { ApiCall, QueryForm } from './call.ts';
import { ACCOUNT_ID } from './credentials.ts';
import { filtersOf, listOf, matcherFor, type FilterFields } from './ec2-filters.ts';
import { NAMESPACE, readMaxResults } from './ec2-request.ts';
import { pageOf } from './page-token.ts';
import { xmlElement, type XmlObject } from './xml.ts';

const MIN_PAGE = 5;
const MAX_PAGE = 1000;

const FIELDS: FilterFields<SecurityGroup> = {
  description: ({ description }) => [description],
  'group-id': ({ id }) => [id],
  'group-name': ({ name }) => [name],
  'ip-permission.cidr': ({ inbound }) => inbound.flatMap(({ cidrs }) => cidrs),
  'ip-permission.group-id': ({ inbound }) => inbound.flatMap(({ groupIds }) => groupIds),
  'owner-id': () => [ACCOUNT_ID],
  'vpc-id': ({ vpcId }) => [vpcId],
};

/** The XML body of the answer. `region`: where the groups are. Throws ApiError. */
export function describeSecurityGroups(call: ApiCall, form: QueryForm, region: string): string {
  const ids = listOf(form, 'GroupId');
  const names = listOf(form, 'GroupName');
  const filters = filtersOf(form);
  const maxResults = readMaxResults(form, MIN_PAGE, MAX_PAGE);
  if (ids.length > 0 && maxResults !== null)
    throw new ApiError(
      'InvalidParameterCombination',
      'The parameter groupIds cannot be used with the parameter maxResults',
    );
  const here = call.region === region ? SECURITY_GROUP_LIST : [];
  for (const id of ids)
    if (!here.some((group) => group.id === id))
      throw new ApiError('InvalidGroup.NotFound', `The security group '${id}' does not exist`);
  const chosen = here.filter(
    ({ id, name }) => (ids.length === 0 || ids.includes(id)) && (names.length === 0 || names.includes(name)),
  );
  const matches = matcherFor(filters, FIELDS);
  const page = pageOf(chosen.filter(matches), maxResults ?? MAX_PAGE, form.get('NextToken') ?? null, [
    names,
    filters,
  ]);
  return xmlElement(
    'DescribeSecurityGroupsResponse',
    {
      requestId: call.requestId,
      securityGroupInfo: page.items.map((group) => groupXml(group, region)),
      nextToken: page.nextToken,
    },
    NAMESPACE,
  );
}

function groupXml(group: SecurityGroup, region: string): XmlObject {
  return {
    ownerId: ACCOUNT_ID,
    groupId: group.id,
    groupName: group.name,
    groupDescription: group.description,
    vpcId: group.vpcId,
    securityGroupArn: `arn:aws:ec2:${region}:${ACCOUNT_ID}:security-group/${group.id}`,
    ipPermissions: group.inbound.map(ruleXml),
    ipPermissionsEgress: group.outbound.map(ruleXml),
    tagSet: Object.entries(group.tags).map(([key, value]) => ({ key, value })),
  };
}

function ruleXml({ protocol, fromPort, toPort, cidrs, groupIds, description }: SecurityRule): XmlObject {
  const words = description === '' ? null : description;
  return {
    ipProtocol: protocol,
    fromPort,
    toPort,
    groups: groupIds.map((groupId) => ({ userId: ACCOUNT_ID, groupId, description: words })),
    ipRanges: cidrs.map((cidrIp) => ({ cidrIp, description: words })),
    ipv6Ranges: [],
    prefixListIds: [],
  };
}
