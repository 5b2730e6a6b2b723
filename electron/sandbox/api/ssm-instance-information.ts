// SSM DescribeInstanceInformation: machines with an agent, in small pages, by two filter notations.
import { z } from 'zod';
import type { Instance } from '../company/instance.ts';
import { ApiError } from './api-error.ts';
import type { ApiCall, Authorize } from './call.ts';
import { ACCOUNT_ID } from './credentials.ts';
import { parseInput } from './json-input.ts';
import { pageOf } from './page-token.ts';
import type { SsmWorld } from './ssm-world.ts';

/** SSM's own limits: pages are small, whatever the client wants. */
const DEFAULT_PAGE = 10;
const values = z.array(z.string().min(1)).min(1).max(100);
const inputSchema = z.object({
  Filters: z.array(z.object({ Key: z.string().min(1), Values: values })).optional(),
  InstanceInformationFilterList: z.array(z.object({ key: z.string().min(1), valueSet: values })).optional(),
  MaxResults: z
    .number()
    .int()
    .min(5, 'Member must have value greater than or equal to 5')
    .max(50, 'Member must have value less than or equal to 50')
    .optional(),
  NextToken: z.string().optional(),
});

type Filter = readonly [key: string, values: readonly string[]];

export function describeInstanceInformation(
  call: ApiCall,
  input: unknown,
  authorize: Authorize,
  world: SsmWorld,
): object {
  const request = parseInput(inputSchema, input);
  authorize('ssm:DescribeInstanceInformation', `arn:aws:ssm:${call.region}:${ACCOUNT_ID}:*`);
  if (request.Filters !== undefined && request.InstanceInformationFilterList !== undefined)
    throw new ApiError('ValidationException', 'Both filter lists are specified; use one of them.');
  const filters: Filter[] = [
    ...(request.Filters ?? []).map(({ Key, Values }): Filter => [Key, Values]),
    ...(request.InstanceInformationFilterList ?? []).map(({ key, valueSet }): Filter => [key, valueSet]),
  ];
  const tests = filters.map(([key, wanted]) => {
    const read = fieldOf(key);
    return (instance: Instance) => read(instance).some((value) => wanted.includes(value));
  });
  const here = call.region === world.region ? world.inventory.all() : [];
  // Stopped and terminated machines are not listed, nor those whose agent never registered.
  const managed = here.filter(
    (instance) =>
      instance.state === 'running' &&
      instance.agent.status !== 'none' &&
      tests.every((test) => test(instance)),
  );
  const page = pageOf(managed, request.MaxResults ?? DEFAULT_PAGE, request.NextToken ?? null, filters);
  return {
    InstanceInformationList: page.items.map((instance) => informationOf(instance, world.now())),
    ...(page.nextToken === null ? {} : { NextToken: page.nextToken }),
  };
}

function informationOf(instance: Instance, now: number): object {
  const { agent } = instance;
  const isOnline = agent.status === 'online';
  return {
    InstanceId: instance.id,
    PingStatus: pingStatusOf(instance),
    // Epoch seconds. An online agent pings every five minutes; the other one went away two days ago.
    LastPingDateTime: Math.round(now / 1000) - (isOnline ? 93 : 172_800),
    AgentVersion: agent.version,
    IsLatestVersion: agent.version.startsWith('3.3.987'),
    PlatformType: agent.platformType,
    PlatformName: agent.platformName,
    PlatformVersion: agent.platformVersion,
    ResourceType: resourceTypeOf(instance),
    ...(instance.ec2 === null
      ? { Name: instance.name, IamRole: 'service-role/warehouse-nodes', RegistrationDate: 1_733_140_800 }
      : {}),
    IPAddress: instance.privateAddress,
    ComputerName: agent.computerName,
    SourceId: instance.id,
    SourceType: instance.ec2 === null ? 'AWS::SSM::ManagedInstance' : 'AWS::EC2::Instance',
  };
}

function fieldOf(key: string): (instance: Instance) => string[] {
  if (key.startsWith('tag:')) {
    const name = key.slice('tag:'.length);
    return ({ tags }) => [tags[name]].filter((value) => value !== undefined);
  }
  switch (key) {
    case 'InstanceIds':
      return ({ id }) => [id];
    case 'PingStatus':
      return (instance) => [pingStatusOf(instance)];
    case 'PlatformTypes':
      return ({ agent }) => [agent.platformType];
    case 'ResourceType':
      return (instance) => [resourceTypeOf(instance)];
    case 'AgentVersion':
      return ({ agent }) => [agent.version];
    case 'SourceIds':
      return ({ id }) => [id];
    case 'SourceTypes':
      return ({ ec2 }) => [ec2 === null ? 'AWS::SSM::ManagedInstance' : 'AWS::EC2::Instance'];
    case 'tag-key':
      return ({ tags }) => Object.keys(tags);
    case 'ActivationIds':
    case 'AssociationStatus':
    case 'IamRole':
      return () => [];
    default:
      throw new ApiError('InvalidInstanceInformationFilterValue', `The filter key ${key} is not valid.`);
  }
}

function pingStatusOf(instance: Instance): string {
  return instance.agent.status === 'online' ? 'Online' : 'ConnectionLost';
}

function resourceTypeOf(instance: Instance): string {
  return instance.ec2 === null ? 'ManagedInstance' : 'EC2Instance';
}
