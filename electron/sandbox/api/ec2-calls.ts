// EC2 as the query protocol of 2016-11-15: which call is which; DescribeInstances and DescribeRegions.
import type { Ec2Side, Instance } from '../company/instance.ts';
import type { Inventory } from '../company/inventory.ts';
import { ApiError, unknownActionError } from './api-error.ts';
import type { ApiCall, Authorize, QueryForm } from './call.ts';
import { callConsole, type ConsoleWorld } from './ec2-console-calls.ts';
import { describeEndpoints, type EndpointWorld } from './ec2-endpoint-calls.ts';
import { checkDryRun, NAMESPACE, readMaxResults } from './ec2-request.ts';
import { filtersOf, listOf, matcherFor, matcherOf, type FilterFields } from './ec2-filters.ts';
import { describeImages } from './ec2-image-calls.ts';
import { reservationXml } from './ec2-instance-xml.ts';
import { describeSecurityGroups } from './ec2-security-group-calls.ts';
import { pageOf } from './page-token.ts';
import { REGIONS } from './regions.ts';
import { xmlElement, xmlWrap } from './xml.ts';

/** EC2's own limits for MaxResults of DescribeInstances. */
const MIN_PAGE = 5;
const MAX_PAGE = 1000;

export interface Ec2World extends EndpointWorld, ConsoleWorld {
  readonly inventory: Inventory;
  /** Where the instances are; every other region is empty. */
  readonly region: string;
}

/** The XML body of the answer. Throws ApiError. */
export function callEc2(call: ApiCall, form: QueryForm, authorize: Authorize, world: Ec2World): string {
  switch (call.action) {
    case 'DescribeInstances':
      authorize('ec2:DescribeInstances', '*');
      checkDryRun(form);
      return describeInstances(call, form, world);
    case 'DescribeRegions':
      authorize('ec2:DescribeRegions', '*');
      checkDryRun(form);
      return describeRegions(call, form);
    case 'DescribeImages':
      authorize('ec2:DescribeImages', '*');
      checkDryRun(form);
      return describeImages(call, form, world.region);
    case 'DescribeInstanceConnectEndpoints':
      authorize('ec2:DescribeInstanceConnectEndpoints', '*');
      checkDryRun(form);
      return describeEndpoints(call, form, world);
    case 'DescribeSecurityGroups':
      authorize('ec2:DescribeSecurityGroups', '*');
      checkDryRun(form);
      return describeSecurityGroups(call, form, world.region);
    default: {
      const answer = callConsole(call, form, authorize, world);
      if (answer === null) throw unknownActionError('ec2', call.action);
      return answer;
    }
  }
}

function describeInstances(call: ApiCall, form: QueryForm, world: Ec2World): string {
  const ids = listOf(form, 'InstanceId');
  const filters = filtersOf(form);
  const maxResults = readMaxResults(form, MIN_PAGE, MAX_PAGE);
  const nextToken = form.get('NextToken') ?? null;
  if (ids.length > 0 && (maxResults !== null || nextToken !== null))
    throw new ApiError(
      'InvalidParameterCombination',
      'The parameter instancesSet cannot be used with the parameter maxResults',
    );
  const matches = matcherOf(filters);
  const here = call.region === world.region ? world.inventory.all().filter(isEc2) : [];
  const chosen = ids.length > 0 ? byIds(here, ids) : here;
  const page = pageOf(chosen.filter(matches), maxResults ?? MAX_PAGE, nextToken, filters);
  const reservations = page.items.map((instance) => reservationXml(instance, instance.ec2, world.region));
  return xmlWrap(
    'DescribeInstancesResponse',
    xmlElement('requestId', call.requestId) +
      xmlWrap('reservationSet', reservations.join('')) +
      xmlElement('nextToken', page.nextToken),
    NAMESPACE,
  );
}

function describeRegions(call: ApiCall, form: QueryForm): string {
  const names = listOf(form, 'RegionName');
  const unknown = names.filter((name) => !REGIONS.includes(name));
  if (unknown.length > 0)
    throw new ApiError('InvalidParameterValue', `Invalid region provided: ${unknown.join(', ')}`);
  const matches = matcherFor(filtersOf(form), REGION_FIELDS);
  const listed = (names.length > 0 ? names : REGIONS).map(regionOf).filter(matches);
  return xmlElement(
    'DescribeRegionsResponse',
    {
      requestId: call.requestId,
      regionInfo: listed.map(({ name, endpoint, optInStatus }) => ({
        regionName: name,
        regionEndpoint: endpoint,
        optInStatus,
      })),
    },
    NAMESPACE,
  );
}

interface Region {
  readonly name: string;
  readonly endpoint: string;
  readonly optInStatus: string;
  readonly tags: Readonly<Record<string, string>>;
}

const REGION_FIELDS: FilterFields<Region> = {
  endpoint: ({ endpoint }) => [endpoint],
  'opt-in-status': ({ optInStatus }) => [optInStatus],
  'region-name': ({ name }) => [name],
};

function regionOf(name: string): Region {
  return { name, endpoint: `ec2.${name}.amazonaws.com`, optInStatus: 'opt-in-not-required', tags: {} };
}

function byIds(
  instances: readonly (Instance & { ec2: Ec2Side })[],
  ids: readonly string[],
): (Instance & { ec2: Ec2Side })[] {
  for (const id of ids)
    if (!/^i-[0-9a-f]{8}(?:[0-9a-f]{9})?$/.test(id))
      throw new ApiError('InvalidInstanceID.Malformed', `Invalid id: "${id}"`);
  const wanted = new Set(ids);
  const found = instances.filter((instance) => wanted.has(instance.id));
  for (const instance of found) wanted.delete(instance.id);
  const missing = [...wanted];
  if (missing.length > 0)
    throw new ApiError(
      'InvalidInstanceID.NotFound',
      missing.length === 1
        ? `The instance ID '${missing.join('')}' does not exist`
        : `The instance IDs '${missing.join(', ')}' do not exist`,
    );
  return found;
}

function isEc2(instance: Instance): instance is Instance & { ec2: Ec2Side } {
  return instance.ec2 !== null;
}
