// EC2 filters: every filter must match, any of its values may; `*` and `?` are wildcards, `\` escapes them.
import { ApiError } from './api-error.ts';
import { INSTANCE_STATE_CODES, type Ec2Side, type Instance } from '../company/instance.ts';
import type { QueryForm } from './call.ts';

export interface Ec2Filter {
  readonly name: string;
  readonly values: readonly string[];
}

type Ec2Instance = Instance & { readonly ec2: Ec2Side };

/** `InstanceId.1`, `InstanceId.2`, … in order. */
export function listOf(form: QueryForm, prefix: string): string[] {
  const values: string[] = [];
  for (let index = 1; ; index += 1) {
    const value = form.get(`${prefix}.${index}`);
    if (value === undefined) return values;
    values.push(value);
  }
}

/** `Filter.1.Name`, `Filter.1.Value.1`, … Throws InvalidParameterValue. */
export function filtersOf(form: QueryForm): Ec2Filter[] {
  const filters: Ec2Filter[] = [];
  for (let index = 1; ; index += 1) {
    const name = form.get(`Filter.${index}.Name`);
    if (name === undefined) return filters;
    const values = listOf(form, `Filter.${index}.Value`);
    if (values.length === 0)
      throw new ApiError('InvalidParameterValue', `The filter '${name}' must have at least one value`);
    if (values.length > 200)
      throw new ApiError('FilterLimitExceeded', 'The maximum number of filter values is 200');
    filters.push({ name, values });
  }
}

/** A predicate for all filters together. Throws InvalidParameterValue for a filter it does not know. */
export function matcherOf(filters: readonly Ec2Filter[]): (instance: Ec2Instance) => boolean {
  const tests = filters.map(({ name, values }) => {
    const read = fieldOf(name);
    const patterns = values.map(patternOf);
    return (instance: Ec2Instance) =>
      read(instance).some((value) => patterns.some((pattern) => pattern(value)));
  });
  return (instance) => tests.every((test) => test(instance));
}

const FIELDS: Readonly<Record<string, (instance: Ec2Instance) => (string | null)[]>> = {
  architecture: ({ ec2 }) => [ec2.architecture],
  'availability-zone': ({ ec2 }) => [ec2.zone],
  'iam-instance-profile.name': ({ ec2 }) => [ec2.roleName],
  'image-id': ({ ec2 }) => [ec2.imageId],
  'instance-id': ({ id }) => [id],
  'instance-state-code': ({ state }) => [String(INSTANCE_STATE_CODES[state])],
  'instance-state-name': ({ state }) => [state],
  'instance-type': ({ ec2 }) => [ec2.instanceType],
  'instance.group-id': ({ ec2 }) => [ec2.securityGroup.id],
  'instance.group-name': ({ ec2 }) => [ec2.securityGroup.name],
  'ip-address': ({ ec2 }) => [ec2.publicAddress],
  'key-name': ({ ec2 }) => [ec2.keyName],
  'launch-time': ({ ec2 }) => [ec2.launchedAt],
  platform: ({ ec2 }) => [ec2.platformDetails === 'Windows' ? 'windows' : null],
  'platform-details': ({ ec2 }) => [ec2.platformDetails],
  'private-ip-address': ({ privateAddress }) => [privateAddress],
  'subnet-id': ({ ec2 }) => [ec2.subnetId],
  'tag-key': ({ tags }) => Object.keys(tags),
  'vpc-id': ({ ec2 }) => [ec2.vpcId],
};

function fieldOf(name: string): (instance: Ec2Instance) => string[] {
  if (name.startsWith('tag:')) {
    const key = name.slice('tag:'.length);
    return ({ tags }) => [tags[key]].filter((value) => value !== undefined);
  }
  const read = FIELDS[name];
  if (read === undefined || !Object.hasOwn(FIELDS, name))
    throw new ApiError('InvalidParameterValue', `The filter '${name}' is invalid`);
  return (instance) => read(instance).filter((value) => value !== null);
}

function patternOf(text: string): (value: string) => boolean {
  if (!/[*?\\]/.test(text)) return (value) => value === text;
  let source = '';
  for (let at = 0; at < text.length; at += 1) {
    const char = text.charAt(at);
    if (char === '*') source += '[^]*';
    else if (char === '?') source += '[^]';
    else {
      if (char === '\\' && at + 1 < text.length) at += 1;
      source += text.charAt(at).replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
    }
  }
  const pattern = new RegExp(`^${source}$`);
  return (value) => pattern.test(value);
}
