// EC2 filters: every filter must match, any of its values may; `*` and `?` are wildcards, `\` escapes them.
import { ApiError } from './api-error.ts';
import { INSTANCE_STATE_CODES, type Ec2Side, type Instance } from '../company/instance.ts';
import type { QueryForm } from './call.ts';

export interface Ec2Filter {
  readonly name: string;
  readonly values: readonly string[];
}

type Ec2Instance = Instance & { readonly ec2: Ec2Side };

/** What a filter's name stands for: the values of one thing that are compared with the filter's. */
export type FilterFields<T> = Readonly<Record<string, (thing: T) => readonly (string | null)[]>>;

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
  return matcherFor(filters, FIELDS);
}

/** As `matcherOf` for other things than instances; `tag:*` and `tag-key` work on everything with tags. */
export function matcherFor<T extends { readonly tags: Readonly<Record<string, string>> }>(
  filters: readonly Ec2Filter[],
  fields: FilterFields<T>,
): (thing: T) => boolean {
  const tests = filters.map(({ name, values }) => {
    const read = fieldOf(name, fields);
    const patterns = values.map(patternOf);
    return (thing: T) => read(thing).some((value) => patterns.some((pattern) => pattern(value)));
  });
  return (thing) => tests.every((test) => test(thing));
}

const FIELDS: FilterFields<Ec2Instance> = {
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
  'vpc-id': ({ ec2 }) => [ec2.vpcId],
};

function fieldOf<T extends { readonly tags: Readonly<Record<string, string>> }>(
  name: string,
  fields: FilterFields<T>,
): (thing: T) => string[] {
  if (name === 'tag-key') return ({ tags }) => Object.keys(tags);
  if (name.startsWith('tag:')) {
    const key = name.slice('tag:'.length);
    return ({ tags }) => [tags[key]].filter((value) => value !== undefined);
  }
  const read = fields[name];
  if (read === undefined || !Object.hasOwn(fields, name))
    throw new ApiError('InvalidParameterValue', `The filter '${name}' is invalid`);
  return (thing) => read(thing).filter((value) => value !== null);
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
